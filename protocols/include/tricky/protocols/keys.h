#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tricky::protocols {

/// The keys that protocols can name and sessions can take. A key is what is printed on it, so "f" is F on any layout;
/// the keypad's keys count as their twins.
enum class Key : std::uint8_t {
  other,  ///< any key not listed here
  escape,
  enter,
  space,
  tab,
  backspace,
  left,
  right,
  up,
  down,
  plus,
  minus,
  digit_0,
  digit_9 = digit_0 + 9,
  letter_a,
  letter_z = letter_a + 25,
};
inline constexpr int kKeyCount = static_cast<int>(Key::letter_z) + 1;

/// "left", "space", "7", "f"; "other" for Key::other.
std::string to_text(Key key);
/// The key of this name, or nothing; Key::other has no name to ask for.
std::optional<Key> key_named(std::string_view name);
/// All names that key_named knows.
std::vector<std::string> key_names();

/// 0 to 9 for a digit key.
std::optional<int> digit_of(Key key);

}  // namespace tricky::protocols
