#pragma once

#include <array>
#include <string>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

/// A group of items and how they divide into trivial, in-between and impossible; the shares sum to 1.
struct DividedGroup {
  std::string label;
  std::size_t n = 0;
  std::array<double, 3> shares{};
};

/// One row a group from top to bottom in the order given, a bar divided into trivial, in-between and impossible (paper,
/// Figure 11), with the number of items behind it. Name, caption and alt text are the caller's. TSV: label, position, n,
/// trivial, in_between, impossible.
Figure difficulty_bars(const std::vector<DividedGroup>& groups);

}  // namespace tricky::analysis
