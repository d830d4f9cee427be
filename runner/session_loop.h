#pragma once

#include <string>

#include "clock.h"
#include "display.h"
#include "input.h"
#include "session_plan.h"
#include "session_store.h"
#include "triggers/trigger_line.h"

namespace tricky::runner {

/// How a session ended. Whatever the end, every response that was given is in the journal.
struct SessionEnd {
  bool finished = false;
  bool declined = false;  ///< the observer did not consent: nothing was shown, and nothing is to be gone on with
  std::string reason;  ///< of an interruption: "Escape", "the window was closed", "signal 15"
};

/// Runs the session from its next trial to its end: consent, form, instructions, practice, main trials, remarks, thanks. Knows nothing of
/// windows.
///
/// A trial's line is on disk before it is shown, its response's line before anything else is shown; nothing is written,
/// and no memory is taken, between onset and response. At every end, also when something throws, trials.tsv,
/// trials.json and session.json are written from the journal. Escape asks before it ends the session; staying shows the
/// trial anew with a new onset. Throws IoError when the disk fails. The protocol's codes are sent over `triggers`, where
/// there is one; whatever becomes of it, the session goes on.
SessionEnd run_session(const SessionPlan& plan, SessionStore& store, Display& display, Input& input, Clock& clock,
                       TriggerLine* triggers = nullptr);

}  // namespace tricky::runner
