#pragma once

#include <span>

#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Pearson's correlation of two rows of numbers; positions where either is NaN (missing) are left out. The interval is
/// Fisher's: tanh(atanh(r) +- z / sqrt(n - 3)), given from four positions on and for |r| < 1.
/// Undefined with fewer than two shared positions and when either row does not vary over them.
Estimate pearson_correlation(std::span<const double> first, std::span<const double> second, double level = 0.95);

}  // namespace tricky::analysis
