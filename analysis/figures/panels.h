#pragma once

#include <string>
#include <vector>

namespace tricky::analysis {

/// An entry of a legend: what gnuplot draws ("lines linewidth 2 linecolor rgb '#0072B2'"), and what it stands for.
struct LegendEntry {
  std::string style;
  std::string label;
};

/// gnuplot commands that begin a figure of several panels: a legend of all of them in one row over the whole width, with
/// `sample_chars` of room for what is drawn. Axes, borders and tics are off afterwards, and `set multiplot` on.
std::string begin_panels(const std::vector<LegendEntry>& legend, double sample_chars);

/// A panel's axes, in centimetres: from the figure's left edge, its upper edge from the figure's lower one.
struct PanelPlace {
  double left_cm = 0.0;
  double top_cm = 0.0;
  double width_cm = 0.0;
  double height_cm = 0.0;
};

/// gnuplot commands that place the next panel there.
std::string place_panel(const PanelPlace& place, double figure_width_cm, double figure_height_cm);

}  // namespace tricky::analysis
