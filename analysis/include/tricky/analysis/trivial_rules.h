#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// A number that each image has, whatever it shows: its luminance, its file's size.
struct ImageNumber {
  std::string name;  ///< "luminance"
  std::string more;  ///< the rule that takes the image with the larger value: "the brighter one"
  std::string less;  ///< … the smaller one: "the darker one"
};

/// How far one gets by always choosing the image with the larger value of a number, or always the smaller.
struct TrivialRule {
  ImageNumber number;
  std::string words;       ///< of the better direction
  Estimate share_right;    ///< of the better direction: biased upwards, since it was chosen for being better
  std::optional<double> p; ///< two-sided
  std::optional<double> p_holm;
};

struct TrivialRules {
  std::vector<TrivialRule> rules;  ///< in the order of the numbers
  std::optional<std::size_t> best; ///< the one that is furthest from guessing
  Estimate p_best;                 ///< chance that the best of all of them gets so far in a list without any difference
  Estimate best_by_chance;         ///< share right that the best reaches in 5 % of such lists
};

struct RuleOptions {
  std::uint64_t seed = 1;
  int draws = 10'000;
  double level = 0.95;
};

/// Rules for pairs of a trivial and an impossible image. `differences[r][i]` is number r of pair i's trivial image less
/// that of its impossible one; NaN where either has none.
///
/// A rule is right in max(k+, k-) of n = k+ + k- pairs, k+ and k- counting positive and negative differences; pairs
/// without a difference are left out and counted in `method`. Interval: Clopper-Pearson. p: min(1, 2 P(X >= max(k+, k-)))
/// for X ~ Binomial(n, 1/2), then Holm's correction for the number of rules. p_best: within each pair, trivial and
/// impossible change places at random, for all numbers at once, so that what they have in common is kept; the statistic
/// is the largest (max(k+, k-) - n/2) / (sqrt(n)/2) of all rules, p = (1 + draws at least as large) / (1 + draws).
TrivialRules rules_for_pairs(const std::vector<ImageNumber>& numbers,
                             const std::vector<std::vector<double>>& differences, const RuleOptions& options);

/// Rules that tell trivial from impossible images that are not paired: the share of all pairs of one of each in which
/// the rule is right, ties counting half (the area under the ROC curve).
///
/// Interval: DeLong et al. 1988, symmetric on the logit scale. p: min(1, 2 P) from the normal approximation of the
/// Mann-Whitney statistic with ties and without continuity correction, then Holm. p_best: classes are dealt out anew at
/// random, for all numbers at once; the statistic is the largest |z|.
TrivialRules rules_for_classes(const std::vector<ImageNumber>& numbers,
                               const std::vector<std::vector<double>>& trivial,
                               const std::vector<std::vector<double>>& impossible, const RuleOptions& options);

/// Whether two ways of sorting things belong together: Cramer's V = sqrt(chi^2 / (n (min(rows, columns) - 1))), with a
/// p-value from chi^2 after dealing out the columns anew at random. Undefined with fewer than two rows or columns in use.
struct Association {
  Estimate cramers_v;
  Estimate p;
};
Association association(const std::vector<int>& rows, const std::vector<int>& columns, const RuleOptions& options);

}  // namespace tricky::analysis
