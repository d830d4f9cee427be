#include "tricky/analysis/difficulty_histogram.h"

#include <algorithm>
#include <numeric>

#include "tricky/analysis/binomial.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

std::uint64_t NCorrectHistogram::n_counted() const {
  return std::accumulate(n_items.begin(), n_items.end(), std::uint64_t{0});
}

double NCorrectHistogram::mean_accuracy() const {
  TRICKY_ASSERT(n_makers > 0 && n_counted() > 0);
  double n_right = 0.0;
  for (std::size_t k = 0; k < n_items.size(); ++k) n_right += static_cast<double>(k) * static_cast<double>(n_items[k]);
  return n_right / (static_cast<double>(n_makers) * static_cast<double>(n_counted()));
}

NCorrectHistogram n_correct_histogram(const DifficultyTable& table) {
  NCorrectHistogram histogram;
  for (const ItemDifficulty& item : table.items) histogram.n_makers = std::max(histogram.n_makers, item.n_makers);
  histogram.n_items.resize(static_cast<std::size_t>(histogram.n_makers) + 1);
  for (const ItemDifficulty& item : table.items) {
    if (item.n_makers == histogram.n_makers) {
      ++histogram.n_items[static_cast<std::size_t>(item.n_correct)];
    } else {
      ++histogram.n_left_out;
    }
  }
  return histogram;
}

std::vector<double> expected_if_independent(int n_makers, double mean_accuracy) {
  return binomial_distribution(n_makers, mean_accuracy);
}

std::vector<double> expected_if_independent(std::span<const double> accuracies) {
  return poisson_binomial_distribution(accuracies);
}

}  // namespace tricky::analysis
