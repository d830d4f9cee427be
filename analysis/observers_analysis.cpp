#include "tricky/analysis/observers_analysis.h"

#include "tricky/analysis/binomial.h"
#include "tricky/analysis/decisions_analysis.h"
#include "tricky/analysis/observer_behaviour.h"
#include "tricky/analysis/two_choice.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

/// Sides chosen, of the trials with a response.
SideCounts count_sides(const SessionOfGroup& session) {
  SideCounts counts;
  for (const TrialRecord& trial : session.trials) {
    if (trial.response != "left" && trial.response != "right") continue;
    const bool chose_left = trial.response == "left";
    if (trial.expected == "left") ++(chose_left ? counts.left_of_left : counts.right_of_left);
    if (trial.expected == "right") ++(chose_left ? counts.left_of_right : counts.right_of_right);
  }
  return counts;
}

}  // namespace

std::vector<Result> analyse_observers(const SessionGroup& group, const BootstrapOptions& options) {
  TRICKY_ASSERT(group.task != Task::ratings);
  const bool is_two_choice = group.task == Task::two_choice;
  std::vector<Result> results = analyse_decisions(correctness_of(group), group.over, "observers",
                                                  is_two_choice ? Chance::one_half : Chance::none, options);
  if (!is_two_choice) return results;
  for (const SessionOfGroup& session : group.sessions) {
    const SideCounts counts = count_sides(session);
    const std::uint64_t n_left = counts.left_of_left + counts.left_of_right;
    const std::uint64_t n = n_left + counts.right_of_left + counts.right_of_right;
    const ChoiceDependence dependence = choice_dependence(choices_of(session));
    results.push_back({"share_left", session.maker, group.over, "all",
                       dependent_share(n_left, n, dependence.of_share, options.level)});
    results.push_back({"d_prime", session.maker, group.over, "all", d_prime(counts, options.level)});
    results.push_back(
        {"side_bias", session.maker, group.over, "all", side_bias(counts, options.level, dependence.of_bias)});
  }
  return results;
}

}  // namespace tricky::analysis
