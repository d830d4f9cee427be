#include "tricky/analysis/binomial.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/special_functions/beta.hpp>

#include "tricky/data/errors.h"

namespace tricky::analysis {

Estimate binomial_share(std::uint64_t k, std::uint64_t n, double level) { return dependent_share(k, n, 1.0, level); }

Estimate dependent_share(std::uint64_t k, std::uint64_t n, double dependence, double level) {
  TRICKY_ASSERT(k <= n && level > 0.0 && level < 1.0 && dependence >= 1.0);
  Estimate estimate;
  estimate.n = n;
  estimate.level = level;
  estimate.method = dependence > 1.0 ? "Clopper-Pearson, widened for autocorrelation" : "Clopper-Pearson";
  if (n == 0) {
    estimate.undefined = "no trials";
    return estimate;
  }
  const double successes = static_cast<double>(k) / dependence;
  const double failures = static_cast<double>(n - k) / dependence;
  const double outside = (1.0 - level) / 2.0;
  estimate.value = static_cast<double>(k) / static_cast<double>(n);
  estimate.ci = {k == 0 ? 0.0 : boost::math::ibeta_inv(successes, failures + 1.0, outside),
                 k == n ? 1.0 : boost::math::ibetac_inv(successes + 1.0, failures, outside)};
  return estimate;
}

double binomial_p_at_least(std::uint64_t k, std::uint64_t n, double p) {
  TRICKY_ASSERT(k <= n && p >= 0.0 && p <= 1.0);
  if (k == 0) return 1.0;
  return boost::math::ibeta(static_cast<double>(k), static_cast<double>(n - k) + 1.0, p);
}

std::vector<double> binomial_distribution(int n, double p) {
  TRICKY_ASSERT(n >= 0 && p >= 0.0 && p <= 1.0);
  const boost::math::binomial distribution(n, p);
  std::vector<double> probabilities;
  for (int k = 0; k <= n; ++k) probabilities.push_back(boost::math::pdf(distribution, k));
  return probabilities;
}

std::vector<double> poisson_binomial_distribution(std::span<const double> probabilities) {
  std::vector<double> distribution{1.0};
  distribution.reserve(probabilities.size() + 1);
  for (const double p : probabilities) {
    TRICKY_ASSERT(p >= 0.0 && p <= 1.0);
    distribution.push_back(0.0);
    for (std::size_t k = distribution.size() - 1; k > 0; --k) {
      distribution[k] = distribution[k] * (1.0 - p) + distribution[k - 1] * p;
    }
    distribution[0] *= 1.0 - p;
  }
  return distribution;
}

}  // namespace tricky::analysis
