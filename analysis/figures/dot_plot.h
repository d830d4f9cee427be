#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

/// One accuracy with its interval: a row of a dot plot.
struct Dot {
  std::string label;
  std::optional<double> value;
  std::optional<std::pair<double, double>> ci;
  std::size_t n = 0;
};

struct DotPlot {
  std::vector<Dot> dots;
  std::string x_label;
  std::optional<double> chance;  ///< a line, and the axis begins there or below
  std::optional<double> mean;    ///< a dashed line
  std::string dot = "accuracy";  ///< what a dot is, for the legend
};

enum class DotOrder { as_given, high_to_low };

/// Fills in TSV (label, position from the top, accuracy, ci_low, ci_high, n), commands, height and n_shown. One row a
/// label, from top to bottom, so that any number of names of any length stays legible. Rows without a value keep their
/// place.
void fill_dot_plot(Figure& figure, DotPlot plot, DotOrder order);

}  // namespace tricky::analysis
