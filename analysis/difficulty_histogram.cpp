#include "tricky/analysis/difficulty_histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
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

std::string_view to_text(SimulatedDifficulty difficulty) {
  constexpr std::array<std::string_view, 3> kNames{"exponential", "sigmoid", "uniform"};
  return kNames[static_cast<std::size_t>(difficulty)];
}

std::vector<double> expected_under(SimulatedDifficulty difficulty, int n_makers) {
  std::vector<double> shares(static_cast<std::size_t>(n_makers) + 1);
  double weights = 0.0;
  for (int i = 0; i < 100; ++i) {
    const double p = 0.01 + i * 0.98 / 99.0;  // 100 values from .01 to .99
    double weight = 1.0;
    if (difficulty == SimulatedDifficulty::exponential) weight = 0.32 * std::pow(1.0 - p, 0.32 - 1.0);
    if (difficulty == SimulatedDifficulty::sigmoid) weight = 1.0 / (1.0 + std::exp(-6.85 * (p - 0.5)));
    const std::vector<double> binomial = binomial_distribution(n_makers, p);
    for (std::size_t k = 0; k < shares.size(); ++k) shares[k] += weight * binomial[k];
    weights += weight;
  }
  for (double& share : shares) share /= weights;
  return shares;
}

double total_variation(std::span<const double> observed, std::span<const double> expected) {
  TRICKY_ASSERT(observed.size() == expected.size());
  double sum = 0.0;
  for (std::size_t k = 0; k < observed.size(); ++k) sum += std::abs(observed[k] - expected[k]);
  return sum / 2.0;
}

SubsetShares shares_for_subset(const NCorrectHistogram& histogram, int m, DifficultyRule rule) {
  const int n = histogram.n_makers;
  TRICKY_ASSERT(m <= n && m > 2 * rule.allowed_exceptions);
  const auto log_choose = [](int from, int what) {
    return std::lgamma(from + 1.0) - std::lgamma(what + 1.0) - std::lgamma(from - what + 1.0);
  };
  /// At most e of m drawn, when `some` of n are of the kind that is counted.
  const auto at_most = [&](int some) {
    double sum = 0.0;
    for (int drawn = std::max(0, m - (n - some)); drawn <= std::min({rule.allowed_exceptions, some, m}); ++drawn) {
      sum += std::exp(log_choose(some, drawn) + log_choose(n - some, m - drawn) - log_choose(n, m));
    }
    return sum;
  };
  SubsetShares shares;
  const auto total = static_cast<double>(histogram.n_counted());
  for (int k = 0; k <= n; ++k) {
    const double share = static_cast<double>(histogram.n_items[static_cast<std::size_t>(k)]) / total;
    shares.trivial += share * at_most(n - k);
    shares.impossible += share * at_most(k);
  }
  return shares;
}

}  // namespace tricky::analysis
