#include "figures/network_accuracy.h"

#include <fmt/format.h>

namespace tricky::analysis {

Figure network_accuracy(const std::vector<Dot>& networks, std::optional<double> mean,
                        const std::string& interval_method) {
  Figure figure;
  figure.name = "network_accuracy";
  fill_dot_plot(figure, {networks, "share of correctly classified items", std::nullopt, mean}, DotOrder::high_to_low);
  figure.caption = "Accuracy of each network, from high to low";
  if (!interval_method.empty()) figure.caption += ", with its 95 % interval (" + interval_method + ")";
  figure.caption += mean ? "; dashed: the mean over networks." : ".";
  figure.alt = fmt::format("Dot plot of the accuracy of {} networks", figure.n_shown);
  if (mean) figure.alt += fmt::format(", whose mean is {:.1f} %", 100.0 * *mean);
  figure.alt += ".";
  return figure;
}

}  // namespace tricky::analysis
