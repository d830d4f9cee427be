#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/value.h"

namespace tricky {

/// Reads the fields of one object strictly. Every fault is an InputError naming file, line and field; `finish()`
/// refuses fields nobody asked for and offers the nearest known name: a typo that is ignored costs GPU-days.
///
///   Fields fields(table, path, "[base]");
///   const int epochs = fields.integer("epochs", {.smallest = 1});
///   fields.finish();
class Fields {
 public:
  struct IntegerRange {
    std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
    std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  };
  struct RealRange {
    double smallest = -std::numeric_limits<double>::infinity();
    double largest = std::numeric_limits<double>::infinity();
  };

  /// `where` says in messages what the object is: "[base]", "question 2". Throws when `object` is not an object.
  Fields(const Value& object, std::filesystem::path source, std::string where);

  // Each reads a field that must be there …
  std::string text(std::string_view name);
  bool boolean(std::string_view name);
  std::int64_t integer(std::string_view name, IntegerRange range);
  std::int64_t integer(std::string_view name) { return integer(name, IntegerRange{}); }
  double real(std::string_view name, RealRange range);
  double real(std::string_view name) { return real(name, RealRange{}); }
  /// One of the allowed words.
  std::string word(std::string_view name, const std::vector<std::string>& allowed);
  std::vector<std::string> texts(std::string_view name);
  std::vector<std::int64_t> integers(std::string_view name, IntegerRange range);
  std::vector<double> reals(std::string_view name, RealRange range);
  const Value& object(std::string_view name);
  const Value::Array& array(std::string_view name);

  // … or gives the fallback when it is absent or null.
  std::string text_or(std::string_view name, std::string fallback);
  bool boolean_or(std::string_view name, bool fallback);
  std::int64_t integer_or(std::string_view name, std::int64_t fallback, IntegerRange range);
  double real_or(std::string_view name, double fallback, RealRange range);
  std::string word_or(std::string_view name, std::string fallback, const std::vector<std::string>& allowed);
  std::vector<std::string> texts_or(std::string_view name, std::vector<std::string> fallback);

  /// The field as it stands, or nullptr; counts as known from then on.
  const Value* optional(std::string_view name);
  bool has(std::string_view name) { return optional(name) != nullptr; }

  /// Throws when a field is left that was never asked for.
  void finish() const;

  /// An InputError at this field's line, for checks of the caller's own.
  [[noreturn]] void fail(std::string_view name, const std::string& message) const;
  const std::filesystem::path& source() const { return source_; }

 private:
  const Value& required(std::string_view name);
  [[noreturn]] void expected(std::string_view name, const Value& got, const std::string& what) const;

  const Value& object_;
  std::filesystem::path source_;
  std::string where_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace tricky
