#include "commands/list_report.h"

#include <cstdio>

#include "commands/write_page.h"
#include "report/list_page.h"
#include "tricky/data/errors.h"
#include "tricky/data/estimate.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"

namespace tricky::analysis {

void write_list_report(const Invocation& invocation, const StudyFolder& study, const std::string& list,
                       const PageOptions& options) {
  const ListMaterial material = read_list_material(study, list);
  const RuleOptions rules;
  const ListAnalysis analysis = analyse_list(material, rules);
  const FolderLock lock(study.reports());
  const std::string stem = "list_" + list;
  write_results(study.reports() / stem, analysis.results, provenance_of(invocation, material.inputs, rules.seed));
  write_page(list_page(material, analysis, program_and_revision()), study.reports(), stem, options);
}

}  // namespace tricky::analysis
