#include "session_plan.h"

#include <algorithm>

namespace tricky::runner {

int SessionPlan::count(Phase phase) const {
  return static_cast<int>(
      std::count_if(trials.begin(), trials.end(), [&](const Trial& each) { return each.phase == phase && each.round == 1; }));
}

bool SessionPlan::has_catch_trials() const {
  return std::any_of(trials.begin(), trials.end(), [](const Trial& each) { return each.kind == TrialKind::catch_trial; });
}

}  // namespace tricky::runner
