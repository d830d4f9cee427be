#include "figures/line_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "tricky/data/csv.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr double kFewSteps = 9.0;  // along x: each has its tic

}  // namespace

Figure line_plot(const LinePlot& plot) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  Figure figure;
  std::vector<std::string> header{"x"};
  for (const LineSeries& series : plot.series) header.push_back(figure_label(series.label));
  CsvWriter writer(header, Separator::tab);
  for (std::size_t i = 0; i < plot.x.size(); ++i) {
    writer.field(plot.x[i]);
    for (const LineSeries& series : plot.series) {
      TRICKY_ASSERT(series.y.size() == plot.x.size());
      writer.field(series.y[i].value_or(kMissing));
      figure.n_shown += series.y[i] ? 1 : 0;
    }
    writer.end_row();
  }
  figure.tsv = writer.text();
  figure.height_cm = std::clamp(3.0 + 0.48 * static_cast<double>(plot.series.size()), 7.5, 14.0);
  std::string lines;
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    const LineSeries& series = plot.series[i];
    lines += fmt::format(
        "{}data using 1:({}${}) with linespoints linewidth {} dashtype {} pointtype 7 pointsize {} linecolor rgb '{}' "
        "title {}",
        i == 0 ? "" : ", \\\n       ", plot.y_scale == YScale::percent ? "100*" : "", i + 2,
        series.stands_out ? 3.6 : 1.8, i / colour::kSeries.size() + 1, plot.x.size() > 30 ? "0" : "0.35",
        series.stands_out ? "black" : colour::kSeries[i % colour::kSeries.size()], gnuplot_quoted(figure_label(series.label)));
  }
  // Epochs and numbers of networks are whole.
  const bool is_short = !plot.x.empty() && plot.x.back() - plot.x.front() < kFewSteps;
  figure.commands = fmt::format(
      R"gp(
  set border 3
  unset grid
  set grid ytics
  set format y '{format}'
  set xrange [{first}:{last}]
  set xtics {tics}
  set xlabel {x_label}
  set ylabel {y_label}
  set key outside right center vertical Left reverse samplen 1.8 width 1
  plot {lines})gp",
      fmt::arg("format", plot.y_scale == YScale::percent ? "%g %%" : "%g"),
      fmt::arg("first", plot.x.empty() ? 0.0 : plot.x.front()), fmt::arg("last", plot.x.empty() ? 1.0 : plot.x.back()),
      fmt::arg("tics", is_short ? "1" : "autofreq"), fmt::arg("x_label", gnuplot_quoted(plot.x_label)),
      fmt::arg("y_label", gnuplot_quoted(plot.y_label)), fmt::arg("lines", lines));
  return figure;
}

}  // namespace tricky::analysis
