#include <toml++/toml.h>
#include <sstream>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky {

namespace {

constexpr int kDeepest = 64;

Value from_toml(const toml::node& node, const std::filesystem::path& source, int depth) {
  const std::size_t line = node.source().begin.line;
  if (depth > kDeepest) throw InputError({source, line, ""}, "is nested more than 64 levels deep");
  Value value;
  if (const auto* text = node.as_string()) {
    value = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value = boolean->get();
  } else if (const auto* array = node.as_array()) {
    Value::Array elements;
    for (const toml::node& element : *array) elements.push_back(from_toml(element, source, depth + 1));
    value = std::move(elements);
  } else if (const auto* table = node.as_table()) {
    Value::Object fields;
    for (const auto& [key, element] : *table) {
      fields.emplace_back(std::string(key.str()), from_toml(element, source, depth + 1));
    }
    value = std::move(fields);
  } else {  // a date or a time: kept as its text
    std::ostringstream written;
    node.visit([&](const auto& content) { written << content; });
    value = written.str();
  }
  value.set_line(line);
  return value;
}

}  // namespace

Value parse_toml(std::string_view text, const std::filesystem::path& source) {
  if (!is_valid_utf8(text)) throw InputError({source, 0, ""}, "expected UTF-8 text");
  try {
    return from_toml(toml::parse(text), source, 0);
  } catch (const toml::parse_error& error) {
    throw InputError({source, error.source().begin.line, ""},
                     "expected well-formed TOML: " + std::string(error.description()));
  }
}

Value read_toml(const std::filesystem::path& path) { return parse_toml(read_file(path, std::size_t{16} << 20U), path); }

}  // namespace tricky
