#include "monitor/session_progress.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "tricky/data/errors.h"

namespace tricky::runner {

namespace {

constexpr double kZ = 1.959963984540054;  // of a two-sided 95 % interval

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

/// One trial of the main phase: a ratings trial's rows put together.
struct MainTrial {
  int trial = 0;
  TrialKind kind = TrialKind::main;
  double onset_s = 0.0;
  double response_time_s = 0.0;
};

std::vector<MainTrial> main_trials(const std::vector<TrialRecord>& rows) {
  std::vector<MainTrial> trials;
  for (const TrialRecord& row : rows) {
    if (row.phase != Phase::main || !row.response_time_s || !row.onset_s) continue;
    if (trials.empty() || trials.back().trial != row.trial) trials.push_back({row.trial, row.kind, *row.onset_s, 0.0});
    trials.back().response_time_s = std::max(trials.back().response_time_s, *row.response_time_s);
  }
  return trials;
}

void put_times(const std::vector<MainTrial>& trials, SessionProgress& progress) {
  std::vector<double> times_s;
  std::vector<double> steps_s;
  std::size_t n_fast = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (i > 0) steps_s.push_back(trials[i].onset_s - trials[i - 1].onset_s);
    if (trials[i].kind != TrialKind::main) continue;
    times_s.push_back(trials[i].response_time_s);
    n_fast += trials[i].response_time_s < progress.too_fast_below_s ? 1 : 0;
  }
  progress.median_response_time_s = median(times_s);
  if (!times_s.empty()) progress.too_fast = wilson_share(n_fast, times_s.size());
  if (const auto step_s = median(steps_s)) progress.time_left_s = *step_s * (progress.n_trials - progress.n_done);
}

void put_sides(const std::vector<std::string>& sides, SessionProgress& progress) {
  if (sides.empty()) return;
  int run = 0;
  int longest = 0;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    run = i > 0 && sides[i] == sides[i - 1] ? run + 1 : 1;
    longest = std::max(longest, run);
  }
  progress.longest_run = longest;
  progress.left = wilson_share(static_cast<std::size_t>(std::count(sides.begin(), sides.end(), "left")), sides.size());
}

}  // namespace

Share wilson_share(std::size_t k, std::size_t n) {
  TRICKY_ASSERT(n > 0 && k <= n);
  const auto all = static_cast<double>(n);
  const auto some = static_cast<double>(k);
  const double centre = some + kZ * kZ / 2.0;
  const double half = kZ * std::sqrt(some * (all - some) / all + kZ * kZ / 4.0);
  return {some / all, std::max(0.0, (centre - half) / (all + kZ * kZ)),
          std::min(1.0, (centre + half) / (all + kZ * kZ)), n};
}

double entropy_bits(std::span<const std::string> responses) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& response : responses) ++counts[response];
  double bits = 0.0;
  for (const auto& [response, count] : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(responses.size());
    bits -= share * std::log2(share);
  }
  return std::max(0.0, bits);
}

SessionProgress session_progress(const JournalSummary& summary, const std::string& last_event) {
  SessionProgress progress;
  progress.observer = summary.record.observer;
  progress.protocol = summary.record.protocol;
  progress.session = summary.record.session;
  progress.finished = summary.finished;
  progress.interrupted = last_event == "interrupted";
  for (const auto& [phase, trial] : summary.answered)
    ++(phase == Phase::main ? progress.n_done : progress.n_practice_done);
  if (const Value* n = summary.record.details.find("n_main_trials"); n != nullptr && n->if_integer() != nullptr) {
    progress.n_trials = static_cast<int>(*n->if_integer());
  }
  if (const Value* fault = summary.record.details.find("trigger_fault"); fault != nullptr && fault->if_text() != nullptr) {
    progress.trigger_fault = *fault->if_text();
  }
  if (const Value* shortest_s = summary.record.details.find("min_response_s"); shortest_s != nullptr) {
    if (const double* real = shortest_s->if_real()) progress.too_fast_below_s = *real;
    if (const std::int64_t* whole = shortest_s->if_integer()) progress.too_fast_below_s = static_cast<double>(*whole);
  }
  put_times(main_trials(summary.trials), progress);

  std::vector<std::string> sides;
  std::vector<std::pair<std::string, std::vector<std::string>>> by_question;
  std::size_t n_right = 0;
  std::size_t n_judged = 0;
  for (const TrialRecord& row : summary.trials) {
    if (row.phase != Phase::main) continue;
    if (row.dropped_frames) progress.late_frames = progress.late_frames.value_or(0) + *row.dropped_frames;
    if (row.response.empty() || row.kind == TrialKind::catch_trial) continue;
    if (row.response == "left" || row.response == "right") sides.push_back(row.response);
    auto place = std::find_if(by_question.begin(), by_question.end(),
                              [&](const auto& each) { return each.first == row.question; });
    if (place == by_question.end()) place = by_question.insert(place, {row.question, {}});
    place->second.push_back(row.response);
    if (row.correct == Correctness::missing || row.kind != TrialKind::main) continue;
    ++n_judged;
    n_right += row.correct == Correctness::right ? 1 : 0;
  }
  put_sides(sides, progress);
  for (const auto& [question, responses] : by_question) {
    progress.questions.push_back({question, entropy_bits(responses), responses.size()});
  }
  if (n_judged > 0) progress.accuracy = wilson_share(n_right, n_judged);
  return progress;
}

}  // namespace tricky::runner
