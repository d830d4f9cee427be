#include "tricky/analysis/observers_analysis.h"

#include "tricky/analysis/decisions_analysis.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

std::vector<Result> analyse_observers(const SessionGroup& group, const BootstrapOptions& options) {
  TRICKY_ASSERT(group.task != Task::ratings);
  return analyse_decisions(correctness_of(group), group.over, "observers",
                           group.task == Task::two_choice ? Chance::one_half : Chance::none, options);
}

}  // namespace tricky::analysis
