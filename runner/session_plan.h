#pragma once

#include <string>
#include <vector>

#include "trials.h"
#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/protocols/protocol.h"

namespace tricky::runner {

/// All that is fixed about a session before it begins.
struct SessionPlan {
  SessionRecord
      record;  ///< who, which session, protocol and list with their digests; `state` and `details` are not used
  protocols::Protocol protocol;
  StimulusList list;
  std::vector<Trial> trials;  ///< as make_trials gives them
  std::string simulate;       ///< the simulated observer's SPEC; empty for people
  Value simulated;            ///< all its numbers, for session.json; null for people
  Value timing;               ///< the timing certificate in short, for session.json; null where there is none
  std::string timing_note;    ///< why there is none
  Value page_images;          ///< files and digests of the instructions' images, for the journal; null: none
  std::string yoked_to;       ///< the session whose order this one follows, relative to sessions/; or empty
  std::string command_line;
  std::string resume_command;  ///< what to type to go on after an interruption

  /// Trials of the phase; of practice, those of one round.
  int count(Phase phase) const;
  bool has_catch_trials() const;
};

}  // namespace tricky::runner
