#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// One trial of a two-choice task in the order of the session.
struct Choice {
  bool right_is_right = false;       ///< the side that was right
  std::optional<bool> chose_right;   ///< none: no response
  bool counts = true;                ///< false: only what came before (a catch trial, a repeat)

  bool is_correct() const { return chose_right && *chose_right == right_is_right; }
};

/// What choices owe to the trial before (Fründ, Wichmann and Macke 2014, Journal of Vision 14(7):9; Busse et al. 2011),
/// by logistic regression (logistic_regression.h) of choosing right:
///
///   logit P(right) = b0 + b1 s_t + b2 c_(t-1) + b3 f_(t-1),
///
/// s_t: +1/2 where right was right, -1/2 where left was; c: +1/2 after choosing right, -1/2 after left; f: the side that
/// was right in the trial before, coded alike. b2 > 0: the same side again, whatever came of it; b3 > 0: back to the side
/// that was right before (win-stay, lose-shift). Over trials that count whose predecessor has a response. Without
/// feedback an observer can know f only from the images, and b3 says little; both are undefined where the trial before
/// was always right (c and f are then one).
struct HistoryEffects {
  Estimate stimulus;          ///< b1: how well sides are told apart, in log odds
  Estimate previous_choice;   ///< b2
  Estimate previous_correct;  ///< b3
};
HistoryEffects history_effects(const std::vector<Choice>& choices, double level = 0.95);

/// Share of trials in which the side of the trial before was chosen again (Clopper-Pearson). 1/2 is expected only of one
/// who prefers no side.
Estimate repeated_side(const std::vector<Choice>& choices, double level = 0.95);

/// Accuracy after a wrong response minus accuracy after a right one (difference_of_shares).
Estimate accuracy_after_error(const std::vector<Choice>& choices, double level = 0.95);

/// The longest run of one side; trials without a response end a run. Also P(a run so long or longer) where each choice is
/// right with the observer's own share, independently: exact, by dynamic programming over (side, length of run).
struct LongestRun {
  std::size_t length = 0;
  bool is_right = false;
  double p = 1.0;
};
std::optional<LongestRun> longest_run(const std::vector<Choice>& choices);
/// P(longest run of equal outcomes in n independent draws >= length), either outcome; `share` is that of one of them.
double p_run_at_least(std::size_t n, double share, std::size_t length);

/// k1 / n1 - k2 / n2 with the interval of Newcombe (1998, Statistics in Medicine 17, 873: method 10, from Wilson's score
/// intervals). n of the estimate is n1 + n2. Undefined when either n is 0.
Estimate difference_of_shares(std::size_t k1, std::size_t n1, std::size_t k2, std::size_t n2, double level = 0.95);

/// Lapse rate from catch trials, which anyone who looks gets right: one who looks away guesses, and half of the guesses
/// are right (Wichmann and Hill 2001): 2 x errors / n, at most 1. The interval is twice Clopper and Pearson's of the share
/// of errors, cut at 1. Undefined without catch trials.
Estimate lapse_rate(std::size_t n_errors, std::size_t n, double level = 0.95);

}  // namespace tricky::analysis
