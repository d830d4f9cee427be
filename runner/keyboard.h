#pragma once

#include <bitset>

#include "input.h"

namespace tricky::runner {

/// Tells a press from everything that looks like one. A key_down is a press when the key was up before (as far as was
/// seen), is no auto-repeat, and cannot have come before `visible_since_ns`, not even by its uncertainty. So a key held
/// down across trials answers none of them until it was released. Of two keys pressed at once the first to arrive
/// counts.
class Keyboard {
 public:
  /// Takes every event, in order; true when it is a press.
  bool is_press(const InputEvent& event, std::int64_t visible_since_ns);

 private:
  std::bitset<protocols::kKeyCount> down_;
};

}  // namespace tricky::runner
