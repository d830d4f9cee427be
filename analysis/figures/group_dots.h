#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "figure.h"
#include "line_plot.h"

namespace tricky::analysis {

/// A condition: its mean with an interval, and the single networks, or observers, behind it.
struct DotGroup {
  std::string label;
  std::optional<double> mean;
  std::optional<std::pair<double, double>> ci;
  std::vector<double> singles;
};

/// One row a group from top to bottom in the order given: the mean in black with its interval, single values behind it
/// in a lighter colour (paper, Figures 3 and 13). Name, caption and alt text are the caller's.
/// TSV: label, position, kind (mean or single), value, ci_low, ci_high.
Figure group_dots(const std::vector<DotGroup>& groups, const std::string& x_label, YScale scale,
                  const std::string& singles = "single networks");

}  // namespace tricky::analysis
