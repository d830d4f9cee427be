#pragma once

#include <cstdint>
#include <vector>

#include "tricky/analysis/response_history.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Responses "left" or "right" of a two-choice task, by the side that was right.
struct SideCounts {
  std::uint64_t left_of_left = 0;   ///< left was right and was chosen
  std::uint64_t right_of_left = 0;  ///< left was right, right was chosen
  std::uint64_t left_of_right = 0;
  std::uint64_t right_of_right = 0;
};

/// Sensitivity and bias apart (Green and Swets 1966; Macmillan and Creelman 2005, chapter 7), with H = P(left | left is
/// right) and F = P(left | right is right):
///
///   d' = (z(H) - z(F)) / sqrt(2),   bias c = -(z(H) + z(F)) / 2,
///
/// shares corrected log-linearly, (k + 1/2) / (n + 1) (Hautus 1995), so that an observer without an error has a d'. c
/// is below 0 for one who prefers left, above 0 for right, and says nothing about how well the two are told apart.
///
/// Intervals: value +- z SE, from the variances H (1 - H) / (n phi(z(H))^2) of the corrected shares (Gourevitch and
/// Galanter 1967); that of the bias is multiplied by `dependence`. Undefined when left or right was never the right side,
/// or no trial has a response.
Estimate d_prime(const SideCounts& counts, double level = 0.95);
Estimate side_bias(const SideCounts& counts, double level = 0.95, double dependence = 1.0);

/// An observer who tends to stay with a side, or to leave it, makes choices that depend on each other: the share of left
/// and the bias vary more than those of independent choices, and intervals that ignore it hold the truth in 93 to 94 of
/// 100 sessions (a tendency of 0.4 in log odds; tests/analysis/README.md). By how much more, from the lag-1
/// autocorrelation of successive choices of a session: as they are for the share, and less the share of the side that
/// was right for the bias. d' needs none: what a choice owes to the one before moves H and F alike.
struct ChoiceDependence {
  double of_share = 1.0;
  double of_bias = 1.0;
};
ChoiceDependence choice_dependence(const std::vector<Choice>& choices);

}  // namespace tricky::analysis
