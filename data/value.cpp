#include "tricky/data/value.h"

#include "tricky/data/errors.h"

namespace tricky {

const Value* Value::find(std::string_view field) const {
  if (const Object* object = if_object()) {
    for (const auto& [name, value] : *object) {
      if (name == field) return &value;
    }
  }
  return nullptr;
}

Value& Value::operator[](std::string_view field) {
  if (is_null()) content_ = Object{};
  auto* object = std::get_if<Object>(&content_);
  TRICKY_ASSERT(object != nullptr);
  for (auto& [name, value] : *object) {
    if (name == field) return value;
  }
  return object->emplace_back(std::string(field), Value()).second;
}

void Value::push_back(Value value) {
  if (is_null()) content_ = Array{};
  auto* array = std::get_if<Array>(&content_);
  TRICKY_ASSERT(array != nullptr);
  array->push_back(std::move(value));
}

}  // namespace tricky
