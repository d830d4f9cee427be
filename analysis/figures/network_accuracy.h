#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dot_plot.h"

namespace tricky::analysis {

/// Each network's share of correctly classified items with its interval, from high to low, and the mean over networks.
Figure network_accuracy(const std::vector<Dot>& networks, std::optional<double> mean,
                        const std::string& interval_method);

}  // namespace tricky::analysis
