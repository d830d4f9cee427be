#include "figures/sorted_classes.h"

#include <fmt/format.h>

#include <algorithm>

#include "tricky/data/csv.h"

namespace tricky::analysis {

Figure sorted_classes(std::vector<Dot> classes) {
  std::erase_if(classes, [](const Dot& dot) { return !dot.value; });
  std::stable_sort(classes.begin(), classes.end(), [](const Dot& a, const Dot& b) { return *a.value > *b.value; });
  Figure figure;
  CsvWriter writer({"rank", "class", "accuracy", "ci_low", "ci_high", "n"}, Separator::tab);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const Dot& dot = classes[i];
    const auto ci = dot.ci.value_or(std::pair(*dot.value, *dot.value));
    writer.field(i + 1).field(std::string_view(figure_label(dot.label))).field(*dot.value);
    writer.field(ci.first).field(ci.second).field(dot.n);
    writer.end_row();
  }
  figure.tsv = writer.text();
  figure.n_shown = classes.size();
  const bool are_few = classes.size() <= 60;
  figure.commands = fmt::format(
      R"gp(
  set border 3
  unset grid
  set grid ytics
  set xrange [{first}:{last}]
  set yrange [0:100]
  set offsets 0, 0, graph 0.02, 0
  set format y '%g %%'
  set xlabel 'classes, from the easiest to the hardest'
  set ylabel 'share classified correctly'
  set key outside above horizontal reverse Left samplen 2 width 1 maxcols 3
  plot {interval} title 'interval', \
       data using 1:(100*$3) with {points} linecolor rgb '{colour}' title 'accuracy of a class')gp",
      fmt::arg("first", are_few ? 0.4 : 1.0 - 0.005 * static_cast<double>(classes.size())),
      fmt::arg("last", static_cast<double>(classes.size()) + (are_few ? 0.6 : 0.005 * static_cast<double>(classes.size()))),
      fmt::arg("interval", are_few ? fmt::format("data using 1:(100*$3):(100*$4):(100*$5) with yerrorbars pointtype 7 "
                                                 "pointsize 0.1 linewidth 1.5 linecolor rgb '{}'",
                                                 colour::kInBetween)
                                   : fmt::format("data using 1:(100*$4):(100*$5) with filledcurves fillstyle solid 1.0 "
                                                 "noborder linecolor rgb '{}'",
                                                 colour::kInBetween)),
      fmt::arg("points", are_few ? "points pointtype 7 pointsize 0.55" : "lines linewidth 2"),
      fmt::arg("colour", colour::kFirst));
  return figure;
}

}  // namespace tricky::analysis
