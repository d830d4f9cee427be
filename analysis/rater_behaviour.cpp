#include "tricky/analysis/rater_behaviour.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "normal.h"
#include "showing.h"
#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/bootstrap_agreement.h"
#include "tricky/analysis/ratings_analysis.h"
#include "tricky/analysis/response_times.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

std::optional<double> answer_of(const TrialRecord& trial) {
  const auto value = parse_integer(trial.response);
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

/// Answers to one question, item by item: raters' positions and what they said.
using Panel = std::map<Showing, std::vector<std::pair<std::size_t, double>>>;

Estimate mean_of(const std::vector<double>& values, const char* why_none, const char* method, double level) {
  Estimate estimate;
  estimate.level = level;
  estimate.n = values.size();
  if (values.empty()) {
    estimate.undefined = why_none;
    return estimate;
  }
  const Summary summary = summary_of(values);
  estimate.value = summary.mean;
  if (values.size() >= 2) {
    const auto n = static_cast<double>(values.size());
    const double half = student_quantile(0.5 + level / 2.0, n - 1.0) * summary.sd / std::sqrt(n);
    estimate.ci = {summary.mean - half, summary.mean + half};
    estimate.method = method;
  }
  return estimate;
}

Estimate mean_over_items(const std::vector<double>& values, double level) {
  return mean_of(values, "no item was rated by another observer", "Student's t over items", level);
}

class Question {
 public:
  Question(const SessionGroup& group, std::string name, const BootstrapOptions& options)
      : group_(group), name_(std::move(name)), options_(options) {
    for (std::size_t rater = 0; rater < group.sessions.size(); ++rater) {
      const std::vector<TrialRecord>& trials = group.sessions[rater].trials;
      const std::vector<Showing> showings = showings_of(trials);
      for (std::size_t t = 0; t < trials.size(); ++t) {
        const auto answer = answer_of(trials[t]);
        if (trials[t].question != name_ || !answer) continue;
        panel_[showings[t]].emplace_back(rater, *answer);
        scale_.insert(*answer);
      }
    }
  }

  void add_rater(std::vector<Result>& results, std::size_t rater) const {
    const SessionOfGroup& session = group_.sessions[rater];
    const auto add = [&](const char* statistic, Estimate estimate) {
      results.push_back({statistic, session.maker, group_.over, name_, std::move(estimate)});
    };
    const std::vector<Showing> showings = showings_of(session.trials);
    std::map<double, std::size_t> n_of;
    std::size_t n = 0;
    std::vector<double> differences;
    std::vector<double> levels;
    std::vector<double> in_order;
    for (std::size_t t = 0; t < session.trials.size(); ++t) {
      const TrialRecord& trial = session.trials[t];
      if (trial.question != name_) continue;
      in_order.push_back(kMissingRating);
      const auto answer = answer_of(trial);
      if (!answer) continue;
      ++n;
      ++n_of[*answer];
      double sum = 0.0;
      double absolute = 0.0;
      double n_others = 0.0;
      for (const auto& [other, value] : panel_.at(showings[t])) {
        if (other == rater) continue;
        n_others += 1.0;
        sum += value;
        absolute += std::abs(value - *answer);
      }
      if (n_others == 0.0) continue;
      differences.push_back(absolute / n_others);
      levels.push_back(*answer - sum / n_others);
      in_order.back() = levels.back();
    }
    add("scale_use", scale_use(n_of, n));
    for (const double answer : scale_) {
      results.push_back({"share_of_answer", session.maker, group_.over, subset_of(answer),
                         binomial_share(n_of.contains(answer) ? n_of.at(answer) : 0, n, options_.level)});
    }
    add("rating_trend", linear_trend(in_order, options_.level));
    add("difference_from_others", mean_over_items(differences, options_.level));
    add("rating_level", mean_over_items(levels, options_.level));
    if (group_.sessions.size() >= 3) add("alpha_ordinal_without", alpha_without(rater));
    add_repeats(add, session);
  }

  /// How often raters give each answer, on average: of those who answered the question.
  void add_panel(std::vector<Result>& results) const {
    for (const double answer : scale_) {
      std::vector<double> shares;
      for (std::size_t rater = 0; rater < group_.sessions.size(); ++rater) {
        double n = 0.0;
        double n_same = 0.0;
        for (const auto& [showing, answers] : panel_) {
          for (const auto& [other, value] : answers) {
            if (other != rater) continue;
            n += 1.0;
            n_same += value == answer ? 1.0 : 0.0;
          }
        }
        if (n > 0.0) shares.push_back(n_same / n);
      }
      Estimate mean = mean_of(shares, "no answers", "Student's t over observers", options_.level);
      if (mean.ci) mean.ci = {std::max(0.0, mean.ci->first), std::min(1.0, mean.ci->second)};
      results.push_back({"mean_share_of_answer", "observers", group_.over, subset_of(answer), std::move(mean)});
    }
  }

 private:
  std::string subset_of(double answer) const { return name_ + " = " + std::to_string(std::lround(answer)); }

  Estimate scale_use(const std::map<double, std::size_t>& n_of, std::size_t n) const {
    Estimate estimate;
    estimate.level = options_.level;
    estimate.n = n;
    if (n == 0) {
      estimate.undefined = "no answers";
      return estimate;
    }
    if (scale_.size() < 2) {
      estimate.undefined = "nobody gave a second answer";
      return estimate;
    }
    double entropy = 0.0;
    for (const auto& [answer, count] : n_of) {
      const double share = static_cast<double>(count) / static_cast<double>(n);
      entropy -= share * std::log(share);
    }
    estimate.value = entropy / std::log(static_cast<double>(scale_.size()));
    return estimate;
  }

  Estimate alpha_without(std::size_t rater) const {
    Ratings ratings;
    ratings.n_units = panel_.size();
    for (std::size_t other = 0; other < group_.sessions.size(); ++other) {
      if (other == rater) continue;
      ratings.raters.push_back(group_.sessions[other].maker);
      for (const auto& [showing, answers] : panel_) {
        const auto found = std::find_if(answers.begin(), answers.end(),
                                        [&](const auto& answer) { return answer.first == other; });
        ratings.values.push_back(found == answers.end() ? kMissingRating : found->second);
      }
    }
    const auto alphas = bootstrap_alpha(
        ratings, group_.over + '\n' + name_ + "\nwithout " + group_.sessions[rater].maker, options_);
    const auto ordinal = std::find(kMeasurementLevels.begin(), kMeasurementLevels.end(), MeasurementLevel::ordinal);
    return alphas[static_cast<std::size_t>(ordinal - kMeasurementLevels.begin())];
  }

  template <typename Add>
  void add_repeats(const Add& add, const SessionOfGroup& session) const {
    std::map<int, double> first;
    for (const TrialRecord& trial : session.trials) {
      if (const auto answer = answer_of(trial); answer && trial.question == name_) first[trial.trial] = *answer;
    }
    std::vector<double> differences;
    for (const TrialRecord& trial : session.shown) {
      if (trial.kind != TrialKind::repeat || !trial.repeat_of || trial.question != name_) continue;
      const auto found = first.find(*trial.repeat_of);
      const auto answer = answer_of(trial);
      if (found != first.end() && answer) differences.push_back(std::abs(*answer - found->second));
    }
    if (differences.empty()) return;
    const auto n_same = static_cast<std::size_t>(std::count(differences.begin(), differences.end(), 0.0));
    add("repeat_same", binomial_share(n_same, differences.size(), options_.level));
    add("repeat_difference", mean_over_items(differences, options_.level));
  }

  const SessionGroup& group_;
  std::string name_;
  const BootstrapOptions& options_;
  Panel panel_;
  std::set<double> scale_;
};

}  // namespace

std::vector<Result> analyse_raters(const SessionGroup& group, const BootstrapOptions& options) {
  TRICKY_ASSERT(group.task == Task::ratings);
  std::vector<Result> results;
  for (const std::string& name : questions_of(group)) {
    const Question question(group, name, options);
    for (std::size_t rater = 0; rater < group.sessions.size(); ++rater) question.add_rater(results, rater);
    question.add_panel(results);
  }
  return results;
}

}  // namespace tricky::analysis
