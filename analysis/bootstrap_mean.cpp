#include "bootstrap_mean.h"

#include <vector>

#include "binomial_draw.h"

namespace tricky::analysis {

Estimate bootstrap_mean(const std::map<double, std::size_t>& values, std::string_view name, const std::string& what,
                        const std::string& nothing, const BootstrapOptions& options) {
  Estimate estimate;
  estimate.level = options.level;
  double sum = 0.0;
  for (const auto& [value, count] : values) {
    sum += value * static_cast<double>(count);
    estimate.n += count;
  }
  if (estimate.n == 0) {
    estimate.undefined = nothing;
    return estimate;
  }
  const auto n = static_cast<double>(estimate.n);
  estimate.value = sum / n;
  if (estimate.n == 1) {
    estimate.method = "no interval: there is only one";
    return estimate;
  }
  LeaveOneOut without;
  for (const auto& [value, count] : values) {
    without.values.push_back((sum - value) / (n - 1.0));
    without.counts.push_back(static_cast<double>(count));
  }
  RandomStream random = draw_stream(options.seed, name);
  std::vector<double> draws(static_cast<std::size_t>(options.draws));
  for (double& draw : draws) {
    std::uint64_t left = estimate.n;         // to be drawn
    std::uint64_t counts_left = estimate.n;  // of the values that are still to come
    draw = 0.0;
    for (const auto& [value, count] : values) {
      const std::uint64_t drawn =
          count == counts_left
              ? left
              : draw_binomial(random, left, static_cast<double>(count) / static_cast<double>(counts_left));
      draw += value * static_cast<double>(drawn) / n;
      left -= drawn;
      counts_left -= count;
    }
  }
  set_interval(estimate, std::move(draws), acceleration({&without, 1}), what, options);
  return estimate;
}

}  // namespace tricky::analysis
