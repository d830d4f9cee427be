#pragma once

#include <string>

#include "tricky/analysis/study_analysis.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// The results that stand for a whole group (no single decision makers or pairs), for people to read.
std::string summary_as_text(const StudyAnalysis& analysis, const StudyFolder& study);

/// The same results with the paths of the files, for programs.
std::string summary_as_json(const StudyAnalysis& analysis, const StudyFolder& study);

}  // namespace tricky::analysis
