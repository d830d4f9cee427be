#pragma once

#include <string>
#include <vector>

#include "figure.h"
#include "tricky/analysis/power.h"

namespace tricky::analysis {

/// How wide intervals are to be expected: a panel a number, a line for each number of observers, over the number of
/// trials. `level` is that of the intervals.
Figure interval_widths(const std::string& name, const std::vector<ExpectedWidth>& widths, double level);

/// "mean kappa over pairs" for people.
std::string label_of(PlannedNumber number);

}  // namespace tricky::analysis
