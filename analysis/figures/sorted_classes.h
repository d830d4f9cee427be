#pragma once

#include <vector>

#include "dot_plot.h"

namespace tricky::analysis {

/// Classes from the easiest to the hardest, their accuracies as a falling line of points with their intervals as a band
/// behind (paper, Figure 20); any number of classes fits. Ties and the names are in the TSV: rank, class, accuracy, ci_low,
/// ci_high, n. Name, caption and alt text are the caller's. Classes without a value are left out.
Figure sorted_classes(std::vector<Dot> classes);

}  // namespace tricky::analysis
