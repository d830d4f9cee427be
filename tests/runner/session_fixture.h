#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runner/clock.h"
#include "runner/display.h"
#include "runner/input.h"
#include "runner/session_loop.h"
#include "runner/session_plan.h"
#include "runner/session_store.h"
#include "runner/simulated_input.h"
#include "runner/simulated_spec.h"
#include "temporary_folder.h"
#include "tricky/data/derived_files.h"
#include "tricky/data/files.h"
#include "tricky/stimuli/image_file.h"

namespace tricky::runner {

/// "i7". Put together in two steps because GCC 12 warns without reason about "i" + std::to_string(n).
inline std::string item_name(int n) {
  std::string name("i");
  name += std::to_string(n);
  return name;
}

/// A list of small images, whose files lie beside it when `folder` is given.
inline StimulusList make_list(StimulusList::Kind kind, int n_practice, int n_main,
                              const std::filesystem::path& folder = {}) {
  StimulusList list;
  list.name = "list";
  list.kind = kind;
  list.difficulty_name = "all";
  list.item_set_digest = std::string(64, '0');
  list.image_width_px = 4;
  list.image_height_px = 3;
  int n = 0;
  const auto add = [&](Phase phase, int trial, Position position, Difficulty difficulty) {
    ListedStimulus stimulus;
    stimulus.trial = trial;
    stimulus.phase = phase;
    stimulus.position = position;
    stimulus.item_id = item_name(++n);
    stimulus.difficulty = difficulty;
    stimulus.n_makers = 10;
    stimulus.n_correct = difficulty == Difficulty::trivial ? 10 : difficulty == Difficulty::impossible ? 0 : 5;
    stimulus.category = "cat";
    stimuli::RgbImage image = stimuli::black_image(4, 3);
    image.pixels[0] = static_cast<std::uint8_t>(n & 255);
    image.pixels[1] = static_cast<std::uint8_t>(n >> 8);
    stimulus.image = "list_images/";
    stimulus.image += std::to_string(n) + ".png";
    stimulus.sha256_rgb = stimuli::sha256_of_pixels(image);
    if (!folder.empty()) stimuli::write_png(folder / stimulus.image, image);
    list.stimuli.push_back(stimulus);
  };
  for (const auto& [phase, n_trials] : {std::pair(Phase::practice, n_practice), std::pair(Phase::main, n_main)}) {
    for (int trial = 1; trial <= n_trials; ++trial) {
      if (kind == StimulusList::Kind::ratings) {
        constexpr Difficulty kThree[] = {Difficulty::trivial, Difficulty::in_between, Difficulty::impossible};
        add(phase, trial, Position::centre, kThree[trial % 3]);
        continue;
      }
      // The easier one is on the left in trials 1, 2, 5, 6, 9 …
      const bool left = (trial - 1) % 4 < 2;
      add(phase, trial, Position::left, left ? Difficulty::trivial : Difficulty::impossible);
      add(phase, trial, Position::right, left ? Difficulty::impossible : Difficulty::trivial);
    }
  }
  return list;
}

inline protocols::Protocol make_protocol(Task task) {
  protocols::Protocol protocol;
  protocol.name = "test";
  protocol.title = "Test";
  protocol.language = "en";
  protocol.instructions = {{"Page one"}, {"Page two"}};
  protocol.practice_done = "Practice is over";
  protocol.thanks = "Thanks";
  protocol.sha256 = std::string(64, 'a');
  if (task == Task::two_choice) {
    protocols::TwoChoiceTask pairs;
    pairs.question = "Which one?";
    pairs.left_label = "L";
    pairs.right_label = "R";
    pairs.left_keys = {Key::left, *protocols::key_named("f")};
    pairs.right_keys = {Key::right, *protocols::key_named("j")};
    protocol.task = pairs;
  } else {
    protocols::RatingQuestion count;
    count.name = "count";
    count.text = "How many?";
    count.kind = protocols::RatingQuestion::Kind::count;
    protocols::RatingQuestion choice;
    choice.name = "choice";
    choice.text = "Is it?";
    choice.answers = {"no", "maybe", "yes"};
    choice.largest = 2;
    protocol.task = protocols::RatingsTask{{count, choice}};
  }
  return protocol;
}

inline SessionPlan make_plan(Task task, int n_practice, int n_main, const std::string& simulate = "") {
  SessionPlan plan;
  plan.protocol = make_protocol(task);
  plan.list = make_list(protocols::list_kind_of(task), n_practice, n_main);
  plan.record.observer = "01";
  plan.record.origin = simulate.empty() ? SessionOrigin::observer : SessionOrigin::simulated;
  plan.record.task = task;
  plan.record.protocol = "test";
  plan.record.protocol_sha256 = plan.protocol.sha256;
  plan.record.list = "list";
  plan.record.list_sha256 = std::string(64, 'b');
  plan.trials = make_trials(plan.list, plan.record.list_sha256, plan.protocol, "01", 1);
  plan.simulate = simulate;
  plan.command_line = "tricky session test";
  plan.resume_command = "tricky session test --resume";
  return plan;
}

/// Runs the plan with its simulated observer.
inline SessionEnd run_simulated(const SessionPlan& plan, const std::filesystem::path& folder,
                                Resume resume = Resume::no) {
  SessionStore store(folder, plan, resume);
  SimulatedClock clock;
  HeadlessDisplay nowhere(clock);
  SimulatedInput hands(
      parse_simulated_observer(plan.simulate, plan.record.task, plan.record.observer, plan.record.session), plan,
      clock);
  WatchedDisplay display(nowhere, hands);
  return run_session(plan, store, display, hands, clock);
}

/// Display and input in one: `on_show` sees each screen and says what happens next.
class Script : public Display, public Input {
 public:
  using OnShow = std::function<void(Script&, const Screen&)>;
  Script(SimulatedClock& clock, OnShow on_show) : clock_(clock), on_show_(std::move(on_show)) {}

  std::int64_t show(const Screen& screen) override {
    clock_.move_to(clock_.now_ns() + 10'000'000);
    on_show_(*this, screen);
    return clock_.now_ns();
  }
  std::optional<Target> target_at(int x_px, int y_px) const override {
    return x_px < 0 ? Target{Target::Kind::next, 0, 0} : Target{Target::Kind::answer, x_px, y_px};
  }
  Value description() const override { return Value::Object{}; }

  std::optional<InputEvent> wait(std::int64_t until_ns) override {
    const std::int64_t next_ns = coming_.empty() ? kForever : std::max(clock_.now_ns(), coming_.front().t_ns);
    if (until_ns != kForever && next_ns > until_ns + lateness_ns) {
      clock_.move_to(until_ns);
      return std::nullopt;
    }
    if (coming_.empty()) {  // nobody there: close the window instead of waiting for ever
      InputEvent close;
      close.kind = InputEvent::Kind::close;
      return close;
    }
    const InputEvent event = coming_.front();
    coming_.pop_front();
    clock_.move_to(event.t_ns);
    return event;
  }

  /// So many milliseconds after the onset of the screen being shown; negative: before it.
  void down(Key key, int after_ms, bool repeat = false) { add(InputEvent::Kind::key_down, key, after_ms, repeat); }
  void up(Key key, int after_ms) { add(InputEvent::Kind::key_up, key, after_ms, false); }
  void tap(Key key, int after_ms) {
    down(key, after_ms);
    up(key, after_ms + 1);
  }
  void add(InputEvent::Kind kind, Key key, int after_ms, bool repeat) {
    InputEvent event;
    event.kind = kind;
    event.key = key;
    event.repeat = repeat;
    event.t_ns = clock_.now_ns() + std::int64_t{after_ms} * 1'000'000;
    coming_.push_back(event);
  }
  std::deque<InputEvent>& coming() { return coming_; }
  std::optional<int> late_frames() const override { return late; }
  int late = 0;  ///< frames shown too late so far
  /// A busy computer: waiting ends so much too late, and what came meanwhile is handed over.
  std::int64_t lateness_ns = 0;

 private:
  SimulatedClock& clock_;
  OnShow on_show_;
  std::deque<InputEvent> coming_;
};

/// Runs the plan with a script: pages and feedback are turned by themselves, `on_trial` sees the trials.
inline SessionEnd run_script(const SessionPlan& plan, const std::filesystem::path& folder,
                             const Script::OnShow& on_trial, Resume resume = Resume::no,
                             TriggerLine* triggers = nullptr) {
  SessionStore store(folder, plan, resume);
  SimulatedClock clock;
  Script script(clock, [&](Script& self, const Screen& screen) {
    const auto* pair = std::get_if<PairScreen>(&screen);
    if (std::holds_alternative<TextScreen>(screen) || (pair != nullptr && pair->feedback)) {
      self.tap(Key::space, 50);
    } else {
      on_trial(self, screen);
    }
  });
  return run_session(plan, store, script, script, clock, triggers);
}

}  // namespace tricky::runner
