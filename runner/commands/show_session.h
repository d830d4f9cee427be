#pragma once

#include "commands/prepared_session.h"
#include "session_loop.h"
#include "stimulus_images.h"

namespace tricky::runner {

/// Runs the session in a window, or with a simulated observer and without one. The window is there while images are
/// still being decoded, and says how many are; the session begins when all are found to be as the list says.
SessionEnd show_session(const SessionOptions& options, const PreparedSession& prepared, SessionStore& store,
                        ImageLoader& loader, TriggerLine* triggers);

}  // namespace tricky::runner
