#include "figures/difficulty_dots.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "tricky/data/csv.h"

namespace tricky::analysis {

Figure difficulty_dots(const std::vector<DottedGroup>& groups, const std::string& x_label) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  constexpr std::array<std::string_view, 3> kNames{"trivial", "in-between", "impossible"};
  // The grey of in-between bars would be lost as a thin line: a darker one.
  constexpr std::array<std::string_view, 3> kColours{colour::kTrivial, "#7C828A", colour::kImpossible};
  Figure figure;
  CsvWriter writer({"label", "position", "difficulty", "share", "ci_low", "ci_high", "n"}, Separator::tab);
  std::string tics;
  for (std::size_t row = 0; row < groups.size(); ++row) {
    add_gnuplot_tic(tics, groups[row].label, row);
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const Estimate& share = groups[row].shares[i];
      const double value = share.value.value_or(kMissing);
      const auto ci = share.ci.value_or(std::pair(value, value));
      writer.field(std::string_view(figure_label(groups[row].label))).field(row).field(kNames[i]).field(value);
      writer.field(ci.first).field(ci.second).field(share.n);
      writer.end_row();
      figure.n_shown += share.value ? 1 : 0;
    }
  }
  figure.tsv = writer.text();
  figure.height_cm = std::clamp(2.9 + 0.75 * static_cast<double>(groups.size()), 4.0, 60.0);
  std::string plots;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    plots += fmt::format(
        "{}data using (stringcolumn(3) eq '{}' ? 100*$4 : NaN):($2{:+.2f}):(100*$5):(100*$6) with xerrorbars pointtype {} "
        "pointsize 0.6 linewidth 1.5 linecolor rgb '{}' title '{}'",
        i == 0 ? "" : ", \\\n       ", kNames[i], 0.24 * (static_cast<double>(i) - 1.0), i == 0 ? 7 : i == 1 ? 5 : 9,
        kColours[i], kNames[i]);
  }
  figure.commands = fmt::format(
      R"gp(
  set border 1
  set ytics ({tics}) scale 0
  unset grid
  set grid xtics
  set xrange [0:*]
  set yrange [{n}-0.4:-0.6]
  set format x '%g %%'
  set xlabel {x_label}
  set tmargin 2
  set key at screen 0.5,screen 0.99 center top horizontal reverse Left samplen 2 width 0 maxrows 1
  plot {plots})gp",
      fmt::arg("tics", tics), fmt::arg("n", groups.size()), fmt::arg("x_label", gnuplot_quoted(x_label)),
      fmt::arg("plots", plots));
  return figure;
}

}  // namespace tricky::analysis
