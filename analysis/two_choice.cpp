#include "tricky/analysis/two_choice.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "dependence.h"
#include "normal.h"

namespace tricky::analysis {

namespace {

struct Share {
  double z;
  double variance;
};

Share corrected(std::uint64_t k, std::uint64_t n) {
  const double share = (static_cast<double>(k) + 0.5) / (static_cast<double>(n) + 1.0);
  const double z = normal_quantile(share);
  const double density = std::exp(-z * z / 2.0) / std::sqrt(2.0 * std::numbers::pi);
  return {z, share * (1.0 - share) / (static_cast<double>(n) * density * density)};
}

/// scale * (z(H) + sign * z(F)).
Estimate combined(const SideCounts& counts, double scale, double sign, double level, double dependence) {
  Estimate estimate;
  const std::uint64_t n_left = counts.left_of_left + counts.right_of_left;
  const std::uint64_t n_right = counts.left_of_right + counts.right_of_right;
  estimate.n = n_left + n_right;
  estimate.level = level;
  if (n_left == 0 || n_right == 0) {
    estimate.undefined = estimate.n == 0 ? "no trials" : "the right side was always the same";
    return estimate;
  }
  const Share hits = corrected(counts.left_of_left, n_left);
  const Share false_alarms = corrected(counts.left_of_right, n_right);
  estimate.value = scale * (hits.z + sign * false_alarms.z);
  const double half =
      normal_quantile(0.5 + level / 2.0) * std::abs(scale) * std::sqrt(dependence * (hits.variance + false_alarms.variance));
  estimate.ci = {*estimate.value - half, *estimate.value + half};
  estimate.method = "log-linear correction; large-sample variance of Gourevitch and Galanter";
  if (dependence > 1.0) estimate.method += ", widened for autocorrelation";
  return estimate;
}

}  // namespace

Estimate d_prime(const SideCounts& counts, double level) {
  return combined(counts, 1.0 / std::numbers::sqrt2, -1.0, level, 1.0);
}

Estimate side_bias(const SideCounts& counts, double level, double dependence) {
  return combined(counts, -0.5, 1.0, level, dependence);
}

ChoiceDependence choice_dependence(const std::vector<Choice>& choices) {
  double n[2] = {};
  double n_chose_right[2] = {};  // by whether right was right
  for (const Choice& choice : choices) {
    if (!choice.counts || !choice.chose_right) continue;
    n[choice.right_is_right] += 1.0;
    n_chose_right[choice.right_is_right] += *choice.chose_right ? 1.0 : 0.0;
  }
  const double share = (n_chose_right[0] + n_chose_right[1]) / (n[0] + n[1]);
  std::vector<double> of_share;
  std::vector<double> of_bias;
  for (const Choice& choice : choices) {
    of_share.push_back(std::numeric_limits<double>::quiet_NaN());
    of_bias.push_back(of_share.back());
    if (!choice.counts || !choice.chose_right) continue;
    const double chosen = *choice.chose_right ? 1.0 : 0.0;
    of_share.back() = chosen - share;
    of_bias.back() = chosen - n_chose_right[choice.right_is_right] / n[choice.right_is_right];
  }
  return {dependence_of(of_share, 1), dependence_of(of_bias, 1)};
}

}  // namespace tricky::analysis
