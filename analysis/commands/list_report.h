#pragma once

#include <string>

#include "commands/write_page.h"
#include "tricky/data/program.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// tricky report --list: reports/list_NAME.html and its numbers in reports/list_NAME/results.csv. Needs no results of
/// `tricky analyse`: it is read before the first session.
void write_list_report(const Invocation& invocation, const StudyFolder& study, const std::string& list,
                       const PageOptions& options);

}  // namespace tricky::analysis
