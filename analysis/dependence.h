#pragma once

#include <span>

namespace tricky::analysis {

/// By how much the resemblance of successive values widens the variance of their mean: (1 + r) / (1 - r), r their lag-1
/// autocorrelation (Bartlett 1935; exact for long first-order autoregressive series). Never below 1: an interval is not
/// narrowed on the strength of a noisy r.
///
/// `residuals` are what a fit of `n_fitted` parameters (1: a mean, 2: a line) left of the values, in order, NaN where
/// there is none; only direct neighbours make a product. The fit pulls r down by (k + (2 + k) r) / n, k = n_fitted
/// (Kendall 1954; Tjostheim and Paulsen 1983), which is taken back; r is kept within 0 and 0.95.
double dependence_of(std::span<const double> residuals, int n_fitted);

}  // namespace tricky::analysis
