#include "tricky/analysis/beta_binomial.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <cstddef>

namespace tricky::analysis {

namespace {

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

double log_likelihood(std::span<const std::uint64_t> n_items, double a, double b) {
  const auto n = static_cast<double>(n_items.size() - 1);
  double sum = 0.0;
  for (std::size_t k = 0; k < n_items.size(); ++k) {
    if (n_items[k] == 0) continue;
    const auto right = static_cast<double>(k);
    sum += static_cast<double>(n_items[k]) * (log_beta(right + a, n - right + b) - log_beta(a, b));
  }
  return sum;
}

}  // namespace

std::vector<double> beta_binomial_distribution(int n, BetaDifficulty difficulty) {
  const auto [a, b] = difficulty;
  std::vector<double> probabilities;
  for (int k = 0; k <= n; ++k) {
    const double log_choose = std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
    probabilities.push_back(std::exp(log_choose + log_beta(k + a, n - k + b) - log_beta(a, b)));
  }
  return probabilities;
}

std::optional<BetaDifficulty> fit_beta_binomial(std::span<const std::uint64_t> n_items) {
  if (n_items.size() < 3) return std::nullopt;
  const auto n = static_cast<double>(n_items.size() - 1);
  double total = 0.0;
  double mean = 0.0;
  for (std::size_t k = 0; k < n_items.size(); ++k) {
    total += static_cast<double>(n_items[k]);
    mean += static_cast<double>(n_items[k]) * static_cast<double>(k);
  }
  if (total == 0.0) return std::nullopt;
  mean /= total;
  if (mean == 0.0 || mean == n) return std::nullopt;
  double variance = 0.0;
  for (std::size_t k = 0; k < n_items.size(); ++k) {
    variance += static_cast<double>(n_items[k]) * (static_cast<double>(k) - mean) * (static_cast<double>(k) - mean);
  }
  variance /= total;
  const double p = mean / n;
  // Correlation of two networks on an item from the moments: where the counts vary as a binomial's, there is none.
  const double correlation = (variance / (n * p * (1.0 - p)) - 1.0) / (n - 1.0);
  if (correlation <= 1e-9) return std::nullopt;
  const double strength = std::max(1.0 / std::min(correlation, 0.999) - 1.0, 1e-3);
  double x = std::log(p * strength);  // log a
  double y = std::log((1.0 - p) * strength);
  double best = log_likelihood(n_items, std::exp(x), std::exp(y));
  for (int step = 0; step < 200; ++step) {
    const double a = std::exp(x);
    const double b = std::exp(y);
    using boost::math::digamma;
    using boost::math::trigamma;
    double slope_a = 0.0;
    double slope_b = 0.0;
    double curve_aa = 0.0;
    double curve_bb = 0.0;
    const double shared = digamma(a + b) - digamma(n + a + b);
    const double shared_curve = trigamma(a + b) - trigamma(n + a + b);
    for (std::size_t k = 0; k < n_items.size(); ++k) {
      if (n_items[k] == 0) continue;
      const auto count = static_cast<double>(n_items[k]);
      const auto right = static_cast<double>(k);
      slope_a += count * (digamma(right + a) - digamma(a) + shared);
      slope_b += count * (digamma(n - right + b) - digamma(b) + shared);
      curve_aa += count * (trigamma(right + a) - trigamma(a) + shared_curve);
      curve_bb += count * (trigamma(n - right + b) - trigamma(b) + shared_curve);
    }
    const double curve_ab = total * shared_curve;
    // In log a and log b.
    const double gx = a * slope_a;
    const double gy = b * slope_b;
    const double hxx = a * a * curve_aa + gx;
    const double hyy = b * b * curve_bb + gy;
    const double hxy = a * b * curve_ab;
    const double determinant = hxx * hyy - hxy * hxy;
    const double steepest = std::max(std::abs(gx), std::abs(gy));
    if (steepest == 0.0) break;
    // Where the likelihood is not concave, a step up its slope.
    const bool is_concave = determinant > 0.0 && hxx < 0.0;
    double dx = is_concave ? -(hyy * gx - hxy * gy) / determinant : 0.5 * gx / steepest;
    double dy = is_concave ? -(hxx * gy - hxy * gx) / determinant : 0.5 * gy / steepest;
    const double longest = std::max(std::abs(dx), std::abs(dy));
    if (longest > 2.0) {
      dx *= 2.0 / longest;
      dy *= 2.0 / longest;
    }
    double value = log_likelihood(n_items, std::exp(x + dx), std::exp(y + dy));
    for (int halving = 0; halving < 40 && !(value >= best); ++halving) {
      dx /= 2.0;
      dy /= 2.0;
      value = log_likelihood(n_items, std::exp(x + dx), std::exp(y + dy));
    }
    x += dx;
    y += dy;
    best = std::max(best, value);
    if (x > 20.0 || y > 20.0) return std::nullopt;
    if (std::max(std::abs(dx), std::abs(dy)) < 1e-11) break;
  }
  return BetaDifficulty{std::exp(x), std::exp(y)};
}

}  // namespace tricky::analysis
