#include "tricky/analysis/response_history.h"

#include <algorithm>
#include <cmath>

#include "normal.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/logistic_regression.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

/// Calls use(previous, current) for every trial that counts whose predecessor has a response, as it has itself.
template <typename Use>
void for_each_transition(const std::vector<Choice>& choices, const Use& use) {
  for (std::size_t t = 1; t < choices.size(); ++t) {
    if (choices[t].counts && choices[t].chose_right && choices[t - 1].chose_right) use(choices[t - 1], choices[t]);
  }
}

double side(bool is_right) { return is_right ? 0.5 : -0.5; }

struct Wilson {
  double share;
  double low;
  double high;
};

Wilson wilson(std::size_t k, std::size_t n, double z) {
  const auto trials = static_cast<double>(n);
  const double p = static_cast<double>(k) / trials;
  const double centre = p + z * z / (2.0 * trials);
  const double half = z * std::sqrt(p * (1.0 - p) / trials + z * z / (4.0 * trials * trials));
  const double scale = 1.0 + z * z / trials;
  return {p, (centre - half) / scale, (centre + half) / scale};
}

}  // namespace

HistoryEffects history_effects(const std::vector<Choice>& choices, double level) {
  std::vector<LogisticRow> rows;
  for_each_transition(choices, [&](const Choice& before, const Choice& now) {
    rows.push_back({*now.chose_right, {side(now.right_is_right), side(*before.chose_right), side(before.right_is_right)}});
  });
  std::vector<Estimate> b = logistic_regression(rows, level);
  b.resize(4, b.front());
  return {b[1], b[2], b[3]};
}

Estimate repeated_side(const std::vector<Choice>& choices, double level) {
  std::size_t n = 0;
  std::size_t n_same = 0;
  for_each_transition(choices, [&](const Choice& before, const Choice& now) {
    ++n;
    n_same += *before.chose_right == *now.chose_right ? 1 : 0;
  });
  return binomial_share(n_same, n, level);
}

Estimate accuracy_after_error(const std::vector<Choice>& choices, double level) {
  std::size_t n[2] = {};
  std::size_t n_correct[2] = {};
  for_each_transition(choices, [&](const Choice& before, const Choice& now) {
    ++n[before.is_correct()];
    n_correct[before.is_correct()] += now.is_correct() ? 1 : 0;
  });
  return difference_of_shares(n_correct[0], n[0], n_correct[1], n[1], level);
}

double p_run_at_least(std::size_t n, double share, std::size_t length) {
  if (length <= 1) return n >= length ? 1.0 : 0.0;
  if (length > n) return 0.0;
  // no_run[side][r]: probability of no run so long yet, and the last r draws equal to `side`.
  std::vector<double> no_run[2] = {std::vector<double>(length, 0.0), std::vector<double>(length, 0.0)};
  const double p[2] = {1.0 - share, share};
  no_run[0][1] = p[0];
  no_run[1][1] = p[1];
  for (std::size_t t = 1; t < n; ++t) {
    std::vector<double> next[2] = {std::vector<double>(length, 0.0), std::vector<double>(length, 0.0)};
    for (const int s : {0, 1}) {
      for (std::size_t r = 1; r < length; ++r) {
        if (r + 1 < length) next[s][r + 1] += no_run[s][r] * p[s];
        next[1 - s][1] += no_run[s][r] * p[1 - s];
      }
    }
    no_run[0] = std::move(next[0]);
    no_run[1] = std::move(next[1]);
  }
  double without = 0.0;
  for (const auto& side : no_run) {
    for (const double each : side) without += each;
  }
  return std::clamp(1.0 - without, 0.0, 1.0);
}

std::optional<LongestRun> longest_run(const std::vector<Choice>& choices) {
  LongestRun longest;
  std::size_t length = 0;
  std::size_t n = 0;
  std::size_t n_right = 0;
  bool last = false;
  for (const Choice& choice : choices) {
    if (!choice.chose_right) {
      length = 0;
      continue;
    }
    const bool right = *choice.chose_right;
    ++n;
    n_right += right ? 1 : 0;
    length = length > 0 && last == right ? length + 1 : 1;
    last = right;
    if (length > longest.length) longest = {length, right, 1.0};
  }
  if (n == 0) return std::nullopt;
  longest.p = p_run_at_least(n, static_cast<double>(n_right) / static_cast<double>(n), longest.length);
  return longest;
}

Estimate difference_of_shares(std::size_t k1, std::size_t n1, std::size_t k2, std::size_t n2, double level) {
  TRICKY_ASSERT(k1 <= n1 && k2 <= n2);
  Estimate estimate;
  estimate.level = level;
  estimate.n = n1 + n2;
  if (n1 == 0 || n2 == 0) {
    estimate.undefined = "one of the two has no trials";
    return estimate;
  }
  const double z = normal_quantile(0.5 + level / 2.0);
  const Wilson first = wilson(k1, n1, z);
  const Wilson second = wilson(k2, n2, z);
  const double difference = first.share - second.share;
  estimate.value = difference;
  estimate.ci = {difference - std::hypot(first.share - first.low, second.high - second.share),
                 difference + std::hypot(first.high - first.share, second.share - second.low)};
  estimate.method = "Newcombe's hybrid score interval";
  return estimate;
}

Estimate lapse_rate(std::size_t n_errors, std::size_t n, double level) {
  Estimate estimate = binomial_share(n_errors, n, level);
  if (!estimate.value) {
    estimate.undefined = "no catch trials with a response";
    return estimate;
  }
  estimate.value = std::min(1.0, 2.0 * *estimate.value);
  estimate.ci = {std::min(1.0, 2.0 * estimate.ci->first), std::min(1.0, 2.0 * estimate.ci->second)};
  estimate.method = "twice the errors on catch trials, Clopper-Pearson";
  return estimate;
}

}  // namespace tricky::analysis
