#pragma once

#include <cstddef>

#include "clock.h"
#include "display.h"
#include "input.h"
#include "replay/session_replay.h"

namespace tricky::runner {

/// Plays a recorded session on a display from the trial at `first` on, `speed` times as fast as it was, until Escape, a
/// closed window or a signal. Space pauses and goes on; the right arrow or N goes to the next trial, the left one or P
/// to the one before, which stands still while the replay pauses. It pauses at the end.
void play(const SessionReplay& replay, std::size_t first, double speed, Display& display, Input& input, Clock& clock);

}  // namespace tricky::runner
