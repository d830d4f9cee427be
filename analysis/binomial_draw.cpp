#include "binomial_draw.h"

#include <array>
#include <cmath>
#include <cstddef>

#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

/// ln k!; Stirling's series, whose error from 16 on is below 1e-14.
double log_factorial(double k) {
  static const std::array<double, 16> kSmall = [] {
    std::array<double, 16> values{};
    for (std::size_t i = 1; i < values.size(); ++i) values[i] = values[i - 1] + std::log(static_cast<double>(i));
    return values;
  }();
  if (k < static_cast<double>(kSmall.size())) return kSmall[static_cast<std::size_t>(k)];
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;
  const double inverse = 1.0 / k;
  const double square = inverse * inverse;
  const double correction = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
  return (k + 0.5) * std::log(k) - k + kHalfLogTwoPi + correction;
}

/// Walks up the distribution function from 0; for n p < 10, so a dozen steps.
std::uint64_t draw_by_inversion(RandomStream& random, std::uint64_t n, double p) {
  const double odds = p / (1.0 - p);
  const double none = std::pow(1.0 - p, static_cast<double>(n));
  while (true) {
    double left = random.uniform();
    double probability = none;
    for (std::uint64_t k = 0; k <= n; ++k) {
      if (left < probability) return k;
      left -= probability;
      probability *= odds * static_cast<double>(n - k) / static_cast<double>(k + 1);
    }
    // Only rounding, in the last bit of the distribution function, leads here.
  }
}

/// Hörmann's BTRS, for p <= 1/2 and n p >= 10; names of constants as in his paper.
std::uint64_t draw_by_rejection(RandomStream& random, std::uint64_t n_trials, double p) {
  const auto n = static_cast<double>(n_trials);
  const double spread = std::sqrt(n * p * (1.0 - p));
  const double b = 1.15 + 2.53 * spread;
  const double a = -0.0873 + 0.0248 * b + 0.01 * p;
  const double c = n * p + 0.5;
  const double v_r = 0.92 - 4.2 / b;
  const double alpha = (2.83 + 5.1 / b) * spread;
  const double mode = std::floor((n + 1.0) * p);
  while (true) {
    const double u = random.uniform() - 0.5;
    const double v = random.uniform();
    const double u_s = 0.5 - std::abs(u);
    const double k = std::floor((2.0 * a / u_s + b) * u + c);
    if (!(k >= 0.0 && k <= n)) continue;
    if (u_s >= 0.07 && v <= v_r) return static_cast<std::uint64_t>(k);
    const double log_ratio = log_factorial(mode) + log_factorial(n - mode) - log_factorial(k) - log_factorial(n - k) +
                             (k - mode) * std::log(p / (1.0 - p));
    if (std::log(v * alpha / (a / (u_s * u_s) + b)) <= log_ratio) return static_cast<std::uint64_t>(k);
  }
}

}  // namespace

std::uint64_t draw_binomial(RandomStream& random, std::uint64_t n, double p) {
  TRICKY_ASSERT(p >= 0.0 && p <= 1.0);
  if (n == 0 || p == 0.0) return 0;
  if (p == 1.0) return n;
  if (p > 0.5) return n - draw_binomial(random, n, 1.0 - p);
  if (static_cast<double>(n) * p < 10.0) return draw_by_inversion(random, n, p);
  return draw_by_rejection(random, n, p);
}

}  // namespace tricky::analysis
