#include "replay/replay_moments.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "stage.h"

namespace tricky::runner {

namespace {

constexpr std::int64_t kFeedback_ns = 1'500'000'000;  // where it stayed until a key was pressed

/// "replay, practice trial 2 of 5", "replay, trial 12 of 149 (catch trial)"
std::string numbered(const SessionReplay& replay, const ReplayedTrial& trial) {
  std::string text = "replay, ";
  if (replay.other_words) text += "words of another version of the protocol, ";
  text += trial.number.phase == Phase::practice ? "practice trial " : "trial ";
  text += std::to_string(trial.number.trial) + " of " + std::to_string(trial.number.n_trials);
  if (trial.kind == TrialKind::catch_trial) text += " (catch trial)";
  if (trial.kind == TrialKind::repeat) text += " (repeat)";
  return text;
}

void give(RatingForm& form, std::size_t question, const std::string& response) {
  int value = 0;
  std::from_chars(response.data(), response.data() + response.size(), value);
  form.press({Target::Kind::answer, static_cast<int>(question), value}, InputEvent{});
}

/// Of ratings, whose answers stand on the screen, their values and the last time alone: the band has one line.
std::string answered_in_short(const SessionReplay& replay, const ReplayedTrial& trial) {
  if (replay.record.task != Task::ratings || trial.answers.front().response.empty()) return told_answers(replay, trial);
  std::string text = "answered ";
  std::int64_t last_ns = 0;
  for (const ReplayedTrial::Answer& answer : trial.answers) {
    if (&answer != &trial.answers.front()) text += ", ";
    text += answer.response;
    last_ns = std::max(last_ns, answer.after_ns.value_or(0));
  }
  char time[48];
  std::snprintf(time, sizeof time, " after %.3f s", static_cast<double>(last_ns) * 1e-9);
  return text + time;
}

std::int64_t missing_after_ns(const protocols::Timing& timing) { return ns_of(timing.max_response_s); }

}  // namespace

ReplayMoments::ReplayMoments(const SessionReplay& replay, std::size_t place) {
  const ReplayedTrial& trial = replay.trials[place];
  const protocols::Timing& timing = replay.protocol.timing;
  number_ = numbered(replay, trial);
  answered_ = number_ + ", " + answered_in_short(replay, trial);
  if (trial.trial > 1) add(BlankScreen{}, number_, ns_of(timing.inter_trial_s));
  add(FixationScreen{}, number_, ns_of(timing.fixation_s));
  if (const auto* pairs = std::get_if<protocols::TwoChoiceTask>(&replay.protocol.task)) {
    add_pair(replay, trial, *pairs);
  } else {
    add_ratings(replay, trial, std::get<protocols::RatingsTask>(replay.protocol.task));
  }
}

void ReplayMoments::add(const ReplayScreen::Shown& shown, const std::string& status, std::int64_t lasts_ns) {
  if (lasts_ns > 0) moments_.push_back({{shown, status}, lasts_ns});
}

/// From one time after the onset to another, in two parts when the stimulus goes between them.
template <typename TrialScreen>
void ReplayMoments::add_stimulus(const ReplayedTrial& trial, TrialScreen screen, std::int64_t from_ns,
                                 std::int64_t until_ns) {
  const std::int64_t blank_ns = trial.blank_after_ns.value_or(kForever);
  add(screen, number_, std::min(until_ns, blank_ns) - from_ns);
  screen.images_shown = false;
  add(screen, number_, until_ns - std::max(from_ns, blank_ns));
}

void ReplayMoments::add_pair(const SessionReplay& replay, const ReplayedTrial& trial,
                             const protocols::TwoChoiceTask& task) {
  PairScreen screen{trial.number, trial.images[0], trial.images[1], &task};
  const Position expected = trial.expected == "left" ? Position::left : Position::right;
  if (trial.kind == TrialKind::catch_trial) {
    const protocols::CatchTexts& texts = replay.protocol.catch_texts;
    screen.told = PairScreen::Told{expected, expected == Position::left ? texts.left : texts.right};
  }
  const ReplayedTrial::Answer& answer = trial.answers.front();
  const std::int64_t end_ns = answer.after_ns.value_or(missing_after_ns(replay.protocol.timing));
  add_stimulus(trial, screen, 0, end_ns);
  if (!answer.response.empty()) screen.chosen = answer.response == "left" ? Position::left : Position::right;
  still_ = {screen, answered_};
  screen.images_shown = !trial.blank_after_ns || *trial.blank_after_ns > end_ns;
  add(screen, answered_, kAnswer_ns);
  if (trial.number.phase == Phase::main || !task.practice_feedback) return;
  screen.feedback = PairScreen::Feedback{expected, screen.chosen == expected};
  still_ = {screen, answered_};
  std::get<PairScreen>(still_.shown).images_shown = true;
  const double feedback_s = replay.protocol.timing.feedback_s;
  add(screen, answered_, feedback_s > 0.0 ? ns_of(feedback_s) : kFeedback_ns);
}

void ReplayMoments::add_ratings(const SessionReplay& replay, const ReplayedTrial& trial,
                                const protocols::RatingsTask& task) {
  struct Given {
    std::int64_t after_ns;
    std::size_t question;
    const std::string* response;
  };
  std::vector<Given> in_time;
  for (const ReplayedTrial::Answer& answer : trial.answers) {
    const auto asked = std::find_if(task.questions.begin(), task.questions.end(),
                                    [&](const auto& each) { return each.name == answer.question; });
    if (!answer.after_ns || asked == task.questions.end()) continue;
    in_time.push_back({*answer.after_ns, static_cast<std::size_t>(asked - task.questions.begin()), &answer.response});
  }
  std::stable_sort(in_time.begin(), in_time.end(),
                   [](const Given& one, const Given& two) { return one.after_ns < two.after_ns; });
  forms_.emplace_back(task.questions);
  RatingsScreen screen{trial.number, trial.images[0], &forms_.back()};
  std::int64_t now_ns = 0;
  for (const Given& given : in_time) {
    add_stimulus(trial, screen, now_ns, given.after_ns);
    now_ns = given.after_ns;
    forms_.push_back(forms_.back());  // each moment keeps the form that it shows
    give(forms_.back(), given.question, *given.response);
    screen.form = &forms_.back();
  }
  if (in_time.empty()) {
    now_ns = missing_after_ns(replay.protocol.timing);
    add_stimulus(trial, screen, 0, now_ns);
  }
  still_ = {screen, answered_};
  screen.images_shown = !trial.blank_after_ns || *trial.blank_after_ns > now_ns;
  add(screen, answered_, kAnswer_ns);
}

}  // namespace tricky::runner
