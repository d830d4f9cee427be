#pragma once

#include <array>
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

/// The value a numeric kernel wants: kappa, or NaN where it is undefined.
double kappa_or_nan(const AgreementTable& table);

/// Kappa without its small-sample bias: N kappa / (N - 1 + kappa), N the number of items. For deciders that copy each
/// other with some probability (below) its expectation is nearer to the truth. Undefined with kappa.
Estimate unbiased_error_consistency(const AgreementTable& table);

/// Kappa with its large-sample interval kappa +- z SE (Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72):
///
///   SE^2 = [ sum_i p_ii (1 - (p_i. + p_.i)(1 - kappa))^2 + (1 - kappa)^2 sum_(i != j) p_ij (p_.i + p_j.)^2
///            - (kappa - c_exp (1 - kappa))^2 ] / (N (1 - c_exp)^2).
///
/// Not limited to the attainable range. No interval when SE is 0. Undefined with kappa.
Estimate large_sample_error_consistency(const AgreementTable& table, double level = 0.95);

/// Kappa and that standard error for shares of the four cells (both right, only first, only second, both wrong) and n
/// items; NaN where kappa is undefined.
struct KappaMoments {
  double kappa = 0.0;
  double standard_error = 0.0;
};
KappaMoments kappa_moments(const std::array<double, 4>& shares, double n);

/// How often one of two deciders must copy the other's response, and otherwise decide independently of it, to give this
/// agreement (the model of Klein, Meyen, Brendel, Wichmann and Meding 2025, arXiv 2507.06645):
///
///   c = (c_obs - c_exp) / (2 v),   v = max(p (1-p), q (1-q)).
///
/// The copied one is that with the larger v; the other way round c would be larger. With equal accuracies c is kappa.
/// Undefined with kappa, and for negative kappa, which no copying can give.
Estimate copy_probability(const AgreementTable& table);

/// The smallest and largest kappa that deciders of accuracies p and q can have: c_obs lies in [|p+q-1|, 1-|p-q|].
/// Nothing when c_exp is 1.
std::optional<std::pair<double, double>> attainable_kappa(double p, double q);
/// For the accuracies of a table; nothing when it has no items.
std::optional<std::pair<double, double>> attainable_bounds(const AgreementTable& table);

}  // namespace tricky::analysis
