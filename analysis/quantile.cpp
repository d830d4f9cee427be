#include "quantile.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tricky/data/errors.h"

namespace tricky::analysis {

double quantile(std::span<const double> sorted, double share) {
  TRICKY_ASSERT(!sorted.empty() && share >= 0.0 && share <= 1.0);
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace tricky::analysis
