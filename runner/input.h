#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "tricky/data/value.h"
#include "tricky/protocols/keys.h"

namespace tricky::runner {

using protocols::Key;

/// Who took the time of an event; a column of trials.tsv.
enum class TimeSource {
  evdev,     ///< the kernel, when the device reported it
  xinput,    ///< a thread of its own, woken by the X server's raw event
  sdl,       ///< the session's thread, when the event came out of SDL
  simulated  ///< a simulated observer
};
std::string_view to_text(TimeSource source);

/// Something that came from outside. Plain and small: no memory is allocated for it.
struct InputEvent {
  enum class Kind {
    key_down,
    key_up,
    text,         ///< a character was written, whatever keys that took
    mouse_press,  ///< the left button, at x_px, y_px
    redraw,       ///< the window was uncovered or resized
    close,        ///< the window was closed
    stop,         ///< SIGINT, SIGTERM or SIGHUP
  };
  Kind kind = Kind::key_down;
  Key key = Key::other;
  char32_t character = 0;
  bool repeat = false;  ///< sent because the key is held, not because it was pressed
  int x_px = 0;
  int y_px = 0;
  int signal = 0;
  std::int64_t t_ns = 0;            ///< on the session's clock
  std::int64_t uncertainty_ns = 0;  ///< it may have come this much earlier
  TimeSource source = TimeSource::simulated;
};

inline constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

/// Where events come from: a window, or a simulated observer.
class Input {
 public:
  virtual ~Input() = default;
  /// The next event in the order of arrival, or nothing when `until_ns` passes first. May also return nothing early.
  virtual std::optional<InputEvent> wait(std::int64_t until_ns) = 0;
  /// What the journal says about it: source, how times are taken.
  virtual Value description() const = 0;
};

}  // namespace tricky::runner
