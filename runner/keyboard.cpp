#include "keyboard.h"

namespace tricky::runner {

bool Keyboard::is_press(const InputEvent& event, std::int64_t visible_since_ns) {
  const auto key = static_cast<std::size_t>(event.key);
  if (event.kind == InputEvent::Kind::key_up) down_.reset(key);
  if (event.kind != InputEvent::Kind::key_down) return false;
  // Keys without a name share one place: whether one of them is held cannot be told, and none of them answers anything.
  const bool was_down = down_.test(key) && event.key != Key::other;
  down_.set(key);
  return !was_down && !event.repeat && event.t_ns - event.uncertainty_ns >= visible_since_ns;
}

}  // namespace tricky::runner
