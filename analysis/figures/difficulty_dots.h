#pragma once

#include <array>
#include <string>
#include <vector>

#include "tricky/data/estimate.h"
#include "figure.h"

namespace tricky::analysis {

/// A share that is given for trivial, in-between and impossible items.
struct DottedGroup {
  std::string label;
  std::array<Estimate, 3> shares;
};

/// One row a group from top to bottom, in it three points with their intervals, by colour and shape: trivial, in-between,
/// impossible (paper, Figure 12). Name, caption and alt text are the caller's. TSV: label, position, difficulty, share,
/// ci_low, ci_high, n.
Figure difficulty_dots(const std::vector<DottedGroup>& groups, const std::string& x_label);

}  // namespace tricky::analysis
