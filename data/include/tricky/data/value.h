#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tricky {

/// A tree of null, boolean, whole number, real, text, array and object: what JSON and TOML files hold. Objects keep
/// their order. Values read from a file know the line they stood on (TOML) or 0 (JSON, and values made by code).
class Value {
 public:
  using Array = std::vector<Value>;
  using Object = std::vector<std::pair<std::string, Value>>;

  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool value) : content_(value) {}
  Value(std::integral auto value) : content_(static_cast<std::int64_t>(value)) {}
  Value(double value) : content_(value) {}
  Value(std::string value) : content_(std::move(value)) {}
  Value(std::string_view value) : content_(std::string(value)) {}
  Value(const char* value) : content_(std::string(value)) {}
  Value(Array value) : content_(std::move(value)) {}
  Value(Object value) : content_(std::move(value)) {}
  /// An array of whatever the elements are.
  template <typename T>
  explicit Value(const std::vector<T>& values) : content_(Array(values.begin(), values.end())) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(content_); }
  const bool* if_bool() const { return std::get_if<bool>(&content_); }
  const std::int64_t* if_integer() const { return std::get_if<std::int64_t>(&content_); }
  const double* if_real() const { return std::get_if<double>(&content_); }
  const std::string* if_text() const { return std::get_if<std::string>(&content_); }
  const Array* if_array() const { return std::get_if<Array>(&content_); }
  const Object* if_object() const { return std::get_if<Object>(&content_); }

  /// The field of an object, or nullptr.
  const Value* find(std::string_view field) const;
  /// The field of an object, added when new; makes a null value an object.
  Value& operator[](std::string_view field);
  /// Adds to an array; makes a null value an array.
  void push_back(Value value);

  std::size_t line() const { return line_; }
  void set_line(std::size_t line) { line_ = line; }

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> content_;
  std::size_t line_ = 0;
};

/// Throw InputError naming `source` and the line of the fault. Nesting deeper than 64 levels is refused.
Value parse_json(std::string_view text, const std::filesystem::path& source);
Value parse_toml(std::string_view text, const std::filesystem::path& source);
Value read_json(const std::filesystem::path& path);
Value read_toml(const std::filesystem::path& path);

enum class JsonLayout { one_line, indented };
/// JSON text, UTF-8, reals in shortest exact form, NaN and infinities as null; a final newline when indented.
std::string to_json(const Value& value, JsonLayout layout);

}  // namespace tricky
