#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tricky/data/difficulty.h"

namespace tricky::analysis {

/// How many items exactly k of n networks got right (paper, Figure 2), over the items that all n answered.
struct NCorrectHistogram {
  int n_makers = 0;
  std::vector<std::uint64_t> n_items;  ///< for k = 0 … n_makers
  std::uint64_t n_left_out = 0;        ///< items that fewer answered: their k means something else

  std::uint64_t n_counted() const;
  /// Share of right responses over the counted items. There must be some.
  double mean_accuracy() const;
};

/// Of a difficulty table; n is the largest n_makers in it.
NCorrectHistogram n_correct_histogram(const DifficultyTable& table);

/// The shares of k = 0 … n right if networks decided independently of each other and of the item: all at their mean
/// accuracy (binomial), or each at its own (Poisson-binomial). What the histogram has beyond them is difficulty.
std::vector<double> expected_if_independent(int n_makers, double mean_accuracy);
std::vector<double> expected_if_independent(std::span<const double> accuracies);

/// The paper's alternatives to dichotomous difficulty (Figure 10): P(a network is right) spread over the items as 100
/// values from .01 to .99 with these weights, networks independent given it.
enum class SimulatedDifficulty {
  exponential,  ///< the density of Beta(1, .32): few items hard, ever more the easier
  sigmoid,      ///< 1 / (1 + exp(-6.85 (x - .5)))
  uniform       ///< every value alike
};
/// "exponential", "sigmoid", "uniform".
std::string_view to_text(SimulatedDifficulty difficulty);
/// The shares of k = 0 … n right under it.
std::vector<double> expected_under(SimulatedDifficulty difficulty, int n_makers);

/// Half the sum of absolute differences: the share of items that would have to move to make one the other.
double total_variation(std::span<const double> observed, std::span<const double> expected);

/// The shares of trivial and impossible items if only m of the n networks had been asked, mean over all choices of m:
///
///   trivial = sum_k share_k P(at most e of m drawn from k right and n - k wrong are wrong)     (hypergeometric).
///
/// More networks make both shares smaller: they say as much about how many networks there are as about the items. 2 e <
/// m <= n.
struct SubsetShares {
  double trivial = 0.0;
  double impossible = 0.0;
};
SubsetShares shares_for_subset(const NCorrectHistogram& histogram, int m, DifficultyRule rule);

}  // namespace tricky::analysis
