#include "figures/item_scatter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "figures/panels.h"
#include "tricky/data/csv.h"

namespace tricky::analysis {

namespace {

constexpr double kKeyCm = 0.9;
constexpr double kLeftCm = 1.85;
constexpr double kTitleCm = 0.75;
constexpr double kPlotCm = 5.6;  // square
constexpr double kBelowCm = 1.7;
constexpr double kColumnCm = 8.0;
constexpr std::size_t kColumns = 2;
constexpr double kSmallest = 0.3;  // point size of one item, where dots need not be smaller to stay apart
constexpr double kLargest = 2.4;

using Place = std::pair<double, double>;

/// gnuplot's point size of a dot that stands for so many items.
double dot_size(std::size_t n_items, std::size_t most) {
  const double one = std::min(kSmallest, kLargest / std::sqrt(static_cast<double>(most)));
  return one * std::sqrt(static_cast<double>(n_items));
}

std::string range_of(double low, double high) {
  const double room = high > low ? 0.08 * (high - low) : 1.0;
  return fmt::format("[{}:{}]", low - room, high + room);
}

}  // namespace

Figure item_scatter(const std::vector<ScatterPanel>& panels, const std::string& x_label, const std::string& y_label) {
  Figure figure;
  CsvWriter writer({"panel", "title", "x", "y", "n_items"}, Separator::tab);
  constexpr double kNone = std::numeric_limits<double>::infinity();
  Place low{kNone, kNone};
  Place high{-kNone, -kNone};
  std::size_t most = 1;
  for (std::size_t p = 0; p < panels.size(); ++p) {
    std::map<Place, std::size_t> places;
    for (const Place& item : panels[p].items) most = std::max(most, ++places[item]);
    for (const auto& [place, n_items] : places) {
      writer.field(p + 1).field(std::string_view(figure_label(panels[p].title)));
      writer.field(place.first).field(place.second).field(n_items);
      writer.end_row();
      low = {std::min(low.first, place.first), std::min(low.second, place.second)};
      high = {std::max(high.first, place.first), std::max(high.second, place.second)};
      ++figure.n_shown;
    }
  }
  figure.tsv = writer.text();
  if (figure.n_shown == 0) return figure;

  const double row_cm = kTitleCm + kPlotCm + kBelowCm;
  figure.height_cm = kKeyCm + row_cm * static_cast<double>((panels.size() + kColumns - 1) / kColumns);
  const std::string dots = fmt::format("pointtype 7 linecolor rgb '{}'", colour::kFirst);
  std::string drawing;
  for (std::size_t p = 0; p < panels.size(); ++p) {
    const double left = kLeftCm + kColumnCm * static_cast<double>(p % kColumns);
    const double top = figure.height_cm - kKeyCm - kTitleCm - row_cm * static_cast<double>(p / kColumns);
    drawing += fmt::format(
        R"gp({place}
  set title {title} offset 0,-0.4
  plot data using ($1 == {panel} ? $3 : NaN):4:({one}*sqrt($5)) with points pointsize variable {dots} notitle
)gp",
        fmt::arg("place", place_panel({left, top, kPlotCm, kPlotCm}, figure.width_cm, figure.height_cm)),
        fmt::arg("title", gnuplot_quoted(figure_label(panels[p].title))), fmt::arg("panel", p + 1),
        fmt::arg("one", dot_size(1, most)), fmt::arg("dots", dots));
  }
  std::vector<LegendEntry> legend{{fmt::format("points pointsize {} {}", dot_size(1, most), dots), "one item"}};
  if (most > 1) {
    legend.push_back({fmt::format("points pointsize {} {}", dot_size(most, most), dots), fmt::format("{} items", most)});
  }
  figure.commands = fmt::format(R"gp(
{begin}
  set border 3
  set tics out scale 0.5
  set xtics nomirror
  set ytics nomirror
  set xrange {x_range}
  set yrange {y_range}
  set xlabel {x_label} offset 0,0.4
  set ylabel {y_label} offset 0.6,0
{panels}
  unset multiplot)gp",
                                fmt::arg("begin", begin_panels(legend, 2.0)), fmt::arg("x_range", range_of(low.first, high.first)),
                                fmt::arg("y_range", range_of(low.second, high.second)),
                                fmt::arg("x_label", gnuplot_quoted(x_label)),
                                fmt::arg("y_label", gnuplot_quoted(y_label)), fmt::arg("panels", drawing));
  return figure;
}

}  // namespace tricky::analysis
