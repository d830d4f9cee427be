#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "clock.h"
#include "display.h"
#include "input.h"
#include "keyboard.h"

namespace tricky::runner {

/// Thrown to end a session from wherever it is.
struct Stop {
  std::string reason;  ///< "Escape", "the window was closed", "signal 15"
};

/// Seconds as nanoseconds.
constexpr std::int64_t ns_of(double seconds) { return static_cast<std::int64_t>(seconds * 1e9 + 0.5); }

/// Display, input and clock together: shows a screen and waits for what happens on it. Closed windows, signals and
/// Escape, which asks first unless told otherwise, are dealt with here and throw Stop.
class Stage {
 public:
  Stage(Display& display, Input& input, Clock& clock) : display_(display), input_(input), clock_(clock) {}

  /// Why a wait is over.
  enum class Wake {
    press,  ///< a key or the mouse was pressed after the onset: event()
    time,   ///< the time given has come
    anew    ///< Escape was pressed and the observer stayed: show the screen anew
  };

  /// Shows a screen; its onset is when it became visible.
  void show(const Screen& screen);
  /// Shows another state of the screen: neither onset nor presses begin anew.
  void change(const Screen& screen);
  /// Shows a screen for this long, whatever is pressed.
  void show_for(double duration_s, const Screen& screen);

  Wake wait(std::int64_t until_ns = kForever);
  /// What was pressed, when wait() said so.
  const InputEvent& event() const { return event_; }
  bool is_key() const { return event_.kind == InputEvent::Kind::key_down; }
  /// The target that a press of the mouse hit.
  std::optional<Target> target() const;
  /// A press that went on: Space, Enter, or a click on what says so.
  bool goes_on() const;

  std::int64_t onset_ns() const { return onset_ns_; }
  Clock& clock() { return clock_; }
  const Display& display() const { return display_; }
  const Input& input() const { return input_; }
  /// Whether Escape asks first; it need not where everything is over.
  enum class Escape { asks, leaves };
  Escape escape = Escape::asks;
  /// Presses since the onset that meant nothing; counted by whoever finds them so.
  int n_other_presses = 0;

 private:
  /// Whether the screen hears of the event.
  bool is_press(const InputEvent& event);
  void ask_whether_to_leave();

  Display& display_;
  Input& input_;
  Clock& clock_;
  Keyboard keyboard_;
  Screen screen_ = LeaveScreen{};
  InputEvent event_;
  std::optional<InputEvent> late_;  ///< a press after the time that was waited for: the next wait's
  std::int64_t onset_ns_ = 0;
};

}  // namespace tricky::runner
