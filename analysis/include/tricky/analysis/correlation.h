#pragma once

#include <span>

#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Pearson's correlation of two rows of numbers; positions where either is NaN (missing) are left out. The interval is
/// Fisher's: tanh(atanh(r) +- z / sqrt(n - 3)), given from four positions on and for |r| < 1.
/// Undefined with fewer than two shared positions and when either row does not vary over them.
Estimate pearson_correlation(std::span<const double> first, std::span<const double> second, double level = 0.95);

/// Spearman's correlation: Pearson's of the ranks, tied values sharing their mean rank. The interval is that of Bonett and
/// Wright (2000): tanh(atanh(r) +- z sqrt((1 + r^2 / 2) / (n - 3))), from four positions on and for |r| < 1.
Estimate spearman_correlation(std::span<const double> first, std::span<const double> second, double level = 0.95);

}  // namespace tricky::analysis
