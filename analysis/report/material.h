#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "result_index.h"
#include "tricky/analysis/session_groups.h"
#include "tricky/analysis/training_history.h"
#include "tricky/data/decisions.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// How and when results.json came to be.
struct AnalysisProvenance {
  std::string program_version;
  std::string git_revision;
  std::string command_line;
  std::string time_utc;
  std::optional<std::int64_t> seed;
  std::vector<std::pair<std::string, std::string>> inputs;  ///< path as given then, SHA-256
};

struct NetworkOfStudy {
  RunRecord run;
  std::optional<int> last_epoch;  ///< of trained ones
};

struct NamedDifficulty {
  std::string name;
  DifficultyTable table;
  std::vector<bool> label_error;  ///< one an item of the table; empty when the item set does not say
};

/// All that a report is written from.
struct Material {
  StudyFolder study;
  std::string title;  ///< study.toml's name, or the folder's
  ResultIndex results;
  AnalysisProvenance analysis;
  double level = 0.95;  ///< of the intervals
  std::vector<NetworkOfStudy> networks;
  std::vector<TrainingHistory> histories;  ///< of trained networks that say what they are compared with
  std::vector<NamedDifficulty> difficulties;
  std::vector<StimulusList> lists;
  SessionGroups sessions;
};

/// How much to read: an observer's page needs no networks.
enum class MaterialFor { study, observer };

/// Throws InputError, naming `tricky analyse` as the remedy, when there is no reports/results.json, or when the study
/// has changed since: a file that the results come from has another digest or is gone, or there are networks,
/// difficulty tables or sessions that the results do not know.
Material read_material(const std::filesystem::path& study, MaterialFor purpose);

}  // namespace tricky::analysis
