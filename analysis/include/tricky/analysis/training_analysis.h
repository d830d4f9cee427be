#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/training_history.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// In-between items of a difficulty table, over which conditions are compared too.
struct NamedItems {
  std::string over;         ///< "in-between NAME"
  std::vector<bool> items;  ///< one flag an item
};

/// What trained networks do over the epochs (paper, Figures 3 to 5, 8, 13 to 17, 21). C is a condition, E an epoch of
/// the comparison, which reaches to the last one that all networks have. Over "training":
///
///   accuracy                of a network at its own epoch, subset "epoch E"; Clopper-Pearson
///   changed_decisions       of a network, subset "epoch E to F": share of items whose class changes; Clopper-Pearson
///   share_never_learnt, share_never_forgotten, mean_forgetting_events
///                           of a network, over its epochs from 1 on (ItemHistory)
///   mean_accuracy           of C, subset "epoch E": over its networks
///   kappa                   of "network & base network", subset "C, epoch E"; bootstrap over items. Where a condition
///                           is compared with itself: of each pair of its networks
///   mean_kappa              of C, subset "epoch E": over those pairs
///
/// At the last epoch, over "conditions" (all items) and over "conditions, in-between NAME":
///
///   mean_kappa              of "C & D": over all pairs of a network of C and one of D, as Figure 5 has them; of "C &
///   C":
///                           over the pairs within C, if it has two networks or more
///   mean_kappa_to_base      of C: as mean_kappa above
///   mean_kappa_to_base_difference  of "C - D"
///
/// The latter with intervals from a bootstrap over items and, within conditions of five networks or more, networks.
/// Conditions come ordered by mean_kappa_to_base, highest first. Nothing without networks that say what they are
/// compared with.
std::vector<Result> analyse_training(const std::vector<TrainingHistory>& histories,
                                     const std::vector<NamedItems>& in_between, const BootstrapOptions& options);

/// The last epoch of the comparison that all networks reach; -1 if there is none.
int last_compared_epoch(const std::vector<TrainingHistory>& histories);

/// Positions of the two members of every pair whose kappa stands for a condition: with each network of the condition it
/// is compared with, or among its own. In the order of conditions, members counted through all of them.
std::vector<std::pair<std::size_t, std::size_t>> compared_pairs(const std::vector<TrainingCondition>& conditions,
                                                                std::size_t condition);

}  // namespace tricky::analysis
