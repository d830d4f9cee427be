#pragma once

namespace tricky::runner {

/// Call before SDL_Init. SDL looks for the desktop's message bus, and where there is none (no desktop, `ssh -X`) libdbus
/// forks to start one: that takes time, leaves a daemon behind, and forks while other threads decode images, after which
/// the child, and with it the start, may wait for ever for a lock that one of these held. Nothing here needs that bus.
void start_no_session_bus();

}  // namespace tricky::runner
