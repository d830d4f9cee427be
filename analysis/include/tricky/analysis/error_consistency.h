#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// How often two decision makers were right or wrong on the same items. Items missing for either are not counted.
struct AgreementTable {
  std::uint64_t both_right = 0;
  std::uint64_t only_first = 0;   ///< first right, second wrong
  std::uint64_t only_second = 0;  ///< first wrong, second right
  std::uint64_t both_wrong = 0;

  std::uint64_t n() const { return both_right + only_first + only_second + both_wrong; }
  std::uint64_t n_first_right() const { return both_right + only_first; }
  std::uint64_t n_second_right() const { return both_right + only_second; }
  bool operator==(const AgreementTable&) const = default;
};

/// The table of two rows of the same items in the same order. For many pairs use CorrectnessBits.
AgreementTable agreement_table(std::span<const Correctness> first, std::span<const Correctness> second);

/// c_obs: share of items on which both were right or both were wrong. Undefined without shared items.
Estimate observed_agreement(const AgreementTable& table);

/// c_exp = p q + (1-p)(1-q) for accuracies p and q over the shared items: the agreement of two independent deciders.
/// Undefined without shared items.
Estimate expected_agreement(const AgreementTable& table);

/// Error consistency: Cohen's kappa on correctness (Geirhos, Meding and Wichmann 2020),
///
///   kappa = (c_obs - c_exp) / (1 - c_exp).
///
/// 0: no more agreement than independent deciders of these accuracies; 1: the same errors. Undefined, with the reason,
/// when there are no shared items and when c_exp is 1: both always right, or both always wrong.
Estimate error_consistency(const AgreementTable& table);
Estimate error_consistency(std::span<const Correctness> first, std::span<const Correctness> second);

/// The smallest and largest kappa that deciders of accuracies p and q can have: c_obs lies in [|p+q-1|, 1-|p-q|].
/// Nothing when c_exp is 1.
std::optional<std::pair<double, double>> attainable_kappa(double p, double q);

}  // namespace tricky::analysis
