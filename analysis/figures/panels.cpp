#include "figures/panels.h"

#include <fmt/format.h>

#include "figures/figure.h"

namespace tricky::analysis {

std::string begin_panels(const std::vector<LegendEntry>& legend, double sample_chars) {
  std::string entries;
  for (const LegendEntry& entry : legend) {
    entries += fmt::format(", \\\n       keyentry with {} title {}", entry.style,
                           gnuplot_quoted(figure_label(entry.label)));
  }
  return fmt::format(R"gp(  set multiplot
  # The legend, over the whole width.
  set lmargin at screen 0
  set rmargin at screen 1
  set tmargin at screen 1
  set bmargin at screen 0
  unset border
  unset tics
  set xrange [0:1]
  set yrange [0:1]
  set key at screen 0.5,screen 0.99 center top horizontal reverse Left samplen {} width 1 maxrows 1
  plot NaN notitle{}
  unset key)gp",
                     sample_chars, entries);
}

std::string place_panel(const PanelPlace& place, double figure_width_cm, double figure_height_cm) {
  return fmt::format(R"gp(
  set lmargin at screen {:.4f}
  set rmargin at screen {:.4f}
  set tmargin at screen {:.4f}
  set bmargin at screen {:.4f})gp",
                     place.left_cm / figure_width_cm, (place.left_cm + place.width_cm) / figure_width_cm,
                     place.top_cm / figure_height_cm, (place.top_cm - place.height_cm) / figure_height_cm);
}

}  // namespace tricky::analysis
