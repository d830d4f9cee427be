#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dot_plot.h"

namespace tricky::analysis {

/// Each observer's share of right responses with its interval, the chance line and the mean over observers.
/// `chance` is 0.5 for two choices and nothing where the number of categories is not known.
Figure accuracy_per_observer(const std::string& figure_name, const std::vector<Dot>& observers,
                             std::optional<double> chance, std::optional<double> mean,
                             const std::string& interval_method);

}  // namespace tricky::analysis
