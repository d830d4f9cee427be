#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/difficulty_for_makers.h"
#include "tricky/analysis/observer_behaviour.h"
#include "tricky/analysis/ratings_analysis.h"
#include "tricky/analysis/session_groups.h"
#include "tricky/data/estimate.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

inline constexpr const char* kDefaultGroupColumn = "superclass";

struct AnalysisOptions {
  BootstrapOptions bootstrap;  ///< its level is that of all intervals
  RatingsSelection selection;
  SimulatedObservers simulated = SimulatedObservers::apart;
  std::string group_column;  ///< of items.csv; empty: kDefaultGroupColumn if it is there
  BehaviourOptions behaviour;
};

struct StudyAnalysis {
  std::vector<Result> results;
  std::vector<std::string> notes;             ///< what was left out, and why: for people
  std::vector<std::filesystem::path> inputs;  ///< every file the results come from
  std::vector<ModelledDifficulty> item_difficulties;  ///< item_difficulty.csv
  std::string class_accuracies;               ///< class_accuracy.csv; empty without networks
};

/// Everything there is to say about a study: its networks, difficulty tables, and sessions, in this order; parts that
/// are not there yet are left out. Throws InputError when there is nothing at all, when the selection names an
/// observer, question or trial that no ratings session has, and for broken files.
StudyAnalysis analyse_study(const StudyFolder& study, const AnalysisOptions& options);

}  // namespace tricky::analysis
