#pragma once

#include <optional>
#include <string>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

struct LineSeries {
  std::string label;
  std::vector<std::optional<double>> y;  ///< one an x; a gap where there is none
  bool stands_out = false;               ///< drawn thick and black: what the others are compared with
};

enum class YScale { as_is, percent };

struct LinePlot {
  std::string x_label;
  std::string y_label;
  YScale y_scale = YScale::as_is;
  std::vector<double> x;
  std::vector<LineSeries> series;  ///< in the order of the key
};

/// Lines over a common x, the key beside them; up to 21 series are told apart by colour and dashes. Name, caption and
/// alt text are the caller's. TSV: x, then a column a series.
Figure line_plot(const LinePlot& plot);

}  // namespace tricky::analysis
