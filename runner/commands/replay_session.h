#pragma once

#include "commands/session_options.h"

namespace tricky::runner {

/// Shows a recorded session again, trial by trial, in a window of the size and scale that it had; with `headless` lists
/// its trials. Every image is held against the digests recorded before anything is shown. Writes no file.
void replay_session(const SessionOptions& options);

}  // namespace tricky::runner
