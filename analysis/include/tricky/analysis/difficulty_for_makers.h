#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// How hard an item is for one kind of decision makers: a row of reports/item_difficulty.csv.
struct ModelledDifficulty {
  std::string over;
  std::string item_id;
  std::size_t n_right = 0;
  std::size_t n = 0;  ///< makers that answered it
  double difficulty = 0.0;
  double standard_error = 0.0;
};

/// A Rasch model (rasch.h) of networks, or of the observers of a group: rasch_ability of each; of `group` ("networks",
/// "observers") rasch_sd_difficulty, rasch_reliability (of the items' difficulties) and split_half_reliability (of the
/// items' shares right, noise_ceiling.h). Items' difficulties are appended to `items`.
std::vector<Result> analyse_difficulty_for(const CorrectnessMatrix& matrix, const std::string& over,
                                           const std::string& group, double level,
                                           std::vector<ModelledDifficulty>& items);

/// Networks and observers on the items that both answered, matched by item_id; of "observers & networks":
///
///   difficulty_correlation  Pearson's, of the two Rasch difficulties. Both are shrunk and noisy, which lowers it: it can
///                           reach sqrt(rasch_reliability x rasch_reliability)
///   share_right_correlation   Pearson's, of the two shares right; noise_ceiling: how high it could be;
///                             share_right_correlation_corrected: one by the other
///
/// and split_half_reliability of either kind on these items (noise_ceiling.h).
///
/// Nothing when they share no item. An item that a session shows twice counts by its first showing.
std::vector<Result> compare_difficulties(const CorrectnessMatrix& observers, const CorrectnessMatrix& networks,
                                         const std::string& over, double level = 0.95);

/// item_difficulty.csv: over,item_id,n_right,n,difficulty,standard_error.
std::string as_csv(const std::vector<ModelledDifficulty>& items);

}  // namespace tricky::analysis
