#include "dependence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tricky::analysis {

double dependence_of(std::span<const double> residuals, int n_fitted) {
  double squares = 0.0;
  double products = 0.0;
  double n = 0.0;
  double n_pairs = 0.0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    if (std::isnan(residuals[i])) continue;
    squares += residuals[i] * residuals[i];
    n += 1.0;
    if (i == 0 || std::isnan(residuals[i - 1])) continue;
    products += residuals[i] * residuals[i - 1];
    n_pairs += 1.0;
  }
  if (!(squares > 0.0) || n_pairs == 0.0) return 1.0;
  const double found = (products / n_pairs) / (squares / n);
  const double r = std::clamp(found + (n_fitted + (2.0 + n_fitted) * found) / n, 0.0, 0.95);
  return (1.0 + r) / (1.0 - r);
}

}  // namespace tricky::analysis
