#pragma once

#include <optional>
#include <vector>

namespace tricky::analysis {

/// p-values of many tests corrected so that the chance of even one false positive stays below the level at which they
/// are read (Holm 1979): the i-th smallest of m becomes the largest of (m - j + 1) p_j over j <= i, at most 1.
/// Tests without a p-value keep none and do not count.
std::vector<std::optional<double>> holm(const std::vector<std::optional<double>>& p);

}  // namespace tricky::analysis
