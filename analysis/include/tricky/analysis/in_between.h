#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tricky/analysis/beta_binomial.h"
#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/correctness_bits.h"
#include "tricky/data/decisions.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Kappa on the in-between items of a difficulty table, and what it would be if nothing but difficulty made networks
/// agree. Removing trivial and impossible items lowers kappa by itself, the more so for the networks that defined which
/// items these are: kappa there is low, or negative, even for networks that agree as much as their accuracies allow.
///
/// The null: networks are independent given the item. An item's difficulty is t ~ Beta(a, b), fitted to the table's
/// counts by maximum likelihood; network j is right with probability t e^d_j / (1 - t + t e^d_j), d_j such that its
/// accuracy is the observed one. Over t (1,000 equally likely values) and over all responses of the table's other
/// networks, exactly, follow the four cells of a pair among items that are in-between, and so its null kappa. A pair is
/// tested against it by z = (kappa - null) / SE, SE the large-sample standard error at the null's cells; Holm over the
/// pairs. The fit is taken as given: its own uncertainty is small against that of kappa.
///
/// Leave-these-out: kappa on the items that are in-between for the table's *other* networks, by the same rule. No
/// network of the pair has a part in choosing the items.
struct InBetween {
  std::vector<bool> items;                         ///< in-between, one an item of the matrix
  std::vector<AgreementTable> tables;              ///< of all pairs, over them
  std::vector<std::optional<double>> null_kappas;  ///< of all pairs
  std::vector<std::optional<double>> p_values;     ///< two-sided
  std::vector<AgreementTable> without_pair;        ///< leave-these-out; empty when not known
  std::size_t n_defining = 0;                      ///< of the matrix's makers, how many defined the set
  std::optional<BetaDifficulty> difficulty;
  std::string no_null;       ///< why there are no null kappas
  std::string no_leave_out;  ///< why there is no leave-these-out value
};

/// Of a table over the same items. Null and leave-these-out need the responses of all networks behind the table to be
/// in the matrix and to give the table's counts.
InBetween in_between(const CorrectnessMatrix& matrix, const CorrectnessBits& bits, const DifficultyTable& table);

/// Results over "in-between NAME":
///
///   kappa, kappa_min, kappa_max, kappa_null, p_kappa_null, p_kappa_null_holm,
///   kappa_without_pair                            one a pair "A & B"
///   mean_kappa, lowest_kappa, highest_kappa,
///   mean_kappa_null, mean_kappa_without_pair      of "networks"
///   mean_kappa_less_null, mean_kappa_drop         mean over pairs of kappa minus its null, networks being drawn with
///                                                 their nulls (the interval is too wide: nulls do not follow the items
///                                                 drawn; it held the truth in 97 to 99 of 100 studies); mean over all items
///                                                 minus mean over these
///   n_pairs_above_null, n_pairs_below_null        by Holm at 1 - level
///   beta_a, beta_b                                the fitted difficulty
std::vector<Result> analyse_in_between(const CorrectnessMatrix& matrix, const DifficultyTable& table,
                                       const std::string& name, const BootstrapOptions& options);

}  // namespace tricky::analysis
