#pragma once

#include <string>

#include "session_plan.h"
#include "session_store.h"
#include "stage.h"

namespace tricky::runner {

/// What every part of a running session works with.
struct RunningSession {
  const SessionPlan& plan;
  SessionStore& store;
  Stage& stage;
};

// The parts of a session, each from its first screen to its last; Stop may be thrown from any of them.

/// The instructions' pages, forwards and back.
void show_instructions(RunningSession& session);
/// A page that can only be left forwards.
void show_page(RunningSession& session, const std::string& text, const std::string& hint);
/// The page of a break, which counts down to when it can be left.
void take_break(RunningSession& session);

/// Shows a trial, keeps the response, and shows feedback where there is some. True when the response was right.
bool run_trial(RunningSession& session, const Trial& trial);

}  // namespace tricky::runner
