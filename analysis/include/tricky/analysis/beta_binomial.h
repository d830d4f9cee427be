#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tricky::analysis {

/// Difficulty as a beta distribution over items: P(a network is right on an item) ~ Beta(a, b). Small a and b: most
/// items are nearly always or nearly never right; both large: all items alike, as in a binomial.
struct BetaDifficulty {
  double a = 1.0;
  double b = 1.0;

  double mean() const { return a / (a + b); }
};

/// P(K = 0) … P(K = n) where n networks are independent given the item's difficulty.
std::vector<double> beta_binomial_distribution(int n, BetaDifficulty difficulty);

/// Maximum likelihood for counts of items with K = 0 … n networks right (n = n_items.size() - 1), by Newton's method on
/// log a and log b. Nothing when there is no maximum inside: fewer than two networks, no items, all right or all wrong,
/// or counts that vary no more than a binomial's (a and b then grow without end).
std::optional<BetaDifficulty> fit_beta_binomial(std::span<const std::uint64_t> n_items);

}  // namespace tricky::analysis
