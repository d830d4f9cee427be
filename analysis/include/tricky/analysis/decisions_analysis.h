#pragma once

#include <string>
#include <vector>

#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Whether a decision maker that knows nothing is right half the time.
enum class Chance { none, one_half };

/// What is said about decision makers of one kind that answered the same items, networks and observers alike:
///
///   accuracy                                one a decision maker, Clopper-Pearson interval
///   p_above_chance, p_above_chance_holm     with Chance::one_half: one-sided exact binomial p, and corrected for the
///                                           number of decision makers
///   mean_accuracy, sd_accuracy              over decision makers (SD with n - 1); the mean's interval is that of a
///                                           bootstrap over items and decision makers (crossed_bootstrap.h)
///   observed_agreement, expected_agreement  one a pair "A & B" in the matrix's order
///   kappa                                   with a bootstrap interval over items (bootstrap_kappa.h)
///   kappa_large_sample, kappa_unbiased,
///   copy_probability                        beside it: error_consistency.h
///   kappa_min, kappa_max                    the attainable range given the two accuracies
///   mean_kappa, lowest_kappa, highest_kappa over the pairs that have one; the mean's interval as above
///
/// `over` names the items, `group` ("networks", "observers") stands in `of` of what is over all; the subset is "all".
std::vector<Result> analyse_decisions(const CorrectnessMatrix& matrix, const std::string& over,
                                      const std::string& group, Chance chance, const BootstrapOptions& options);

}  // namespace tricky::analysis
