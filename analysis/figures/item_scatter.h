#pragma once

#include <string>
#include <utility>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

struct ScatterPanel {
  std::string title;
  std::vector<std::pair<double, double>> items;  ///< x and y of each, in any order
};

/// Items by two numbers, a panel a group, all with the same axes. Few decision makers give few values, so many items
/// share a place: there stands one dot, its area as large as they are many. Name, caption and alt text are the caller's.
/// TSV: panel, title, x, y, n_items.
Figure item_scatter(const std::vector<ScatterPanel>& panels, const std::string& x_label, const std::string& y_label);

}  // namespace tricky::analysis
