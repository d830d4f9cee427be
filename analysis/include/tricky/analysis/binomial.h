#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// k of n as a share with the exact interval of Clopper and Pearson (1934), from quantiles of the beta distribution:
///
///   low = B^-1(a/2; k, n-k+1) (0 when k is 0),  high = B^-1(1-a/2; k+1, n-k) (1 when k is n),  a = 1 - level.
///
/// Undefined when n is 0. k must not exceed n.
Estimate binomial_share(std::uint64_t k, std::uint64_t n, double level = 0.95);

/// The same of draws that depend on each other, so that the share varies `dependence` (1 or more) times as much as that
/// of independent ones: Clopper and Pearson's interval of n / dependence draws, fractions of them kept (Korn and Graubard
/// 1998, Survey Methodology 24, 193).
Estimate dependent_share(std::uint64_t k, std::uint64_t n, double dependence, double level = 0.95);

/// P(X >= k) for X ~ Binomial(n, p): the one-sided p-value of k successes. 1 when k is 0. k must not exceed n.
double binomial_p_at_least(std::uint64_t k, std::uint64_t n, double p);

/// P(X = 0) … P(X = n) for X ~ Binomial(n, p).
std::vector<double> binomial_distribution(int n, double p);

/// P(X = 0) … P(X = n) for the sum of n independent yes/no draws, each with its own probability; exact, by convolution.
std::vector<double> poisson_binomial_distribution(std::span<const double> probabilities);

}  // namespace tricky::analysis
