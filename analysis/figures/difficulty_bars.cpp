#include "figures/difficulty_bars.h"

#include <fmt/format.h>

#include <algorithm>

#include "tricky/data/csv.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

Figure difficulty_bars(const std::vector<DividedGroup>& groups) {
  Figure figure;
  CsvWriter writer({"label", "position", "n", "trivial", "in_between", "impossible"}, Separator::tab);
  std::string tics;
  std::string counts;
  for (std::size_t row = 0; row < groups.size(); ++row) {
    const DividedGroup& group = groups[row];
    writer.field(std::string_view(figure_label(group.label))).field(row).field(group.n);
    for (const double share : group.shares) writer.field(share);
    writer.end_row();
    counts += fmt::format("{}'n = {}' {}", row == 0 ? "" : ", ", with_thousands(static_cast<std::int64_t>(group.n)), row);
    add_gnuplot_tic(tics, group.label, row);
  }
  figure.tsv = writer.text();
  figure.n_shown = groups.size();
  figure.height_cm = std::clamp(2.6 + 0.62 * static_cast<double>(groups.size()), 4.0, 60.0);
  const auto bar = [&](std::string_view from, std::string_view share, std::string_view colour, std::string_view title) {
    return fmt::format(
        "data using (100*({0}+{1}/2)):2:(100*({0})):(100*({0}+{1})):($2-0.4):($2+0.4) with boxxyerror linecolor rgb '{2}' "
        "title '{3}', \\\n       ",
        from, share, colour, title);
  };
  const auto number = [&](std::string_view from, std::string_view share, std::string_view ink) {
    return fmt::format(
        "data using (100*({0}+{1}/2)):2:({1} >= 0.05 ? sprintf('%.0f', 100*{1}) : '') with labels textcolor rgb '{2}' font "
        "','.small notitle, \\\n       ",
        from, share, ink);
  };
  figure.commands = fmt::format(
      R"gp(
  small = (format eq 'svg') ? '9.6' : '7.2'
  set border 0
  unset grid
  set style fill solid 1.0 noborder
  set ytics ({tics}) scale 0
  set xtics 0,25,100
  set xrange [0:100]
  set yrange [{n}-0.4:-0.6]
  set format x '%g %%'
  set xlabel 'share of the items of a group'
  set y2range [{n}-0.4:-0.6]
  set y2tics ({counts}) scale 0
  set key outside above horizontal reverse Left samplen 1.4 width 1 maxcols 3
  plot {bars})gp",
      fmt::arg("tics", tics), fmt::arg("counts", counts), fmt::arg("n", groups.size()),
      fmt::arg("bars", bar("0", "$4", colour::kTrivial, "trivial") + bar("$4", "$5", colour::kInBetween, "in-between") +
                           bar("$4+$5", "$6", colour::kImpossible, "impossible") + number("0", "$4", "#FFFFFF") +
                           number("$4", "$5", "#16191D") + number("$4+$5", "$6", "#16191D") + "NaN notitle"));
  return figure;
}

}  // namespace tricky::analysis
