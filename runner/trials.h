#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/stimulus_list.h"
#include "tricky/protocols/protocol.h"

namespace tricky::runner {

/// One trial as it will be shown.
struct Trial {
  int trial = 1;  ///< from 1 within its phase, in the order of showing
  Phase phase = Phase::main;
  TrialKind kind = TrialKind::main;
  std::optional<int> repeat_of;  ///< the main trial that a repeat shows again
  int list_trial = 1;            ///< its number in the list
  std::string item_id;  ///< pairs: TRIVIAL_ID+IMPOSSIBLE_ID, whatever the sides
  std::string left_item_id;
  std::string right_item_id;
  std::string expected;            ///< pairs: the side of the trivial image
  std::size_t first_stimulus = 0;  ///< in the list; a pair's second one follows it
};

/// The list's trials in the order this observer sees them: practice as listed, main trials as the protocol's order
/// says. The shuffle is drawn from Stream::observer under a seed made of observer, session and list, so it can be
/// repeated. Throws InputError when the list is of another kind than the task needs, or has no main trials.
std::vector<Trial> make_trials(const StimulusList& list, const std::string& list_sha256,
                               const protocols::Protocol& protocol, const std::string& observer, int session);

/// order.csv: trial,phase,trial_kind,repeat_of,list_trial,item_id,left_item_id,right_item_id,expected,sha256_rgb; a pair's two digests are
/// joined by +. Written before trial 1.
std::string order_csv(const std::vector<Trial>& trials, const StimulusList& list);

}  // namespace tricky::runner
