#include "figures/interval_widths.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "figures/small_multiples.h"
#include "tricky/analysis/crossed_bootstrap.h"

namespace tricky::analysis {

std::string label_of(PlannedNumber number) {
  switch (number) {
    case PlannedNumber::accuracy: return "accuracy of one observer";
    case PlannedNumber::mean_accuracy: return "mean accuracy";
    case PlannedNumber::kappa: return "kappa of one pair";
    case PlannedNumber::mean_kappa: return "mean kappa";
    case PlannedNumber::joint_alpha: return "alpha of all raters";
    case PlannedNumber::mean_alpha: return "mean alpha of pairs";
  }
  return "";
}

Figure interval_widths(const std::string& name, const std::vector<ExpectedWidth>& widths, double level) {
  SmallMultiples plot;
  plot.x_label = "trials";
  plot.y_label = fmt::format("width of the {:g} % interval", 100.0 * level);
  plot.x_scale = XScale::logarithmic;
  plot.y_from = 0.0;
  std::set<double> tics;
  for (const PlannedNumber number : kPlannedNumbers) {
    std::map<std::size_t, PanelSeries> by_observers;
    for (const ExpectedWidth& width : widths) {
      if (width.number != number || !width.mean_width) continue;
      // What is of one observer, or one pair, does not depend on how many others there are: one line says it.
      const bool is_of_few = number == PlannedNumber::accuracy || number == PlannedNumber::kappa;
      if (is_of_few && !by_observers.empty() && !by_observers.contains(width.n_observers)) continue;
      PanelSeries& series = by_observers[width.n_observers];
      series.label = is_of_few ? "any number of observers"
                               : fmt::format("{} observers{}", width.n_observers,
                                             width.n_observers < kFewestDrawn ? "*" : "");
      series.points.push_back({static_cast<double>(width.n_trials), *width.mean_width, std::nullopt});
      tics.insert(static_cast<double>(width.n_trials));
    }
    if (by_observers.empty()) continue;
    Panel panel{label_of(number), {}, std::nullopt};
    for (auto& [n_observers, series] : by_observers) {
      std::sort(series.points.begin(), series.points.end(),
                [](const PanelPoint& a, const PanelPoint& b) { return a.x < b.x; });
      panel.series.push_back(std::move(series));
    }
    plot.panels.push_back(std::move(panel));
  }
  if (tics.size() <= 6) plot.x_tics.assign(tics.begin(), tics.end());
  Figure figure = small_multiples(plot);
  figure.name = name;
  const std::size_t n_studies = widths.empty() ? 0 : widths.front().n_studies + widths.front().n_without;
  figure.caption = fmt::format(
      "Expected width of {:g} % intervals over the number of trials, a line for each number of observers; means over {} "
      "simulated studies. What observers differ in does not average out with more trials: where a line goes flat, only "
      "more observers help.",
      100.0 * level, n_studies);
  if (std::any_of(widths.begin(), widths.end(), [](const ExpectedWidth& w) { return w.n_observers < kFewestDrawn; })) {
    figure.caption += fmt::format(
        " * Means over fewer than {} observers: their intervals hold for these observers alone, and are narrower for it.",
        kFewestDrawn);
  }
  figure.alt = fmt::format("Lines that fall with the number of trials, in {} panels: the expected widths of intervals.",
                           plot.panels.size());
  return figure;
}

}  // namespace tricky::analysis
