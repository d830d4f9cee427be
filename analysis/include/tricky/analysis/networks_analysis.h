#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/estimate.h"
#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// All networks of a study that have responses, each at its last complete epoch: analyse_decisions over "items", and
/// analyse_in_between for each difficulty table. Nothing when there are none.
std::vector<Result> analyse_networks(const StudyFolder& study, const ItemSet& items, const BootstrapOptions& options);

/// A difficulty table, over "difficulty NAME", of "items":
///
///   share_trivial, share_in_between, share_impossible   of the classified items, Clopper-Pearson
///   share_n_correct, subset "k right"                   of the items all networks answered, Clopper-Pearson
///   expected_share_binomial, same subsets               independent networks, all at the mean accuracy
///   expected_share_poisson_binomial, same subsets       independent networks, each at its own accuracy
///   expected_share_beta_binomial, _exponential, _sigmoid, _uniform, same subsets      other forms of difficulty
///   distance_binomial, distance_beta_binomial …         total variation between each and the observed shares
///   share_trivial …, subset "m of n networks"           if there were only m networks: mean over all choices
///
/// `accuracies` are those of the table's networks over the items counted; without them the last is undefined, with
/// `no_accuracies` as the reason. Tables of more than 10,000 networks get the first line only.
std::vector<Result> analyse_difficulty(const DifficultyTable& table, const std::string& name,
                                       const std::optional<std::vector<double>>& accuracies,
                                       const std::string& no_accuracies, double level);

/// Every difficulty table of the study. Accuracies come from the very response files that the table's provenance names,
/// and are used only if they give the table's counts.
std::vector<Result> analyse_difficulties(const StudyFolder& study, const ItemSet& items, double level);

/// The response file of each named network (empty: all that have responses) that load_responses reads for this epoch:
/// what provenance lists.
std::vector<std::filesystem::path> response_files(const StudyFolder& study, std::span<const std::string> names,
                                                  std::optional<int> epoch);

}  // namespace tricky::analysis
