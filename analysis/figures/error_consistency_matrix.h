#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

/// The error consistency of two decision makers; no kappa where it is undefined.
struct KappaCell {
  std::string first;
  std::string second;
  std::optional<double> kappa;
  std::optional<std::pair<double, double>> ci;
  std::size_t n = 0;
};

/// Decision makers of the pairs, from the highest to the lowest mean kappa (over the pairs that have one); names break
/// ties, so the order never depends on the input's.
std::vector<std::string> order_by_mean_kappa(const std::vector<KappaCell>& pairs);

/// A heat map of kappa over all pairs, both halves filled, undefined pairs crossed out. The
/// diagonal is left blank (kappa with oneself is 1) unless a cell of a group with itself is given. The colour scale
/// runs from 0 (or the next lower fifth, when there are lower values) to 1, so that figures of different studies can be
/// compared. Numbers stand in the cells when there are at most 14 decision makers. TSV: first, second, row, column,
/// kappa, ci_low, ci_high, n; one row a cell.
Figure error_consistency_matrix(const std::string& figure_name, const std::vector<KappaCell>& pairs,
                                const std::string& who);

}  // namespace tricky::analysis
