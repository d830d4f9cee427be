#include "replay/replay_player.h"

#include <algorithm>
#include <memory>

#include "replay/replay_moments.h"

namespace tricky::runner {

namespace {

enum class Turn { next, back, pause, leave, time };

class Player {
 public:
  Player(const SessionReplay& replay, std::size_t first, double speed, Display& display, Input& input, Clock& clock)
      : replay_(replay), speed_(speed), display_(display), input_(input), clock_(clock) {
    go_to(first);
  }

  void run() {
    for (;;) {
      switch (show_moment()) {
        case Turn::leave: return;
        case Turn::pause: pause(); break;
        case Turn::next: go_to(std::min(place_ + 1, replay_.trials.size() - 1)); break;
        case Turn::back: go_to(place_ - std::min<std::size_t>(place_, 1)); break;
        case Turn::time: go_on(); break;
      }
    }
  }

 private:
  void go_to(std::size_t place) {
    place_ = place;
    trial_ = std::make_unique<ReplayMoments>(replay_, place);
    moment_ = 0;
    left_ns_ = lasting();
    stands_still_ = paused_;
  }

  void go_on() {
    if (moment_ + 1 < trial_->moments().size()) {
      ++moment_;
      left_ns_ = lasting();
    } else if (place_ + 1 < replay_.trials.size()) {
      go_to(place_ + 1);
    } else {
      paused_ = stands_still_ = true;
    }
  }

  void pause() {
    paused_ = !paused_;
    if (stands_still_ && !paused_) go_to(place_);  // plays the trial that stood there
  }

  std::int64_t lasting() const {
    return static_cast<std::int64_t>(static_cast<double>(trial_->moments()[moment_].lasts_ns) / speed_);
  }

  Turn show_moment() {
    ReplayScreen screen = stands_still_ ? trial_->still() : trial_->moments()[moment_].screen;
    screen.paused = paused_;
    std::int64_t shown_ns = display_.show(screen);
    const std::int64_t until_ns = paused_ ? kForever : shown_ns + left_ns_ - display_.frame_ns() / 2;
    for (;;) {
      const std::optional<InputEvent> event = input_.wait(until_ns);
      if (!event && clock_.now_ns() >= until_ns) return Turn::time;
      if (!event) continue;
      if (event->kind == InputEvent::Kind::redraw) display_.show(screen);
      if (const std::optional<Turn> turn = turn_of(*event)) {
        if (!paused_) left_ns_ = std::max<std::int64_t>(0, shown_ns + left_ns_ - clock_.now_ns());
        return *turn;
      }
    }
  }

  static std::optional<Turn> turn_of(const InputEvent& event) {
    if (event.kind == InputEvent::Kind::close || event.kind == InputEvent::Kind::stop) return Turn::leave;
    if (event.kind != InputEvent::Kind::key_down) return std::nullopt;
    if (event.key == Key::escape) return Turn::leave;
    if (event.key == Key::space) return event.repeat ? std::nullopt : std::optional(Turn::pause);
    if (event.key == Key::right || event.key == *protocols::key_named("n")) return Turn::next;
    if (event.key == Key::left || event.key == *protocols::key_named("p")) return Turn::back;
    return std::nullopt;
  }

  const SessionReplay& replay_;
  double speed_;
  Display& display_;
  Input& input_;
  Clock& clock_;
  std::size_t place_ = 0;
  std::unique_ptr<ReplayMoments> trial_;
  std::size_t moment_ = 0;
  std::int64_t left_ns_ = 0;  ///< of the moment, not counting pauses
  bool paused_ = false;
  bool stands_still_ = false;  ///< the trial is shown in one picture
};

}  // namespace

void play(const SessionReplay& replay, std::size_t first, double speed, Display& display, Input& input, Clock& clock) {
  Player(replay, first, speed, display, input, clock).run();
}

}  // namespace tricky::runner
