#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "figure.h"
#include "tricky/data/difficulty.h"

namespace tricky::analysis {

/// How many items exactly k of n networks got right.
struct HistogramBar {
  std::size_t n_items = 0;
  std::size_t n_label_errors = 0;
  std::optional<double> binomial;          ///< share expected of independent networks of one accuracy
  std::optional<double> poisson_binomial;  ///< share expected of independent networks, each of its own accuracy
};

struct DifficultyHistogram {
  std::string difficulty_name;
  int n_makers = 0;
  DifficultyRule rule;
  std::vector<HistogramBar> bars;  ///< k = 0 … n_makers
  std::size_t n_left_out = 0;      ///< items judged by fewer networks: their k means something else
  bool has_label_errors = false;
};

/// Counts the items of a table by the number of networks right. Only items judged by all networks (the largest n_makers
/// in the table) are counted. `label_error` is one flag an item of the table, or empty when not known.
DifficultyHistogram count_by_networks_right(const DifficultyTable& table, const std::string& difficulty_name,
                                            const std::vector<bool>& label_error);

/// The share of items by the number of networks right, coloured trivial, in-between, impossible, with the expectations
/// of independent networks as lines and the label errors as inner bars (paper, Figure 2).
/// TSV: n_correct, n_items, share, difficulty, label_error_share, expected_binomial, expected_poisson_binomial.
Figure difficulty_histogram(const DifficultyHistogram& histogram);

}  // namespace tricky::analysis
