#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

}  // namespace tricky::analysis
