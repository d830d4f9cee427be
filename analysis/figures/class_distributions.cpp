#include "figures/class_distributions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "figures/panels.h"
#include "tricky/data/csv.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

constexpr std::size_t kColumns = 3;
constexpr double kWidthCm = 16.0;
constexpr double kKeyCm = 0.9;
constexpr double kRowCm = 4.6;
constexpr double kLeftCm = 1.5;
constexpr double kPanelCm = 3.9;
constexpr double kPanelHeightCm = 3.0;
constexpr double kGapCm = 1.0;
constexpr double kTitleCm = 0.6;

std::string_view colour_of(Difficulty difficulty) {
  return difficulty == Difficulty::trivial      ? colour::kTrivial
         : difficulty == Difficulty::impossible ? colour::kImpossible
                                                : "#7D848C";  // kInBetween is for areas; lines need more ink
}

/// A round step that cuts `range` into at most four.
double tic_step(double range) {
  const double unit = std::pow(10.0, std::floor(std::log10(range / 4.0)));
  for (const double step : {1.0, 2.0, 2.5, 5.0}) {
    if (range / (step * unit) <= 4.0) return step * unit;
  }
  return 10.0 * unit;
}

}  // namespace

Figure class_distributions(const std::string& name, const std::vector<ClassPanel>& panels) {
  Figure figure;
  figure.name = name;
  CsvWriter writer({"number", "panel", "difficulty", "value", "share"}, Separator::tab);
  std::vector<const ClassPanel*> shown;
  std::string constant;
  for (const ClassPanel& panel : panels) {
    double lowest = std::numeric_limits<double>::max();
    double highest = std::numeric_limits<double>::lowest();
    for (const auto& each : panel.classes) {
      if (each.sorted.empty()) continue;
      lowest = std::min(lowest, each.sorted.front());
      highest = std::max(highest, each.sorted.back());
    }
    if (lowest < highest) shown.push_back(&panel);
    if (lowest == highest) constant += fmt::format("{}{} ({:g})", constant.empty() ? "" : ", ", panel.title, lowest);
  }
  std::string drawing;
  std::vector<LegendEntry> legend;
  const std::size_t n_rows = (shown.size() + kColumns - 1) / kColumns;
  figure.width_cm = kWidthCm;
  figure.height_cm = kKeyCm + kRowCm * static_cast<double>(std::max<std::size_t>(1, n_rows));
  for (std::size_t i = 0; i < shown.size(); ++i) {
    std::string lines;
    bool is_large = false;
    double lowest = std::numeric_limits<double>::max();
    double highest = std::numeric_limits<double>::lowest();
    for (const auto& [difficulty, sorted] : shown[i]->classes) {
      if (sorted.empty()) continue;
      is_large = is_large || sorted.back() >= 1e4;
      lowest = std::min(lowest, sorted.front());
      highest = std::max(highest, sorted.back());
      for (std::size_t k = 0; k < sorted.size(); ++k) {
        writer.field(std::string_view(shown[i]->title)).field(i + 1).field(to_text(difficulty));
        writer.field(sorted[k]).field(static_cast<double>(k + 1) / static_cast<double>(sorted.size()));
        writer.end_row();
        ++figure.n_shown;
      }
      lines += fmt::format(
          "{}data using ($2 == {} && strcol(3) eq '{}' ? $4 : NaN):(100*$5) with steps linewidth 1.5 linecolor rgb '{}' "
          "notitle",
          lines.empty() ? "" : ", \\\n       ", i + 1, to_text(difficulty), colour_of(difficulty));
      if (i == 0) {
        legend.push_back({fmt::format("lines linewidth 2 linecolor rgb '{}'", colour_of(difficulty)),
                          std::string(to_text(difficulty))});
      }
    }
    const auto column = static_cast<double>(i % kColumns);
    const auto row = static_cast<double>(i / kColumns);
    const double left_cm = kLeftCm + column * (kPanelCm + kGapCm);
    const double top_cm = figure.height_cm - kKeyCm - row * kRowCm - kTitleCm;
    drawing += fmt::format(
        R"gp({}
  set title {} offset 0,-0.6
  set format x '{}'
  set xtics nomirror {} scale 0.5
  {}
  plot {}
)gp",
        place_panel({left_cm, top_cm, kPanelCm, kPanelHeightCm}, kWidthCm, figure.height_cm), gnuplot_quoted(shown[i]->title), is_large ? "%.0s%c" : "%g",
        format_real(tic_step(highest - lowest)),
        i % kColumns == 0 ? "set format y '%g %%'" : "set format y ''", lines);
  }
  figure.tsv = writer.text();
  figure.caption =
      "Of the images of each class, the share with at most this value. Lines that lie on each other: the number says "
      "nothing about difficulty. Main trials only.";
  if (!constant.empty()) figure.caption += " Not shown, being the same for every image: " + constant + ".";
  figure.alt = fmt::format("Cumulative distributions of {} image numbers, a line for each class of difficulty.",
                           shown.size());
  figure.commands = fmt::format(R"gp(
{begin}
  set border 3
  set xrange [*:*]
  set yrange [0:100]
  set ytics nomirror 0,25,100 scale 0.5
{panels}
  unset multiplot)gp",
                                fmt::arg("begin", begin_panels(legend, 1.6)), fmt::arg("panels", drawing));
  return figure;
}

}  // namespace tricky::analysis
