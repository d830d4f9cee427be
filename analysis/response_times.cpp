#include "tricky/analysis/response_times.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "dependence.h"
#include "normal.h"
#include "summary.h"
#include "tricky/analysis/binomial.h"

namespace tricky::analysis {

namespace {

Estimate exponentiated(Estimate estimate) {
  if (estimate.value) estimate.value = std::exp(*estimate.value);
  if (estimate.ci) estimate.ci = {std::exp(estimate.ci->first), std::exp(estimate.ci->second)};
  return estimate;
}

std::vector<double> logarithms(std::span<const double> values) {
  std::vector<double> logs;
  for (const double value : values) logs.push_back(std::log(value));  // NaN stays NaN
  return logs;
}

}  // namespace

Estimate median_with_interval(std::span<const double> values, double level) {
  Estimate estimate;
  estimate.level = level;
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), [](double x) { return !std::isnan(x); });
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  estimate.n = n;
  if (n == 0) {
    estimate.undefined = "no response times";
    return estimate;
  }
  estimate.value = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0;
  // Largest l with P(X < l) = P(X <= l - 1) <= outside.
  const double outside = (1.0 - level) / 2.0;
  const std::vector<double> p = binomial_distribution(static_cast<int>(n), 0.5);
  std::size_t l = 0;
  double below = 0.0;
  while (l < n && below + p[l] <= outside) below += p[l++];
  if (l > 0) {
    estimate.ci = {sorted[l - 1], sorted[n - l]};
    estimate.method = "order statistics";
  }
  return estimate;
}

Estimate median_of_series(std::span<const double> values, double level) {
  Estimate estimate = median_with_interval(values, level);
  if (!estimate.ci) return estimate;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  // Above or below the median is a share of one half; ranks are moved as far as its standard error grows.
  std::vector<double> above;
  for (const double value : values) above.push_back(value > *estimate.value ? 0.5 : value < *estimate.value ? -0.5 : 0.0);
  const double dependence = dependence_of(above, 1);
  if (dependence == 1.0) return estimate;
  const auto n = static_cast<double>(sorted.size());
  const auto l = static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), estimate.ci->first) - sorted.begin());
  const double middle = (n - 1.0) / 2.0;
  const double moved = std::max(0.0, middle - (middle - l) * std::sqrt(dependence));
  const auto place = static_cast<std::size_t>(moved);
  estimate.ci = {sorted[place], sorted[sorted.size() - 1 - place]};
  estimate.method += ", widened for autocorrelation";
  return estimate;
}

Estimate linear_trend(std::span<const double> values, double level) {
  Estimate estimate;
  estimate.level = level;
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    x.push_back(static_cast<double>(i) / static_cast<double>(values.size() - 1) - 0.5);
    y.push_back(values[i]);
  }
  const std::size_t n = y.size();
  estimate.n = n;
  if (n < 4) {
    estimate.undefined = "fewer than 4 values";
    return estimate;
  }
  const double mean_x = summary_of(x).mean;
  const double mean_y = summary_of(y).mean;
  double sxx = 0.0;
  double sxy = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    sxx += (x[i] - mean_x) * (x[i] - mean_x);
    sxy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  const double slope = sxy / sxx;
  double squares = 0.0;
  std::vector<double> residuals;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double position = static_cast<double>(i) / static_cast<double>(values.size() - 1) - 0.5;
    residuals.push_back(values[i] - mean_y - slope * (position - mean_x));  // NaN stays NaN
    if (!std::isnan(residuals.back())) squares += residuals.back() * residuals.back();
  }
  const auto count = static_cast<double>(n);
  const double se = std::sqrt(squares / (count - 2.0) / sxx * dependence_of(residuals, 2));
  const double half = student_quantile(0.5 + level / 2.0, count - 2.0) * se;
  estimate.value = slope;
  estimate.ci = {slope - half, slope + half};
  estimate.method = "least squares over the session, widened for autocorrelation";
  return estimate;
}

Estimate response_time_trend(std::span<const double> times_s, double level) {
  return exponentiated(linear_trend(logarithms(times_s), level));
}

Estimate response_time_ratio(std::span<const double> first_s, std::span<const double> second_s, double level) {
  Estimate estimate;
  estimate.level = level;
  estimate.n = first_s.size() + second_s.size();
  if (first_s.size() < 2 || second_s.size() < 2) {
    estimate.undefined = "fewer than two response times of one kind";
    return estimate;
  }
  const Summary first = summary_of(logarithms(first_s));
  const Summary second = summary_of(logarithms(second_s));
  const double v1 = first.sd * first.sd / static_cast<double>(first.n);
  const double v2 = second.sd * second.sd / static_cast<double>(second.n);
  const double difference = first.mean - second.mean;
  estimate.value = difference;
  if (v1 + v2 > 0.0) {
    const double degrees = (v1 + v2) * (v1 + v2) /
                           (v1 * v1 / static_cast<double>(first.n - 1) + v2 * v2 / static_cast<double>(second.n - 1));
    const double half = student_quantile(0.5 + level / 2.0, degrees) * std::sqrt(v1 + v2);
    estimate.ci = {difference - half, difference + half};
    estimate.method = "Welch's t on logarithms";
  }
  return exponentiated(estimate);
}

}  // namespace tricky::analysis
