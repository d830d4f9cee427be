#include "tricky/analysis/correlation.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <vector>

#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

bool varies(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [&](double value) { return value != values.front(); });
}

/// From 1; tied values share their mean rank.
std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2.0;
    begin = end;
  }
  return ranks;
}

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

Estimate pearson_correlation(std::span<const double> first, std::span<const double> second, double level) {
  TRICKY_ASSERT(first.size() == second.size() && level > 0.0 && level < 1.0);
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (std::isnan(first[i]) || std::isnan(second[i])) continue;
    x.push_back(first[i]);
    y.push_back(second[i]);
  }
  Estimate estimate;
  estimate.n = x.size();
  estimate.level = level;
  if (x.size() < 2) {
    estimate.undefined = "fewer than two items that both have answered";
    return estimate;
  }
  if (!varies(x) || !varies(y)) {
    estimate.undefined = "one of the two always gave the same answer";
    return estimate;
  }
  const double mean_x = mean(x);
  const double mean_y = mean(y);
  double xx = 0.0;
  double yy = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  const double r = std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
  estimate.value = r;
  if (x.size() > 3 && std::abs(r) < 1.0) {
    const double z = std::numbers::sqrt2 * boost::math::erf_inv(level);
    const double half = z / std::sqrt(static_cast<double>(x.size()) - 3.0);
    estimate.ci = {std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)};
    estimate.method = "Fisher's z";
  }
  return estimate;
}

Estimate spearman_correlation(std::span<const double> first, std::span<const double> second, double level) {
  TRICKY_ASSERT(first.size() == second.size());
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (std::isnan(first[i]) || std::isnan(second[i])) continue;
    x.push_back(first[i]);
    y.push_back(second[i]);
  }
  Estimate estimate = pearson_correlation(ranks_of(x), ranks_of(y), level);
  if (!estimate.ci) return estimate;
  const double r = *estimate.value;
  const double half = std::numbers::sqrt2 * boost::math::erf_inv(level) *
                      std::sqrt((1.0 + r * r / 2.0) / (static_cast<double>(estimate.n) - 3.0));
  estimate.ci = {std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)};
  estimate.method = "Bonett and Wright";
  return estimate;
}

}  // namespace tricky::analysis
