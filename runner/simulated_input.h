#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "clock.h"
#include "display.h"
#include "input.h"
#include "session_plan.h"
#include "simulated_observer.h"

namespace tricky::runner {

/// The hands of a simulated observer: looks at each screen as it is shown, and presses keys as a person would, down and
/// up again. Without a window time jumps from press to press; in one it passes as it does for people, and closing the
/// window or pressing Escape ends the session at once.
class SimulatedInput : public Input {
 public:
  /// At full speed, moving the clock.
  SimulatedInput(const SimulatedObserver& observer, const SessionPlan& plan, SimulatedClock& clock);
  /// At human speed beside a real input.
  SimulatedInput(const SimulatedObserver& observer, const SessionPlan& plan, Clock& clock, Input& beside);

  /// Decides what to press on a screen that became visible; a screen that is only drawn again changes nothing.
  void look_at(const Screen& screen, std::int64_t onset_ns);

  std::optional<InputEvent> wait(std::int64_t until_ns) override;
  Value description() const override;

 private:
  void press(Key key, std::int64_t at_ns);
  void write(char32_t character, std::int64_t at_ns);
  void fill_in(const EntryForm& form, std::int64_t onset_ns);
  void decide(const PairScreen& screen, std::int64_t onset_ns);
  void decide(const RatingsScreen& screen, std::int64_t onset_ns);
  void forget_presses();
  ListedStimulus as_shown(std::size_t image, int showing) const;
  std::int64_t lasting(std::int64_t usual_ns) const;
  std::int64_t when_allowed(std::int64_t after_ns) const;
  bool seen_already(const Screen& screen);
  std::optional<InputEvent> wait_beside(std::int64_t until_ns);

  SimulatedObserver observer_;
  const SessionPlan& plan_;
  Clock& clock_;
  SimulatedClock* moved_clock_ = nullptr;
  Input* beside_ = nullptr;
  std::deque<InputEvent> coming_;
  std::optional<Screen> seen_;
};

/// A display that a simulated observer looks at.
class WatchedDisplay : public Display {
 public:
  WatchedDisplay(Display& display, SimulatedInput& watcher) : display_(display), watcher_(watcher) {}
  std::int64_t show(const Screen& screen) override {
    const std::int64_t onset_ns = display_.show(screen);
    watcher_.look_at(screen, onset_ns);
    return onset_ns;
  }
  std::int64_t frame_ns() const override { return display_.frame_ns(); }
  std::optional<Target> target_at(int x_px, int y_px) const override { return display_.target_at(x_px, y_px); }
  std::optional<int> late_frames() const override { return display_.late_frames(); }
  Value description() const override { return display_.description(); }

 private:
  Display& display_;
  SimulatedInput& watcher_;
};

}  // namespace tricky::runner
