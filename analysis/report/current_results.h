#pragma once

#include "material.h"

namespace tricky::analysis {

/// Throws InputError naming the first file that changed, vanished or came since the analysis. Paths in its provenance
/// may be from another working folder or place of the study: what counts is the part below the study folder.
void require_current_results(const StudyFolder& study, const AnalysisProvenance& analysis,
                             const SessionGroups& sessions);

}  // namespace tricky::analysis
