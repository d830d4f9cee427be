#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/stimulus_list.h"
#include "tricky/protocols/protocol.h"

namespace tricky::runner {

/// One trial as it will be shown.
struct Trial {
  int trial = 1;  ///< from 1 within its phase, in the order of showing; further rounds of practice count on
  Phase phase = Phase::main;
  TrialKind kind = TrialKind::main;
  std::optional<int> repeat_of;  ///< the main trial that a repeat shows again
  int list_trial = 1;            ///< its number in the list
  int round = 1;                 ///< of practice
  std::string item_id;           ///< pairs: TRIVIAL_ID+IMPOSSIBLE_ID, whatever the sides
  std::string left_item_id;
  std::string right_item_id;
  std::string expected;           ///< pairs: the side of the trivial image; of catch trials the side that is told
  std::size_t left_stimulus = 0;  ///< index into the list; a ratings trial's only one
  std::size_t right_stimulus = 0;
};

/// One main trial of another session, as its order.csv has it.
struct YokedTrial {
  TrialKind kind = TrialKind::main;
  std::optional<int> repeat_of;
  int list_trial = 1;
  std::string left_item_id;
};

/// The main trials of an order.csv. Throws InputError with file and line.
std::vector<YokedTrial> read_yoked_order(const std::filesystem::path& order_csv);

/// The list's trials in the order this observer sees them: practice as listed (each round that there may be), then main
/// trials as the protocol's order says, repeats and catch trials among them.
///
/// The shuffle is drawn from Stream::observer under a seed made of observer, session and list, so it can be repeated;
/// repeats likewise, and under one made of the list alone where all observers share the order. Which trials are repeated
/// is drawn from those that leave room for `min_distance`; the place of each is then uniform over the places after that.
/// Catch trials come last, where catch_trials.h puts them: repeats only move further from their first showings.
/// `yoked`: the other session's main trials, when the order is yoked.
///
/// Throws InputError when the list is of another kind than the task needs, has no main trials, too few for the
/// repeats or catch trials, or catch trials of which the protocol does not say what to tell, or is not the one that the other session's trials come from.
std::vector<Trial> make_trials(const StimulusList& list, const std::string& list_sha256,
                               const protocols::Protocol& protocol, const std::string& observer, int session,
                               const std::vector<YokedTrial>& yoked = {});

/// order.csv: trial,phase,trial_kind,repeat_of,list_trial,item_id,left_item_id,right_item_id,expected,sha256_rgb; a
/// pair's two digests are joined by +. Written before trial 1.
std::string order_csv(const std::vector<Trial>& trials, const StimulusList& list);

}  // namespace tricky::runner
