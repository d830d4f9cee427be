#include "figures/small_multiples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "figures/panels.h"
#include "tricky/data/csv.h"

namespace tricky::analysis {

namespace {

constexpr double kKeyCm = 0.9;
constexpr double kLeftCm = 1.85;  // the letters of a label that rise highest, too
constexpr double kRightCm = 0.4;
constexpr double kGapCm = 0.55;
constexpr double kPlotCm = 3.3;
constexpr double kTitleCm = 0.75;
constexpr double kBelowCm = 0.95;   // tic labels, and room above the next title
constexpr double kXLabelCm = 0.75;  // below the last row

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// Labels of all series, in order of appearance, and what they look like.
std::vector<PanelSeries> kinds_of(const SmallMultiples& plot) {
  std::vector<PanelSeries> kinds;
  for (const Panel& panel : plot.panels) {
    for (const PanelSeries& series : panel.series) {
      const auto same = [&](const PanelSeries& known) { return known.label == series.label; };
      if (std::none_of(kinds.begin(), kinds.end(), same)) kinds.push_back({series.label, {}, series.look});
    }
  }
  return kinds;
}

std::string style_of(PanelSeries::Look look, std::size_t kind) {
  const std::string_view ink = colour::kSeries[kind % colour::kSeries.size()];
  switch (look) {
    case PanelSeries::Look::lines:
      return fmt::format("linespoints pointtype 7 pointsize 0.35 linewidth 1.6 linecolor rgb '{}'", ink);
    case PanelSeries::Look::dots: return fmt::format("points pointtype 7 pointsize 0.5 linecolor rgb '{}'", ink);
  }
  return "";
}

std::string tics_of(const SmallMultiples& plot) {
  std::string tics;
  for (const double x : plot.x_tics) tics += fmt::format("{}{:g}", tics.empty() ? "" : ", ", x);
  return tics.empty() ? "autofreq" : "(" + tics + ")";
}

}  // namespace

Figure small_multiples(const SmallMultiples& plot) {
  Figure figure;
  const std::vector<PanelSeries> kinds = kinds_of(plot);
  CsvWriter writer({"panel", "title", "series", "x", "y", "ci_low", "ci_high"}, Separator::tab);
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  Range x_range;
  Range y_range;
  for (std::size_t p = 0; p < plot.panels.size(); ++p) {
    const Panel& panel = plot.panels[p];
    if (panel.reference) y_range.add(*panel.reference);
    for (const PanelSeries& series : panel.series) {
      for (const PanelPoint& point : series.points) {
        const auto ci = point.ci.value_or(std::pair(kMissing, kMissing));
        writer.field(p + 1).field(std::string_view(figure_label(panel.title)));
        writer.field(std::string_view(figure_label(series.label))).field(point.x).field(point.y);
        writer.field(ci.first).field(ci.second);
        writer.end_row();
        x_range.add(point.x);
        for (const double y : {point.y, ci.first, ci.second}) y_range.add(y);
        ++figure.n_shown;
      }
    }
  }
  figure.tsv = writer.text();
  if (figure.n_shown == 0) return figure;
  if (plot.y_from) y_range.add(*plot.y_from);
  const double scale = plot.y_scale == YScale::percent ? 100.0 : 1.0;
  double y_low = plot.y_range ? plot.y_range->first : y_range.low;
  double y_high = plot.y_range ? plot.y_range->second : y_range.high;
  if (!plot.y_range) {
    const double room = 0.06 * std::max(y_high - y_low, 1e-9);
    if (!plot.y_from) y_low -= room;
    y_high += room;
  }
  const bool is_log = plot.x_scale == XScale::logarithmic;
  double x_low = x_range.low;
  double x_high = x_range.high;
  if (is_log) {
    const double room = x_high > x_low ? std::pow(x_high / x_low, 0.06) : 1.5;
    x_low /= room;
    x_high *= room;
  } else {
    const double room = x_high > x_low ? 0.05 * (x_high - x_low) : 1.0;
    x_low -= room;
    x_high += room;
  }

  const auto n_columns = static_cast<std::size_t>(
      std::clamp<int>(static_cast<int>(plot.panels.size()), 1, std::max(1, plot.columns)));
  const std::size_t n_rows = (plot.panels.size() + n_columns - 1) / n_columns;
  const double row_cm = kTitleCm + kPlotCm + kBelowCm;
  figure.height_cm = kKeyCm + row_cm * static_cast<double>(n_rows) + kXLabelCm;
  const double room_cm = figure.width_cm - kLeftCm - kRightCm - kGapCm * static_cast<double>(n_columns - 1);
  const double width_cm = std::min(room_cm / static_cast<double>(n_columns), 9.0);

  std::string drawing;
  for (std::size_t p = 0; p < plot.panels.size(); ++p) {
    const Panel& panel = plot.panels[p];
    const std::size_t column = p % n_columns;
    const double left = kLeftCm + static_cast<double>(column) * (width_cm + kGapCm);
    const double top = figure.height_cm - kKeyCm - kTitleCm - row_cm * static_cast<double>(p / n_columns);
    std::string plots;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      const bool is_here = std::any_of(panel.series.begin(), panel.series.end(), [&](const PanelSeries& series) {
        return series.label == kinds[kind].label && !series.points.empty();
      });
      if (!is_here) continue;
      const std::string chosen =
          fmt::format("($1 == {} && stringcolumn(3) eq {} ? {}*$5 : NaN)", p + 1,
                      gnuplot_quoted(figure_label(kinds[kind].label)), scale);
      const bool has_intervals = std::any_of(panel.series.begin(), panel.series.end(), [&](const PanelSeries& series) {
        return series.label == kinds[kind].label &&
               std::any_of(series.points.begin(), series.points.end(),
                           [](const PanelPoint& point) { return point.ci.has_value(); });
      });
      // A plot of their own: a point without an interval must not vanish with it.
      if (has_intervals) {
        plots += fmt::format(
            "data using 4:{0}:({1}*$6):({1}*$7) with yerrorbars pointtype -1 linewidth 1 linecolor rgb '#70{2}' notitle, "
            "\\\n       ",
            chosen, scale, colour::kSeries[kind % colour::kSeries.size()].substr(1));
      }
      plots += fmt::format("data using 4:{} with {} notitle, \\\n       ", chosen, style_of(kinds[kind].look, kind));
    }
    plots += panel.reference ? fmt::format("{} with lines linewidth 1 linecolor rgb '#8A9099' notitle",
                                           scale * *panel.reference)
                             : "NaN notitle";
    drawing += fmt::format(
        R"gp({place}
  set title {title} offset 0,-0.4
  {y_axis}
  {x_axis}
  plot {plots}
)gp",
        fmt::arg("place", place_panel({left, top, width_cm, kPlotCm}, figure.width_cm, figure.height_cm)),
        fmt::arg("title", gnuplot_quoted(figure_label(panel.title))),
        fmt::arg("y_axis", column == 0 ? fmt::format("set format y '%g{}'; set ylabel {} offset 0.6,0",
                                                     plot.y_scale == YScale::percent ? " %%" : "",
                                                     gnuplot_quoted(plot.y_label))
                                       : "set format y ''; unset ylabel"),
        fmt::arg("x_axis", p + n_columns >= plot.panels.size()
                               ? "set xlabel " + gnuplot_quoted(plot.x_label) + " offset 0,0.4"
                               : "unset xlabel"),
        fmt::arg("plots", plots));
  }
  std::vector<LegendEntry> legend;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    if (!kinds[kind].label.empty()) legend.push_back({style_of(kinds[kind].look, kind), kinds[kind].label});
  }
  figure.commands = fmt::format(R"gp(
{begin}
  set border 3
  set tics nomirror out scale 0.5
  set xtics nomirror {tics}
  set ytics nomirror autofreq
  {log}
  set xrange [{x_low}:{x_high}]
  set yrange [{y_low}:{y_high}]
{panels}
  unset multiplot
  unset logscale)gp",
                                fmt::arg("begin", begin_panels(legend, 1.6)), fmt::arg("tics", tics_of(plot)),
                                fmt::arg("log", is_log ? "set logscale x" : "unset logscale"),
                                fmt::arg("x_low", x_low), fmt::arg("x_high", x_high), fmt::arg("y_low", scale * y_low),
                                fmt::arg("y_high", scale * y_high), fmt::arg("panels", drawing));
  return figure;
}

}  // namespace tricky::analysis
