#include "tricky/analysis/observer_behaviour.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "normal.h"
#include "showing.h"
#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/logistic_regression.h"
#include "tricky/analysis/response_history.h"
#include "tricky/analysis/response_times.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr double kNoTime = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewestOthers = 3;

/// How many of the other observers were right and wrong on an item.
struct Others {
  std::size_t n_right = 0;
  std::size_t n_wrong = 0;
};
using Answers = std::map<Showing, Others>;  ///< of all observers

Answers answers_of(const SessionGroup& group) {
  Answers answers;
  for (const SessionOfGroup& session : group.sessions) {
    const std::vector<Showing> showings = showings_of(session.trials);
    for (std::size_t i = 0; i < showings.size(); ++i) {
      Others& others = answers[showings[i]];
      others.n_right += session.trials[i].correct == Correctness::right ? 1 : 0;
      others.n_wrong += session.trials[i].correct == Correctness::wrong ? 1 : 0;
    }
  }
  return answers;
}

class SessionBehaviour {
 public:
  SessionBehaviour(const SessionGroup& group, const SessionOfGroup& session, const Answers& answers,
                   const BootstrapOptions& bootstrap, const BehaviourOptions& options)
      : group_(group),
        session_(session),
        answers_(answers),
        bootstrap_(bootstrap),
        options_(options),
        level_(bootstrap.level) {}

  std::vector<Result> results() {
    add_change();
    add_response_times();
    add_others();
    add_catch_trials();
    add_repeats();
    if (group_.task == Task::two_choice) add_history();
    return std::move(results_);
  }

 private:
  void add(const char* statistic, Estimate estimate, const std::string& subset = "all") {
    results_.push_back({statistic, session_.maker, group_.over, subset, std::move(estimate)});
  }

  bool is_too_fast(const TrialRecord& trial) const {
    return trial.response_time_s && *trial.response_time_s < options_.too_fast_s;
  }

  void add_change() {
    std::vector<LogisticRow> rows;
    std::size_t n[2] = {};
    std::size_t n_right[2] = {};
    const std::size_t n_trials = session_.trials.size();
    for (std::size_t i = 0; i < n_trials; ++i) {
      const Correctness correct = session_.trials[i].correct;
      if (correct == Correctness::missing) continue;
      const bool is_right = correct == Correctness::right;
      rows.push_back({is_right, {n_trials < 2 ? 0.0 : static_cast<double>(i) / static_cast<double>(n_trials - 1) - 0.5}});
      const bool is_second_half = 2 * i >= n_trials;
      ++n[is_second_half];
      n_right[is_second_half] += is_right ? 1 : 0;
    }
    const std::vector<Estimate> trend = logistic_regression(rows, level_);
    add("accuracy_trend", trend.back());
    add("accuracy_half_difference", difference_of_shares(n_right[1], n[1], n_right[0], n[0], level_));
  }

  void add_response_times() {
    std::vector<double> all;
    std::vector<double> in_order;
    std::vector<double> by_correctness[2];
    std::map<std::string, std::vector<double>> by_difficulty;
    std::size_t n_too_fast = 0;
    std::size_t n_missing = 0;
    for (const TrialRecord& trial : session_.trials) {
      n_missing += trial.response.empty() ? 1 : 0;
      in_order.push_back(kNoTime);
      if (!trial.response_time_s) continue;
      all.push_back(*trial.response_time_s);
      n_too_fast += is_too_fast(trial) ? 1 : 0;
      if (is_too_fast(trial) || !(*trial.response_time_s > 0.0)) continue;
      in_order.back() = *trial.response_time_s;
      if (trial.correct != Correctness::missing)
        by_correctness[trial.correct == Correctness::right].push_back(*trial.response_time_s);
      // A pair has two difficulties, the same in every trial.
      if (group_.task != Task::two_choice && !trial.difficulty.empty())
        by_difficulty[trial.difficulty].push_back(*trial.response_time_s);
    }
    add("share_missing", binomial_share(n_missing, session_.trials.size(), level_));
    if (all.empty()) return;  // imported tables may have none: nothing is said about them
    add("share_too_fast", binomial_share(n_too_fast, all.size(), level_));
    add("median_response_time_s", median_of_series(all, level_));
    for (const bool is_right : {true, false}) {
      add("median_response_time_s", median_with_interval(by_correctness[is_right], level_), is_right ? "right" : "wrong");
    }
    for (const auto& [difficulty, times] : by_difficulty)
      add("median_response_time_s", median_with_interval(times, level_), difficulty);
    add("response_time_trend", response_time_trend(in_order, level_));
    add("response_time_wrong_to_right", response_time_ratio(by_correctness[0], by_correctness[1], level_));
  }

  void add_others() {
    const std::vector<Showing> showings = showings_of(session_.trials);
    std::size_t n_easy = 0;
    std::size_t n_easy_wrong = 0;
    std::vector<double> log_times;
    std::vector<double> share_wrong;
    for (std::size_t i = 0; i < showings.size(); ++i) {
      const TrialRecord& trial = session_.trials[i];
      if (trial.correct == Correctness::missing) continue;
      Others others = answers_.at(showings[i]);
      --(trial.correct == Correctness::right ? others.n_right : others.n_wrong);
      const std::size_t n = others.n_right + others.n_wrong;
      if (n >= kFewestOthers && others.n_wrong == 0) {
        ++n_easy;
        n_easy_wrong += trial.correct == Correctness::wrong ? 1 : 0;
      }
      if (n >= 2 && trial.response_time_s && !is_too_fast(trial) && *trial.response_time_s > 0.0) {
        log_times.push_back(std::log(*trial.response_time_s));
        share_wrong.push_back(static_cast<double>(others.n_wrong) / static_cast<double>(n));
      }
    }
    if (n_easy > 0) add("wrong_where_others_right", binomial_share(n_easy_wrong, n_easy, level_));
    if (!log_times.empty()) add("response_time_difficulty", pearson_correlation(log_times, share_wrong, level_));
  }

  void add_catch_trials() {
    std::size_t n = 0;
    std::size_t n_wrong = 0;
    for (const TrialRecord& trial : session_.shown) {
      if (trial.kind != TrialKind::catch_trial || trial.correct == Correctness::missing) continue;
      ++n;
      n_wrong += trial.correct == Correctness::wrong ? 1 : 0;
    }
    if (n == 0) return;
    add("catch_accuracy", binomial_share(n - n_wrong, n, level_));
    if (group_.task == Task::two_choice) add("lapse_rate", lapse_rate(n_wrong, n, level_));
  }

  void add_repeats() {
    std::map<int, const TrialRecord*> first_of;
    for (const TrialRecord& trial : session_.trials) first_of[trial.trial] = &trial;
    AgreementTable table;
    std::size_t n = 0;
    std::size_t n_same = 0;
    for (const TrialRecord& second : session_.shown) {
      if (second.kind != TrialKind::repeat || !second.repeat_of) continue;
      const auto found = first_of.find(*second.repeat_of);
      if (found == first_of.end()) continue;
      const TrialRecord& first = *found->second;
      if (first.response.empty() || second.response.empty()) continue;
      const bool right = first.correct == Correctness::right;
      const bool right_again = second.correct == Correctness::right;
      ++n;
      // Of two images the one chosen counts, not its side: right again, or wrong again, is the same image.
      n_same += (group_.task == Task::two_choice ? right == right_again : first.response == second.response) ? 1 : 0;
      if (first.correct == Correctness::missing || second.correct == Correctness::missing) continue;
      ++(right ? right_again ? table.both_right : table.only_first
               : right_again ? table.only_second : table.both_wrong);
    }
    if (n == 0) return;
    add("repeat_same", binomial_share(n_same, n, level_));
    add("repeat_kappa", bootstrap_error_consistency(
                            table, pair_stream(bootstrap_.seed, group_.over, session_.maker, "repeats"), bootstrap_));
  }

  void add_history() {
    const std::vector<Choice> choices = choices_of(session_);
    const HistoryEffects effects = history_effects(choices, level_);
    add("history_stimulus", effects.stimulus);
    add("history_previous_choice", effects.previous_choice);
    add("history_previous_correct", effects.previous_correct);
    add("repeated_side", repeated_side(choices, level_));
    add("accuracy_after_error", accuracy_after_error(choices, level_));
    const auto run = longest_run(choices);
    if (!run) return;
    Estimate length;
    length.value = static_cast<double>(run->length);
    length.level = level_;
    length.n = choices.size();
    length.method = run->is_right ? "right" : "left";
    add("longest_run", length);
    Estimate p = length;
    p.value = run->p;
    p.method = "independent choices with the observer's own share of each side";
    add("p_longest_run", p);
  }

  const SessionGroup& group_;
  const SessionOfGroup& session_;
  const Answers& answers_;
  const BootstrapOptions& bootstrap_;
  const BehaviourOptions& options_;
  double level_;
  std::vector<Result> results_;
};

/// Mean over observers with Student's interval.
Estimate mean_over_observers(std::vector<double> values, bool is_ratio, double level) {
  Estimate estimate;
  estimate.level = level;
  estimate.n = values.size();
  if (values.empty()) {
    estimate.undefined = "it is undefined for every observer";
    return estimate;
  }
  if (is_ratio) {
    for (double& value : values) value = std::log(value);
  }
  const Summary summary = summary_of(values);
  const auto back = [&](double value) { return is_ratio ? std::exp(value) : value; };
  estimate.value = back(summary.mean);
  if (values.size() >= 2) {
    const auto n = static_cast<double>(values.size());
    const double half = student_quantile(0.5 + level / 2.0, n - 1.0) * summary.sd / std::sqrt(n);
    estimate.ci = {back(summary.mean - half), back(summary.mean + half)};
    estimate.method = is_ratio ? "geometric mean, Student's t over observers" : "Student's t over observers";
  }
  return estimate;
}

/// All observers saw the items in the same order: what comes late is late for all.
bool is_one_order(const SessionGroup& group) {
  const auto items_of = [](const SessionOfGroup& session) {
    std::vector<std::string> items;
    for (const TrialRecord& trial : session.trials) items.push_back(trial.item_id);
    return items;
  };
  const std::vector<std::string> first = items_of(group.sessions.front());
  return std::all_of(group.sessions.begin(), group.sessions.end(),
                     [&](const SessionOfGroup& session) { return items_of(session) == first; });
}

void add_means(std::vector<Result>& results, const SessionGroup& group, double level) {
  struct Mean {
    const char* statistic;
    const char* subset;
    bool is_ratio;
  };
  constexpr Mean kMeans[] = {{"accuracy_trend", "all", false},
                             {"history_previous_choice", "all", false},
                             {"history_previous_correct", "all", false},
                             {"response_time_trend", "all", true},
                             {"response_time_wrong_to_right", "all", true},
                             {"median_response_time_s", "all", true},
                             {"median_response_time_s", "right", true},
                             {"median_response_time_s", "wrong", true},
                             {"median_response_time_s", "trivial", true},
                             {"median_response_time_s", "in-between", true},
                             {"median_response_time_s", "impossible", true}};
  const bool one_order = is_one_order(group);
  std::vector<Result> means;
  for (const auto& [statistic, subset, is_ratio] : kMeans) {
    std::vector<double> values;
    bool is_there = false;
    for (const Result& result : results) {
      if (result.statistic != statistic || result.subset != subset) continue;
      is_there = true;
      if (result.estimate.value && (!is_ratio || *result.estimate.value > 0.0)) values.push_back(*result.estimate.value);
    }
    if (!is_there) continue;
    Estimate mean = mean_over_observers(std::move(values), is_ratio, level);
    if (one_order && std::string_view(statistic).ends_with("_trend")) {
      mean.ci.reset();
      mean.method = "no interval: all observers saw the items in one order, so that the order could be the trend";
    }
    means.push_back({std::string("mean_") + statistic, "observers", group.over, subset, std::move(mean)});
  }
  results.insert(results.end(), std::make_move_iterator(means.begin()), std::make_move_iterator(means.end()));
}

}  // namespace

std::vector<Choice> choices_of(const SessionOfGroup& session) {
  std::vector<Choice> choices;
  for (const TrialRecord& trial : session.shown) {
    Choice choice;
    choice.right_is_right = trial.expected == "right";
    choice.counts = trial.kind == TrialKind::main;
    if (trial.response == "left" || trial.response == "right") choice.chose_right = trial.response == "right";
    choices.push_back(choice);
  }
  return choices;
}

std::vector<Result> analyse_behaviour(const SessionGroup& group, const BootstrapOptions& bootstrap,
                                      const BehaviourOptions& options) {
  TRICKY_ASSERT(group.task != Task::ratings);
  const Answers answers = answers_of(group);
  std::vector<Result> results;
  for (const SessionOfGroup& session : group.sessions) {
    for (Result& result : SessionBehaviour(group, session, answers, bootstrap, options).results())
      results.push_back(std::move(result));
  }
  if (group.sessions.size() > 1) add_means(results, group, bootstrap.level);
  return results;
}

}  // namespace tricky::analysis
