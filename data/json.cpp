#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 64;

Value from_json(const Json& json) {
  switch (json.type()) {
    case Json::value_t::boolean: return json.get<bool>();
    case Json::value_t::number_integer: return json.get<std::int64_t>();
    case Json::value_t::number_unsigned: {
      const auto number = json.get<std::uint64_t>();
      if (number > static_cast<std::uint64_t>(INT64_MAX)) return static_cast<double>(number);
      return number;
    }
    case Json::value_t::number_float: return json.get<double>();
    case Json::value_t::string: return json.get<std::string>();
    case Json::value_t::array: {
      Value::Array array;
      array.reserve(json.size());
      for (const Json& element : json) array.push_back(from_json(element));
      return array;
    }
    case Json::value_t::object: {
      Value::Object object;
      object.reserve(json.size());
      for (const auto& [name, element] : json.items()) object.emplace_back(name, from_json(element));
      return object;
    }
    default: return nullptr;
  }
}

/// Objects are written by hand rather than through nlohmann's: its ordered object searches linearly at each insertion.
void write(const Value& value, std::string& out, int indent, int depth) {
  const auto new_line = [&](int level) {
    if (indent > 0) out += "\n" + std::string(static_cast<std::size_t>(indent * level), ' ');
  };
  const auto scalar = [&](const Json& json) { out += json.dump(-1, ' ', false, Json::error_handler_t::replace); };
  if (const bool* boolean = value.if_bool()) {
    out += *boolean ? "true" : "false";
  } else if (const std::int64_t* integer = value.if_integer()) {
    out += std::to_string(*integer);
  } else if (const double* real = value.if_real()) {
    out += std::isfinite(*real) ? format_real(*real) : "null";
  } else if (const std::string* text = value.if_text()) {
    scalar(*text);
  } else if (const Value::Array* array = value.if_array()) {
    // Short arrays of plain values stay on one line: an interval reads better so.
    const bool flat = std::none_of(array->begin(), array->end(),
                                   [](const Value& element) { return element.if_array() || element.if_object(); });
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += flat && indent > 0 ? ", " : ",";
      if (!flat) new_line(depth + 1);
      write((*array)[i], out, indent, depth + 1);
    }
    if (!flat) new_line(depth);
    out += ']';
  } else if (const Value::Object* object = value.if_object()) {
    out += '{';
    for (std::size_t i = 0; i < object->size(); ++i) {
      if (i > 0) out += ',';
      new_line(depth + 1);
      scalar((*object)[i].first);
      out += indent > 0 ? ": " : ":";
      write((*object)[i].second, out, indent, depth + 1);
    }
    if (!object->empty()) new_line(depth);
    out += '}';
  } else {
    out += "null";
  }
}

std::size_t line_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  return static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
}

}  // namespace

Value parse_json(std::string_view text, const std::filesystem::path& source) {
  std::vector<std::unordered_set<std::string>> names;  // of the objects that are open, outermost first
  const Json::parser_callback_t guard = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kDeepest) throw InputError({source, 0, ""}, "is nested more than 64 levels deep");
    switch (event) {
      case Json::parse_event_t::object_start: names.emplace_back(); break;
      case Json::parse_event_t::object_end: names.pop_back(); break;
      case Json::parse_event_t::key: {
        const auto& name = parsed.get_ref<const std::string&>();
        if (!names.back().insert(name).second) throw InputError({source, 0, name}, "is there twice");
        break;
      }
      default: break;
    }
    return true;
  };
  try {
    return from_json(Json::parse(text, guard));
  } catch (const Json::parse_error& error) {
    throw InputError({source, line_of(text, error.byte), ""},
                     "expected well-formed JSON (" + std::string(error.what()) + ")");
  } catch (const Json::exception& error) {
    throw InputError({source, 0, ""}, "expected well-formed JSON (" + std::string(error.what()) + ")");
  }
}

Value read_json(const std::filesystem::path& path) { return parse_json(read_file(path), path); }

std::string to_json(const Value& value, JsonLayout layout) {
  std::string text;
  write(value, text, layout == JsonLayout::indented ? 2 : 0, 0);
  if (layout == JsonLayout::indented) text += '\n';
  return text;
}

}  // namespace tricky
