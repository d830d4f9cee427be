#include "figures/divergence_accuracy.h"

#include <fmt/format.h>

#include <limits>

#include "tricky/data/csv.h"

namespace tricky::analysis {

Figure divergence_accuracy(const std::vector<NoiseClass>& classes) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  Figure figure;
  figure.height_cm = 6.4;
  CsvWriter writer({"label", "kl_to_next_class", "accuracy"}, Separator::tab);
  for (const NoiseClass& each : classes) {
    writer.field(each.label).field(each.divergence.value_or(kMissing)).field(each.accuracy.value_or(kMissing));
    writer.end_row();
    figure.n_shown += each.divergence && each.accuracy ? 1 : 0;
  }
  figure.tsv = writer.text();
  int step = 1;  // of the class axes: four or five numbers fit below a panel
  for (const int candidate : {1, 2, 5, 10, 20, 25, 50, 100, 250, 500}) {
    step = candidate;
    if (static_cast<std::size_t>(4 * candidate) >= classes.size()) break;
  }
  figure.commands = fmt::format(
      R"gp(
  set border 3
  unset key
  set multiplot
  set tmargin at screen 0.95
  set bmargin at screen 0.2
  set xlabel 'class'
  set xtics {step}
  set format y '10^{{%L}}'
  set lmargin at screen 0.09
  set rmargin at screen 0.31
  set logscale y
  set ytics 10
  set ylabel 'divergence (nats)'
  set termoption enhanced
  plot data using 1:2 with points pointtype 7 pointsize 0.4 linecolor rgb '{colour}'
  set termoption noenhanced
  unset logscale y
  set lmargin at screen 0.42
  set rmargin at screen 0.64
  set yrange [0:100]
  set ytics 25
  set format y '%g %%'
  set ylabel 'share classified correctly' offset 1,0
  plot data using 1:(100*$3) with points pointtype 7 pointsize 0.4 linecolor rgb '{colour}'
  set lmargin at screen 0.76
  set rmargin at screen 0.98
  set logscale x
  set xtics 10
  set format x '10^{{%L}}'
  set xlabel 'divergence (nats)'
  set termoption enhanced
  plot data using 2:(100*$3) with points pointtype 7 pointsize 0.4 linecolor rgb '{colour}'
  unset logscale x
  set format x '%g'
  set xtics autofreq
  set yrange [*:*]
  set ytics autofreq
  set termoption noenhanced
  unset multiplot)gp",
      fmt::arg("step", step), fmt::arg("colour", colour::kFirst));
  return figure;
}

}  // namespace tricky::analysis
