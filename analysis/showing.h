#pragma once

#include <compare>
#include <string>
#include <vector>

#include "tricky/data/sessions.h"

namespace tricky::analysis {

/// What responses of different sessions are matched by.
struct Showing {
  std::string question;
  std::string item_id;
  int repeat = 0;  ///< 0 the first time a session asks this of this item

  auto operator<=>(const Showing&) const = default;
};

/// The showing of each trial of one session, in the trials' order.
std::vector<Showing> showings_of(const std::vector<TrialRecord>& trials);

}  // namespace tricky::analysis
