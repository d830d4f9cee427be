#include "figures/group_dots.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "tricky/data/csv.h"

namespace tricky::analysis {

Figure group_dots(const std::vector<DotGroup>& groups, const std::string& x_label, YScale scale,
                  const std::string& singles) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  Figure figure;
  CsvWriter writer({"label", "position", "kind", "value", "ci_low", "ci_high"}, Separator::tab);
  std::string tics;
  for (std::size_t row = 0; row < groups.size(); ++row) {
    const DotGroup& group = groups[row];
    add_gnuplot_tic(tics, group.label, row);
    const auto add = [&](std::string_view kind, double value, std::pair<double, double> ci) {
      writer.field(std::string_view(figure_label(group.label))).field(row).field(kind).field(value);
      writer.field(ci.first).field(ci.second);
      writer.end_row();
      ++figure.n_shown;
    };
    for (const double value : group.singles) add("single", value, {kMissing, kMissing});
    if (group.mean) add("mean", *group.mean, group.ci.value_or(std::pair(*group.mean, *group.mean)));
  }
  figure.tsv = writer.text();
  figure.height_cm = std::clamp(2.7 + 0.56 * static_cast<double>(groups.size()), 4.0, 40.0);
  const std::string times = scale == YScale::percent ? "100*" : "";
  figure.commands = fmt::format(
      R"gp(
  set border 1
  set ytics ({tics}) scale 0
  set grid xtics ytics
  set yrange [{n}-0.4:-0.6]
  set offsets graph 0.03, graph 0.03, 0, 0
  set format x '{format}'
  set xlabel {x_label}
  set key outside above horizontal reverse Left samplen 2 width 1 maxcols 3
  plot data using (stringcolumn(3) eq 'single' ? {times}$4 : NaN):2 with points pointtype 7 pointsize 0.55 linecolor rgb '#8FBFDD' title {singles}, \
       data using (stringcolumn(3) eq 'mean' ? {times}$4 : NaN):2:({times}$5):({times}$6) with xerrorbars pointtype 7 pointsize 0.6 linewidth 1.5 linecolor rgb ink title 'mean with its interval')gp",
      fmt::arg("tics", tics), fmt::arg("n", groups.size()),
      fmt::arg("format", scale == YScale::percent ? "%g %%" : "%g"), fmt::arg("x_label", gnuplot_quoted(x_label)),
      fmt::arg("times", times), fmt::arg("singles", gnuplot_quoted(singles)));
  return figure;
}

}  // namespace tricky::analysis
