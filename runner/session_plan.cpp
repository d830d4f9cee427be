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

std::vector<std::string_view> SessionPlan::instructions() const {
  std::vector<std::string_view> pages(protocol.instructions.begin(), protocol.instructions.end());
  const std::string& of_catch_trials = protocol.catch_texts.instructions;
  if (has_catch_trials() && !of_catch_trials.empty()) pages.emplace_back(of_catch_trials);
  return pages;
}

}  // namespace tricky::runner
