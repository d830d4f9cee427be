#include "tricky/analysis/error_consistency.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "normal.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr const char* kNoSharedItems = "no items that both have answered";

Estimate of_items(const AgreementTable& table) {
  Estimate estimate;
  estimate.n = table.n();
  if (table.n() == 0) estimate.undefined = kNoSharedItems;
  return estimate;
}

double expected(const AgreementTable& table) {
  const auto n = static_cast<double>(table.n());
  const double p = static_cast<double>(table.n_first_right()) / n;
  const double q = static_cast<double>(table.n_second_right()) / n;
  return p * q + (1.0 - p) * (1.0 - q);
}

}  // namespace

AgreementTable agreement_table(std::span<const Correctness> first, std::span<const Correctness> second) {
  TRICKY_ASSERT(first.size() == second.size());
  std::array<std::array<std::uint64_t, 3>, 3> counts{};
  for (std::size_t i = 0; i < first.size(); ++i) {
    ++counts[static_cast<std::size_t>(first[i])][static_cast<std::size_t>(second[i])];
  }
  return {counts[1][1], counts[1][0], counts[0][1], counts[0][0]};
}

Estimate observed_agreement(const AgreementTable& table) {
  Estimate estimate = of_items(table);
  if (!estimate.undefined.empty()) return estimate;
  estimate.value = static_cast<double>(table.both_right + table.both_wrong) / static_cast<double>(table.n());
  return estimate;
}

Estimate expected_agreement(const AgreementTable& table) {
  Estimate estimate = of_items(table);
  if (estimate.undefined.empty()) estimate.value = expected(table);
  return estimate;
}

Estimate error_consistency(const AgreementTable& table) {
  Estimate estimate = of_items(table);
  if (!estimate.undefined.empty()) return estimate;
  // Whole numbers decide, so that rounding never turns an undefined kappa into a number.
  if (table.both_right == table.n()) {
    estimate.undefined = "both are right on all shared items, so agreement by chance is already 1";
  } else if (table.both_wrong == table.n()) {
    estimate.undefined = "both are wrong on all shared items, so agreement by chance is already 1";
  } else {
    estimate.value = kappa_or_nan(table);
  }
  return estimate;
}

Estimate error_consistency(std::span<const Correctness> first, std::span<const Correctness> second) {
  return error_consistency(agreement_table(first, second));
}

double kappa_or_nan(const AgreementTable& table) {
  const auto a = static_cast<double>(table.both_right);
  const auto b = static_cast<double>(table.only_first);
  const auto c = static_cast<double>(table.only_second);
  const auto d = static_cast<double>(table.both_wrong);
  // The fraction of the definition with both sides times n^2 / 2: no difference of nearly equal numbers is lost.
  const double denominator = (a + b) * (b + d) + (a + c) * (c + d);  // whole numbers: 0 exactly when undefined
  return denominator > 0.0 ? 2.0 * (a * d - b * c) / denominator : std::numeric_limits<double>::quiet_NaN();
}

Estimate unbiased_error_consistency(const AgreementTable& table) {
  Estimate estimate = error_consistency(table);
  if (!estimate.value) return estimate;
  const auto n = static_cast<double>(table.n());
  // Only one item, and they disagree: N - 1 + kappa is 0, and so is N kappa.
  estimate.value = *estimate.value == 0.0 ? 0.0 : n * *estimate.value / (n - 1.0 + *estimate.value);
  estimate.method = "N kappa / (N - 1 + kappa)";
  return estimate;
}

KappaMoments kappa_moments(const std::array<double, 4>& shares, double n) {
  const auto [p11, p12, p21, p22] = shares;
  const double first[] = {p11 + p12, p21 + p22};  // right, wrong
  const double second[] = {p11 + p21, p12 + p22};
  const double by_chance = first[0] * second[0] + first[1] * second[1];
  const double kappa = (p11 + p22 - by_chance) / (1.0 - by_chance);
  const auto square = [](double x) { return x * x; };
  const double left = 1.0 - kappa;
  const double sum = p11 * square(1.0 - (first[0] + second[0]) * left) +
                     p22 * square(1.0 - (first[1] + second[1]) * left) +
                     square(left) * (p12 * square(second[0] + first[1]) + p21 * square(second[1] + first[0])) -
                     square(kappa - by_chance * left);
  return {kappa, std::sqrt(std::max(0.0, sum) / (n * square(1.0 - by_chance)))};
}

Estimate large_sample_error_consistency(const AgreementTable& table, double level) {
  TRICKY_ASSERT(level > 0.0 && level < 1.0);
  Estimate estimate = error_consistency(table);
  estimate.level = level;
  if (!estimate.value) return estimate;
  const auto n = static_cast<double>(table.n());
  const auto share = [&](std::uint64_t count) { return static_cast<double>(count) / n; };
  const double standard_error =
      kappa_moments(
          {share(table.both_right), share(table.only_first), share(table.only_second), share(table.both_wrong)}, n)
          .standard_error;
  estimate.method = "large-sample standard error of Fleiss, Cohen and Everitt";
  constexpr double kRounding = 1e-9;  // of kappa 1, whose standard error is 0
  if (standard_error > kRounding) {
    const double half = normal_quantile(0.5 + level / 2.0) * standard_error;
    estimate.ci = {*estimate.value - half, *estimate.value + half};
  }
  return estimate;
}

Estimate copy_probability(const AgreementTable& table) {
  Estimate estimate = error_consistency(table);
  if (!estimate.value) return estimate;
  if (*estimate.value < 0.0) {
    estimate.value.reset();
    estimate.undefined = "the two agree less than independent deciders, which no copying can give";
    return estimate;
  }
  const auto n = static_cast<double>(table.n());
  const double p = static_cast<double>(table.n_first_right()) / n;
  const double q = static_cast<double>(table.n_second_right()) / n;
  const double covariance = static_cast<double>(table.both_right) / n - p * q;  // (c_obs - c_exp) / 2
  // Without covariance nothing is copied; so too where both v are 0: one always right, the other always wrong.
  estimate.value = covariance <= 0.0 ? 0.0 : std::min(1.0, covariance / std::max(p * (1.0 - p), q * (1.0 - q)));
  estimate.method = "one copies the other, whose accuracy is nearer to one half";
  return estimate;
}

std::optional<std::pair<double, double>> attainable_kappa(double p, double q) {
  TRICKY_ASSERT(p >= 0.0 && p <= 1.0 && q >= 0.0 && q <= 1.0);
  if ((p == 1.0 && q == 1.0) || (p == 0.0 && q == 0.0)) return std::nullopt;
  const double by_chance = p * q + (1.0 - p) * (1.0 - q);
  const auto kappa = [&](double observed) { return (observed - by_chance) / (1.0 - by_chance); };
  return std::pair(kappa(std::abs(p + q - 1.0)), kappa(1.0 - std::abs(p - q)));
}

std::optional<std::pair<double, double>> attainable_bounds(const AgreementTable& table) {
  if (table.n() == 0) return std::nullopt;
  const auto n = static_cast<double>(table.n());
  return attainable_kappa(static_cast<double>(table.n_first_right()) / n,
                          static_cast<double>(table.n_second_right()) / n);
}

}  // namespace tricky::analysis
