#include <algorithm>

#include "rating_form.h"
#include "session_events.h"
#include "session_parts.h"
#include "tricky/data/errors.h"

namespace tricky::runner {

using protocols::RatingsTask;
using protocols::Timing;
using protocols::TwoChoiceTask;

namespace {

bool contains(const std::vector<Key>& keys, Key key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); }

TrialNumber number_of(const SessionPlan& plan, const Trial& trial) {
  const int n = plan.count(trial.phase);
  return {trial.phase, (trial.trial - 1) % n + 1, n};
}

int showing_of(const Trial& trial) { return trial.kind == TrialKind::repeat ? 1 : trial.round - 1; }

/// When the parts of a trial are due, from its onset on.
struct Schedule {
  Schedule(const Timing& timing, const Stage& stage)
      : stimulus_over_ns(timing.stimulus_s > 0.0
                             ? stage.onset_ns() + ns_of(timing.stimulus_s) - stage.display().frame_ns() / 2
                             : kForever),
        earliest_ns(stage.onset_ns() + ns_of(timing.min_response_s)),
        latest_ns(timing.max_response_s > 0.0 ? stage.onset_ns() + ns_of(timing.max_response_s) : kForever),
        opens_ns(timing.respond == Timing::Respond::after_stimulus ? stage.onset_ns() + ns_of(timing.stimulus_s)
                                                                    : stage.onset_ns()) {}
  std::int64_t stimulus_over_ns;
  std::int64_t earliest_ns;
  std::int64_t latest_ns;
  std::int64_t opens_ns;
};

/// What the trial's response event holds besides the trial and the answers.
struct Facts {
  std::int64_t onset_ns = 0;
  std::int64_t blank_ns = 0;  ///< when the stimulus had gone; 0: it stayed
  bool too_fast = false;
};

/// One trial from the first screen before it to its response.
template <typename TrialScreen>
class TrialRun {
 public:
  TrialRun(RunningSession& session, const Trial& trial, TrialScreen& screen)
      : session_(session), stage_(session.stage), timing_(session.plan.protocol.timing),
        triggers_(session.plan.protocol.triggers), trial_(trial), screen_(screen) {}

  /// Fixation and stimulus; the trial's line is on disk before.
  void begin() {
    Value event = event_named("trial");
    put_trial(event, trial_);
    event["t_ns"] = stage_.clock().now_ns();
    session_.keep(event);
    stage_.show_for(timing_.fixation_s, FixationScreen{});
    screen_.images_shown = true;
    late_before_ = stage_.display().late_frames().value_or(0);
    stage_.show(screen_);
    const bool own_code = trial_.phase == Phase::practice && triggers_.onset_practice != 0;
    session_.trigger(own_code ? triggers_.onset_practice : triggers_.onset);
    schedule_.emplace(timing_, stage_);
    facts_ = {stage_.onset_ns(), 0, false};
  }

  /// The next press, taking the stimulus away when its time is over.
  Stage::Wake wait() {
    for (;;) {
      const bool to_blank = screen_.images_shown && schedule_->stimulus_over_ns < schedule_->latest_ns;
      const Stage::Wake wake = stage_.wait(to_blank ? schedule_->stimulus_over_ns : schedule_->latest_ns);
      if (wake != Stage::Wake::time || !to_blank) return wake;
      screen_.images_shown = false;
      stage_.change(screen_);
      facts_.blank_ns = stage_.clock().now_ns();
      session_.trigger(triggers_.stimulus_off);
    }
  }

  /// Whether the press just made came when presses count.
  bool is_open() const { return stage_.event().t_ns >= schedule_->opens_ns; }

  /// Whether it may be the response, as the protocol's times have it.
  bool may_respond() {
    if (!is_open()) return false;
    facts_.too_fast = stage_.event().t_ns < schedule_->earliest_ns;
    return !facts_.too_fast || timing_.too_fast == Timing::TooFast::mark;
  }

  /// Sends `own_code`, or what stands for any response where that is 0.
  void trigger_response(int own_code) { session_.trigger(own_code != 0 ? own_code : triggers_.response); }

  /// Keeps a trial whose time is over.
  void keep_missing(Value answers) {
    session_.trigger(triggers_.no_response);
    keep(std::move(answers));
  }

  void keep(Value answers) {
    Value event = event_named("response");
    put_trial(event, trial_);
    put_shown(event, trial_, session_.plan.list);
    event["onset_ns"] = facts_.onset_ns;
    if (facts_.blank_ns != 0) event["blank_ns"] = facts_.blank_ns;
    if (facts_.too_fast) event["too_fast"] = true;
    event["answers"] = std::move(answers);
    event["other_presses"] = stage_.n_other_presses;
    if (const std::optional<int> late = stage_.display().late_frames()) event["dropped_frames"] = *late - late_before_;
    session_.keep(event);
  }

 private:
  RunningSession& session_;
  Stage& stage_;
  const Timing& timing_;
  const protocols::Triggers& triggers_;
  const Trial& trial_;
  TrialScreen& screen_;
  std::optional<Schedule> schedule_;
  Facts facts_;
  int late_before_ = 0;  ///< of the display's late frames: before this stimulus
};

/// Shows the pair, anew as often as it must, until a side is chosen and kept, or the time is over.
std::optional<Position> ask_side(RunningSession& session, const Trial& trial, PairScreen screen,
                                 const TwoChoiceTask& task) {
  Stage& stage = session.stage;
  TrialRun run(session, trial, screen);
  for (;;) {
    run.begin();
    Stage::Wake wake = run.wait();
    for (; wake == Stage::Wake::press; wake = run.wait()) {
      const InputEvent& press = stage.event();
      const bool left = stage.is_key() && contains(task.left_keys, press.key);
      const bool right = stage.is_key() && contains(task.right_keys, press.key);
      if ((!left && !right) || !run.may_respond()) {
        ++stage.n_other_presses;
        continue;
      }
      const Position side = left ? Position::left : Position::right;
      const protocols::Triggers& triggers = session.plan.protocol.triggers;
      run.trigger_response(left ? triggers.response_left : triggers.response_right);
      Value answer = answer_value("easier", to_text(side), press.t_ns, press.uncertainty_ns, press.source);
      answer["key"] = to_text(press.key);
      run.keep(Value::Array{std::move(answer)});
      return side;
    }
    if (wake == Stage::Wake::anew) continue;
    run.keep_missing(Value::Array{missing_answer("easier")});
    return std::nullopt;
  }
}

void show_feedback(RunningSession& session, const PairScreen& screen) {
  Stage& stage = session.stage;
  const double feedback_s = session.plan.protocol.timing.feedback_s;
  if (feedback_s > 0.0) return stage.show_for(feedback_s, screen);
  for (;;) {
    stage.show(screen);
    while (stage.wait() == Stage::Wake::press) {
      if (stage.goes_on()) return;
    }
  }
}

bool run_pair(RunningSession& session, const Trial& trial, const TwoChoiceTask& task) {
  PairScreen screen;
  screen.number = number_of(session.plan, trial);
  screen.left_image = trial.left_stimulus;
  screen.right_image = trial.right_stimulus;
  screen.task = &task;
  screen.showing = showing_of(trial);
  const Position expected_side = trial.expected == "left" ? Position::left : Position::right;
  if (trial.kind == TrialKind::catch_trial) {
    const protocols::CatchTexts& texts = session.plan.protocol.catch_texts;
    screen.told = PairScreen::Told{expected_side, expected_side == Position::left ? texts.left : texts.right};
  }
  const std::optional<Position> side = ask_side(session, trial, screen, task);
  if (trial.phase == Phase::practice && task.practice_feedback) {
    screen.feedback = PairScreen::Feedback{expected_side, expected_side == side};
    show_feedback(session, screen);
  }
  return expected_side == side;
}

/// The code of the answer that this press gave; 0: it gave none, or none that has a code.
int answer_code(const protocols::Triggers& triggers, const RatingForm& form, const InputEvent& press) {
  for (const auto& [question, codes] : triggers.answers) {
    for (std::size_t i = 0; i < form.answers().size(); ++i) {
      const RatingForm::Answer& answer = form.answers()[i];
      if (form.questions()[i].name != question || !answer.value || answer.changed_ns != press.t_ns) continue;
      return codes.size() == 1 ? codes.front() : codes[static_cast<std::size_t>(*answer.value)];
    }
  }
  return 0;
}

void keep_ratings(TrialRun<RatingsScreen>& run, const RatingsTask& task, const RatingForm& form) {
  Value answers = Value::Array{};
  for (std::size_t i = 0; i < task.questions.size(); ++i) {
    const RatingForm::Answer& given = form.answers()[i];
    Value answer = answer_value(task.questions[i].name, std::to_string(*given.value), given.changed_ns,
                                given.uncertainty_ns, given.source);
    answer["n_changes"] = given.n_changes;
    answers.push_back(std::move(answer));
  }
  run.keep(std::move(answers));
}

void run_ratings(RunningSession& session, const Trial& trial, const RatingsTask& task) {
  Stage& stage = session.stage;
  RatingForm form(task.questions);
  RatingsScreen screen{number_of(session.plan, trial), trial.left_stimulus, &form};
  screen.showing = showing_of(trial);
  TrialRun run(session, trial, screen);
  for (;;) {
    form = RatingForm(task.questions);
    run.begin();
    Stage::Wake wake = run.wait();
    for (; wake == Stage::Wake::press; wake = run.wait()) {
      RatingForm::Effect effect = RatingForm::Effect::none;
      const std::optional<Target> target = stage.target();
      const bool confirms = stage.is_key() ? stage.event().key == Key::enter
                                           : target && target->kind == Target::Kind::confirm;
      // Only being done with the answers can be too fast.
      const bool allowed = run.is_open() && (!confirms || run.may_respond());
      if (allowed && stage.is_key()) effect = form.press(stage.event().key, stage.event());
      if (allowed && target) effect = form.press(*target, stage.event());
      if (effect == RatingForm::Effect::confirmed) {
        run.trigger_response(0);
        return keep_ratings(run, task, form);
      }
      if (effect == RatingForm::Effect::changed) {
        session.trigger(answer_code(session.plan.protocol.triggers, form, stage.event()));
        stage.change(screen);
      } else {
        ++stage.n_other_presses;
      }
    }
    if (wake == Stage::Wake::anew) continue;
    // What was not confirmed may be half a number: none of it counts.
    Value answers = Value::Array{};
    for (const protocols::RatingQuestion& question : task.questions) answers.push_back(missing_answer(question.name));
    return run.keep_missing(std::move(answers));
  }
}

}  // namespace

bool run_trial(RunningSession& session, const Trial& trial) {
  if (trial.trial > 1) session.stage.show_for(session.plan.protocol.timing.inter_trial_s, BlankScreen{});
  if (const auto* pairs = std::get_if<TwoChoiceTask>(&session.plan.protocol.task)) {
    return run_pair(session, trial, *pairs);
  }
  run_ratings(session, trial, std::get<RatingsTask>(session.plan.protocol.task));
  return false;
}

}  // namespace tricky::runner
