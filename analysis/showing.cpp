#include "showing.h"

#include <map>

namespace tricky::analysis {

std::vector<Showing> showings_of(const std::vector<TrialRecord>& trials) {
  std::map<Showing, int> n_seen;
  std::vector<Showing> showings;
  showings.reserve(trials.size());
  for (const TrialRecord& trial : trials) {
    Showing showing{trial.question, trial.item_id, 0};
    showing.repeat = n_seen[showing]++;
    showings.push_back(std::move(showing));
  }
  return showings;
}

}  // namespace tricky::analysis
