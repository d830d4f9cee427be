#include "tricky/analysis/bootstrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "normal.h"
#include "quantile.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

double acceleration(std::span<const LeaveOneOut> factors) {
  double squares = 0.0;
  double cubes = 0.0;
  for (const auto& [values, counts] : factors) {
    TRICKY_ASSERT(counts.empty() || counts.size() == values.size());
    const auto count = [&, &counts = counts](std::size_t i) { return counts.empty() ? 1.0 : counts[i]; };
    double sum = 0.0;
    double n = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      sum += count(i) * values[i];
      n += count(i);
    }
    if (n < 2.0) continue;
    const double mean = sum / n;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      const double u = (n - 1.0) * (mean - values[i]) / n;
      squares += count(i) * u * u;
      cubes += count(i) * u * u * u;
    }
  }
  return squares > 0.0 ? cubes / (6.0 * std::pow(squares, 1.5)) : 0.0;
}

void set_interval(Estimate& estimate, std::vector<double> draws, double acceleration, const std::string& what,
                  const BootstrapOptions& options) {
  TRICKY_ASSERT(options.level > 0.0 && options.level < 1.0);
  estimate.level = options.level;
  if (!estimate.value || draws.empty()) return;
  const std::size_t n_drawn = draws.size();
  std::erase_if(draws, [](double value) { return std::isnan(value); });
  const std::size_t n_undefined = n_drawn - draws.size();
  estimate.method = fmt::format("{}, {} draws", what, n_drawn);
  if (n_undefined > 0) estimate.method += fmt::format(", {} of them undefined and left out", n_undefined);
  if (draws.empty() || n_undefined > draws.size()) {
    estimate.method += ": too few for an interval";
    return;
  }
  std::sort(draws.begin(), draws.end());
  const double outside = (1.0 - options.level) / 2.0;
  double low = outside;
  double high = 1.0 - outside;
  bool is_bca = options.kind == IntervalKind::bca;
  if (is_bca) {
    const auto below =
        static_cast<double>(std::lower_bound(draws.begin(), draws.end(), *estimate.value) - draws.begin());
    const auto above = static_cast<double>(draws.end() - std::upper_bound(draws.begin(), draws.end(), *estimate.value));
    const auto n = static_cast<double>(draws.size());
    const double share_below = (below + 0.5 * (n - below - above)) / n;
    is_bca = share_below > 0.0 && share_below < 1.0;
    if (is_bca) {
      const double z0 = normal_quantile(share_below);
      const auto moved = [&](double share) {
        const double z = z0 + normal_quantile(share);
        // The transformation turns back where the denominator is no longer positive; the end of the draws is meant.
        const double denominator = 1.0 - acceleration * z;
        if (denominator <= 0.0) return z > 0.0 ? 1.0 : 0.0;
        return normal_cdf(z0 + z / denominator);
      };
      low = moved(outside);
      high = moved(1.0 - outside);
      estimate.method += ", BCa";
    } else {
      estimate.method += ", percentiles, as all draws lie on one side of the value";
    }
  } else {
    estimate.method += ", percentiles";
  }
  estimate.ci = {quantile(draws, low), quantile(draws, high)};
}

std::vector<std::uint32_t> draw_counts(RandomStream& random, std::size_t n) {
  TRICKY_ASSERT(n < std::uint64_t{1} << 32U);
  std::vector<std::uint32_t> counts(n);
  // As RandomStream::below, from half as many random bits: drawing items is most of the work of many bootstraps.
  const std::uint64_t threshold = n == 0 ? 0 : ((std::uint64_t{1} << 32U) - n) % n;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t product = random.next_u32() * static_cast<std::uint64_t>(n);
    while (static_cast<std::uint32_t>(product) < threshold) product = random.next_u32() * static_cast<std::uint64_t>(n);
    ++counts[product >> 32U];
  }
  return counts;
}

RandomStream draw_stream(std::uint64_t seed, std::string_view name, std::uint32_t draw) {
  const std::string digest = sha256(name);
  std::uint64_t salt = 0;
  std::from_chars(digest.data(), digest.data() + 16, salt, 16);
  return {mix_seed(seed, salt), Stream::bootstrap, draw};
}

}  // namespace tricky::analysis
