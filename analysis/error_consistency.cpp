#include "tricky/analysis/error_consistency.h"

#include <array>
#include <cmath>

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
    // The same fraction as in the header with both sides times n^2 / 2: no difference of nearly equal numbers is lost.
    const auto a = static_cast<double>(table.both_right);
    const auto b = static_cast<double>(table.only_first);
    const auto c = static_cast<double>(table.only_second);
    const auto d = static_cast<double>(table.both_wrong);
    estimate.value = 2.0 * (a * d - b * c) / ((a + b) * (b + d) + (a + c) * (c + d));
  }
  return estimate;
}

Estimate error_consistency(std::span<const Correctness> first, std::span<const Correctness> second) {
  return error_consistency(agreement_table(first, second));
}

std::optional<std::pair<double, double>> attainable_kappa(double p, double q) {
  TRICKY_ASSERT(p >= 0.0 && p <= 1.0 && q >= 0.0 && q <= 1.0);
  if ((p == 1.0 && q == 1.0) || (p == 0.0 && q == 0.0)) return std::nullopt;
  const double by_chance = p * q + (1.0 - p) * (1.0 - q);
  const auto kappa = [&](double observed) { return (observed - by_chance) / (1.0 - by_chance); };
  return std::pair(kappa(std::abs(p + q - 1.0)), kappa(1.0 - std::abs(p - q)));
}

}  // namespace tricky::analysis
