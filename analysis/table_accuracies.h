#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/difficulty.h"
#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// Accuracies of the networks a difficulty table was made from, over the items that all of them answered; or why they
/// are not known.
struct TableAccuracies {
  std::optional<std::vector<double>> accuracies;
  std::string reason;
};

/// Reads the response files that the provenance in NAME.json names (runs/NETWORK/responses/epoch_NNNN.npy). They count
/// only if they give the counts of the table: networks may have been trained on, or imported anew, since.
TableAccuracies accuracies_behind(const StudyFolder& study, const ItemSet& items, const DifficultyTable& table,
                                  const std::filesystem::path& csv);

}  // namespace tricky::analysis
