#include "tricky/protocols/keys.h"

#include <array>

namespace tricky::protocols {

namespace {

constexpr std::array<std::string_view, 12> kWords{"other", "escape", "enter", "space", "tab",  "backspace",
                                                  "left",  "right",  "up",    "down",  "plus", "minus"};

}  // namespace

std::string to_text(Key key) {
  const auto i = static_cast<std::size_t>(key);
  if (i < kWords.size()) return std::string(kWords[i]);
  if (key <= Key::digit_9) return std::string(1, static_cast<char>('0' + *digit_of(key)));
  return std::string(1, static_cast<char>('a' + (i - static_cast<std::size_t>(Key::letter_a))));
}

std::optional<Key> key_named(std::string_view name) {
  for (int i = 1; i < kKeyCount; ++i) {
    const Key key = static_cast<Key>(i);
    if (to_text(key) == name) return key;
  }
  return std::nullopt;
}

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (int i = 1; i < kKeyCount; ++i) names.push_back(to_text(static_cast<Key>(i)));
  return names;
}

std::optional<int> digit_of(Key key) {
  if (key < Key::digit_0 || key > Key::digit_9) return std::nullopt;
  return static_cast<int>(key) - static_cast<int>(Key::digit_0);
}

}  // namespace tricky::protocols
