#pragma once

#include <string>
#include <vector>

#include "tricky/data/difficulty.h"
#include "tricky/data/estimate.h"
#include "tricky/data/items.h"

namespace tricky::analysis {

/// How difficulty divides over groups of items that a column of items.csv names, superclasses for instance (paper,
/// A.12). Over "difficulty NAME", of each value of the column, subsets "COLUMN, trivial", "COLUMN, in-between", "COLUMN,
/// impossible":
///
///   share_within_group        of the group's items, so many are of this difficulty (Figure 11: the three sum to 1)
///   share_within_difficulty   of the items of this difficulty, so many are of this group (Figure 12: they sum to 1 over
///                             the groups)
///
/// Both over classified items that have a value in the column, Clopper-Pearson; the undefined ones (no item of this
/// difficulty) say so. Groups in alphabetical order. Nothing with fewer than two groups or more than kMostGroups.
std::vector<Result> analyse_item_groups(const DifficultyTable& table, const std::string& name, const ItemSet& items,
                                        const std::string& column, double level);

inline constexpr std::size_t kMostGroups = 200;

}  // namespace tricky::analysis
