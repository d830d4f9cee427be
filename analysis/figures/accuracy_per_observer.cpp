#include "figures/accuracy_per_observer.h"

#include <fmt/format.h>

namespace tricky::analysis {

Figure accuracy_per_observer(const std::string& figure_name, const std::vector<Dot>& observers,
                             std::optional<double> chance, std::optional<double> mean,
                             const std::string& interval_method) {
  Figure figure;
  figure.name = figure_name;
  fill_dot_plot(figure, {observers, "share of right responses", chance, mean}, DotOrder::as_given);
  figure.caption = "Accuracy of each observer";
  if (!interval_method.empty()) figure.caption += " with its 95 % interval (" + interval_method + ")";
  if (chance && mean) {
    figure.caption += ", chance, and the mean over observers";
  } else if (mean) {
    figure.caption += ", and the mean over observers";
  }
  figure.caption += ".";
  figure.alt = fmt::format("Dot plot of the accuracy of {} observers", figure.n_shown);
  if (mean) figure.alt += fmt::format(", whose mean is {:.1f} %", 100.0 * *mean);
  figure.alt += ".";
  return figure;
}

}  // namespace tricky::analysis
