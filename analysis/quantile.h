#pragma once

#include <span>

namespace tricky::analysis {

/// The quantile of sorted values at `share` in [0, 1], interpolated linearly between neighbours (definition 7 of
/// Hyndman and Fan 1996, the default of R and NumPy). There must be a value.
double quantile(std::span<const double> sorted, double share);

}  // namespace tricky::analysis
