#include "tricky/data/fields.h"

#include <algorithm>
#include <cmath>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

std::string range_text(const Fields::IntegerRange& range) {
  const bool low = range.smallest != std::numeric_limits<std::int64_t>::min();
  const bool high = range.largest != std::numeric_limits<std::int64_t>::max();
  if (low && high) return " from " + std::to_string(range.smallest) + " to " + std::to_string(range.largest);
  if (low) return " of at least " + std::to_string(range.smallest);
  if (high) return " of at most " + std::to_string(range.largest);
  return "";
}

std::string range_text(const Fields::RealRange& range) {
  const bool low = std::isfinite(range.smallest);
  const bool high = std::isfinite(range.largest);
  if (low && high) return " from " + format_real(range.smallest) + " to " + format_real(range.largest);
  if (low) return " of at least " + format_real(range.smallest);
  if (high) return " of at most " + format_real(range.largest);
  return "";
}

std::optional<double> as_real(const Value& value) {
  if (const double* real = value.if_real()) return *real;
  if (const std::int64_t* integer = value.if_integer()) return static_cast<double>(*integer);
  return std::nullopt;
}

template <typename Range, typename Number>
bool inside(const Range& range, Number number) {
  return number >= range.smallest && number <= range.largest;
}

}  // namespace

Fields::Fields(const Value& object, std::filesystem::path source, std::string where)
    : object_(object), source_(std::move(source)), where_(std::move(where)) {
  if (object.if_object() == nullptr) throw InputError({source_, object.line(), where_}, "expected a table of fields");
}

const Value* Fields::optional(std::string_view name) {
  known_.emplace(name);
  const Value* value = object_.find(name);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

const Value& Fields::required(std::string_view name) {
  const Value* value = optional(name);
  if (value == nullptr) {
    std::vector<std::string> others;
    for (const auto& [other, ignored] : *object_.if_object()) {
      if (!known_.contains(other)) others.push_back(other);
    }
    const auto nearest = nearest_name(name, others);
    throw InputError({source_, object_.line(), where_}, "the field " + in_quotes(name) + " is missing" +
                                                            (nearest ? "; is " + in_quotes(*nearest) + " meant?" : ""));
  }
  return *value;
}

void Fields::expected(std::string_view name, const Value& got, const std::string& what) const {
  throw InputError({source_, got.line() > 0 ? got.line() : object_.line(), std::string(name)},
                   "expected " + what + ", got " +
                       (got.if_text() != nullptr ? in_quotes(*got.if_text()) : to_json(got, JsonLayout::one_line)));
}

void Fields::fail(std::string_view name, const std::string& message) const {
  const Value* value = object_.find(name);
  throw InputError({source_, value != nullptr && value->line() > 0 ? value->line() : object_.line(), std::string(name)},
                   message);
}

std::string Fields::text(std::string_view name) {
  const Value& value = required(name);
  if (value.if_text() == nullptr) expected(name, value, "text in quotes");
  return *value.if_text();
}

bool Fields::boolean(std::string_view name) {
  const Value& value = required(name);
  if (value.if_bool() == nullptr) expected(name, value, "true or false");
  return *value.if_bool();
}

std::int64_t Fields::integer(std::string_view name, IntegerRange range) {
  const Value& value = required(name);
  if (value.if_integer() == nullptr || !inside(range, *value.if_integer())) {
    expected(name, value, "a whole number" + range_text(range));
  }
  return *value.if_integer();
}

double Fields::real(std::string_view name, RealRange range) {
  const Value& value = required(name);
  const auto number = as_real(value);
  if (!number || !inside(range, *number)) expected(name, value, "a number" + range_text(range));
  return *number;
}

std::string Fields::word(std::string_view name, const std::vector<std::string>& allowed) {
  const std::string word = text(name);
  if (std::find(allowed.begin(), allowed.end(), word) == allowed.end()) {
    const auto nearest = nearest_name(word, allowed);
    fail(name, "expected one of " + join(allowed, ", ") + ", got " + in_quotes(word) +
                   (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : ""));
  }
  return word;
}

std::vector<std::string> Fields::texts(std::string_view name) {
  std::vector<std::string> result;
  for (const Value& element : array(name)) {
    if (element.if_text() == nullptr) expected(name, element, "a list of texts");
    result.push_back(*element.if_text());
  }
  return result;
}

std::vector<std::int64_t> Fields::integers(std::string_view name, IntegerRange range) {
  std::vector<std::int64_t> result;
  for (const Value& element : array(name)) {
    if (element.if_integer() == nullptr || !inside(range, *element.if_integer())) {
      expected(name, element, "a list of whole numbers" + range_text(range));
    }
    result.push_back(*element.if_integer());
  }
  return result;
}

std::vector<double> Fields::reals(std::string_view name, RealRange range) {
  std::vector<double> result;
  for (const Value& element : array(name)) {
    const auto number = as_real(element);
    if (!number || !inside(range, *number)) expected(name, element, "a list of numbers" + range_text(range));
    result.push_back(*number);
  }
  return result;
}

const Value& Fields::object(std::string_view name) {
  const Value& value = required(name);
  if (value.if_object() == nullptr) expected(name, value, "a table");
  return value;
}

const Value::Array& Fields::array(std::string_view name) {
  const Value& value = required(name);
  if (value.if_array() == nullptr) expected(name, value, "a list");
  return *value.if_array();
}

std::string Fields::text_or(std::string_view name, std::string fallback) {
  return has(name) ? text(name) : std::move(fallback);
}

bool Fields::boolean_or(std::string_view name, bool fallback) { return has(name) ? boolean(name) : fallback; }

std::int64_t Fields::integer_or(std::string_view name, std::int64_t fallback, IntegerRange range) {
  return has(name) ? integer(name, range) : fallback;
}

double Fields::real_or(std::string_view name, double fallback, RealRange range) {
  return has(name) ? real(name, range) : fallback;
}

std::string Fields::word_or(std::string_view name, std::string fallback, const std::vector<std::string>& allowed) {
  return has(name) ? word(name, allowed) : std::move(fallback);
}

std::vector<std::string> Fields::texts_or(std::string_view name, std::vector<std::string> fallback) {
  return has(name) ? texts(name) : std::move(fallback);
}

void Fields::finish() const {
  for (const auto& [name, value] : *object_.if_object()) {
    if (known_.contains(name)) continue;
    const std::vector<std::string> names(known_.begin(), known_.end());
    const auto nearest = nearest_name(name, names);
    throw InputError(
        {source_, value.line() > 0 ? value.line() : object_.line(), ""},
        in_quotes(name) + " is not a field of " + where_ +
            (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; known are " + join(names, ", ")));
  }
}

}  // namespace tricky
