#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "figure.h"
#include "line_plot.h"

namespace tricky::analysis {

struct PanelPoint {
  double x = 0.0;
  double y = 0.0;
  std::optional<std::pair<double, double>> ci;
};

/// Points of one kind: in every panel that has the series they look alike, and the key names it once.
struct PanelSeries {
  enum class Look { lines, dots };
  std::string label;
  std::vector<PanelPoint> points;
  Look look = Look::lines;
};

struct Panel {
  std::string title;
  std::vector<PanelSeries> series;
  std::optional<double> reference;  ///< a grey line at this y: chance, no effect
};

enum class XScale { linear, logarithmic };

struct SmallMultiples {
  std::vector<Panel> panels;
  std::string x_label;
  std::string y_label;
  YScale y_scale = YScale::as_is;
  XScale x_scale = XScale::linear;
  std::vector<double> x_tics;  ///< empty: as gnuplot chooses
  std::optional<std::pair<double, double>> y_range;
  std::optional<double> y_from;  ///< without y_range: the axis begins here
  int columns = 3;
};

/// Many small plots of the same axes, read against one another: a panel an observer, or a number. All share the axes'
/// ranges. Name, caption and alt text are the caller's. TSV: panel, title, series, x, y, ci_low, ci_high.
Figure small_multiples(const SmallMultiples& plot);

}  // namespace tricky::analysis
