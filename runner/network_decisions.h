#pragma once

#include <optional>
#include <string>
#include <unordered_set>

#include "tricky/data/stimulus_list.h"
#include "tricky/data/study_folder.h"

namespace tricky::runner {

/// What a network of the study makes of a list's images: a decision maker that can sit down as an observer.
struct NetworkDecisions {
  std::string name;
  std::optional<int> epoch;     ///< the last at which it stands for its condition; none: imported
  std::string responses_sha256;  ///< of the response file
  std::unordered_set<std::string> right_on;  ///< the list's items that it classified correctly; a missing response is not
};

/// Reads runs/NAME/. Throws InputError when there is no such network (naming the nearest one, or all), when it has no
/// complete epoch, and when network, list and items.csv are not of one item set.
NetworkDecisions read_network_decisions(const StudyFolder& study, const StimulusList& list, const std::string& name);

}  // namespace tricky::runner
