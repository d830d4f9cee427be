#include "figures/dot_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tricky/data/csv.h"

namespace tricky::analysis {

void fill_dot_plot(Figure& figure, DotPlot plot, DotOrder order) {
  if (order == DotOrder::high_to_low) {
    std::stable_sort(plot.dots.begin(), plot.dots.end(),
                     [](const Dot& a, const Dot& b) { return a.value.value_or(-1.0) > b.value.value_or(-1.0); });
  }
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  CsvWriter writer({"label", "position", "accuracy", "ci_low", "ci_high", "n"}, Separator::tab);
  double lowest = plot.chance.value_or(1.0);
  double highest = plot.chance.value_or(0.0);
  std::string tics;  // not from the table: gnuplot would leave out the label of a row without a value
  for (std::size_t row = 0; row < plot.dots.size(); ++row) {
    const Dot& dot = plot.dots[row];
    add_gnuplot_tic(tics, dot.label, row);
    const auto ci = dot.ci.value_or(std::pair(dot.value.value_or(kMissing), dot.value.value_or(kMissing)));
    writer.field(std::string_view(figure_label(dot.label))).field(row).field(dot.value.value_or(kMissing));
    writer.field(ci.first).field(ci.second).field(dot.n);
    writer.end_row();
    if (dot.value) {
      ++figure.n_shown;
      lowest = std::min(lowest, std::min(ci.first, *dot.value));
      highest = std::max(highest, std::max(ci.second, *dot.value));
    }
  }
  // To the next 5 %, with room so that no point sits on the frame.
  const double from = std::max(0.0, std::floor(lowest * 20.0 - 0.2) / 20.0);
  // A hundredth more on the right, or a point at 100 % would be cut in half.
  const double to = std::min(1.0, std::ceil(highest * 20.0 + 0.2) / 20.0);
  figure.tsv = writer.text();
  figure.height_cm =
      std::clamp(2.9 + (plot.dots.size() > 20 ? 0.46 : 0.56) * static_cast<double>(plot.dots.size()), 4.0, 60.0);

  std::string lines;
  std::string titles;
  if (plot.chance) {
    lines +=
        fmt::format("  set arrow 1 from {0},graph 0 to {0},graph 1 nohead linewidth 1 linecolor rgb '#8A9099' back\n",
                    100.0 * *plot.chance);
    titles += fmt::format(
        ", \\\n       keyentry with lines linetype 1 linewidth 1 linecolor rgb '#8A9099' title 'chance ({:g} %)'",
        100.0 * *plot.chance);
  }
  if (plot.mean) {
    lines += fmt::format(
        "  set arrow 2 from {0},graph 0 to {0},graph 1 nohead linewidth 1.5 dashtype 2 linecolor rgb '{1}' back\n",
        100.0 * *plot.mean, colour::kImpossible);
    titles += fmt::format(
        ", \\\n       keyentry with lines dashtype 2 linewidth 1.5 linecolor rgb '{}' title 'mean ({:.1f} %)'",
        colour::kImpossible, 100.0 * *plot.mean);
  }
  figure.commands = fmt::format(
      R"gp(
  set border 1
  set ytics ({tics}) scale 0
  set grid xtics ytics
  set xrange [{from}:{to}]
  set yrange [{n}-0.4:-0.6]
  set format x '%g %%'
  set xlabel {x_label}
  set key outside above horizontal reverse Left samplen 2 width 1 maxcols 3
{lines}  plot data using (100*$3):2 with points pointtype 7 pointsize 0.55 linecolor rgb '{colour}' notitle, \
       data using (100*$3):2:(100*$4):(100*$5) with xerrorbars pointtype 7 pointsize 0.55 linewidth 1.5 linecolor rgb '{colour}' title {dot}{titles})gp",
      fmt::arg("tics", tics), fmt::arg("from", 100.0 * from), fmt::arg("to", 100.0 * to + 0.01 * 100.0 * (to - from)),
      fmt::arg("n", plot.dots.size()), fmt::arg("x_label", gnuplot_quoted(plot.x_label)), fmt::arg("lines", lines),
      fmt::arg("titles", titles), fmt::arg("dot", gnuplot_quoted(plot.dot + " with its interval")), fmt::arg("colour", colour::kFirst));
}

}  // namespace tricky::analysis
