#pragma once

#include <memory>

#include "checks/start_check.h"
#include "commands/session_options.h"
#include "session_plan.h"
#include "triggers/trigger_line.h"

namespace tricky::runner {

/// The line that the protocol's codes are sent over; nothing where none is needed. Throws InputError when an observer's
/// session has codes and no port was named (pilots and simulated observers need none), when a port was named and there
/// are no codes, or when it cannot be opened.
std::unique_ptr<TriggerLine> open_triggers(const SessionOptions& options, const SessionPlan& plan);

/// The same, opened and closed again without a byte sent. For sessions that have codes or a port.
StartCheck check_triggers(const SessionOptions& options, const SessionPlan& plan);

}  // namespace tricky::runner
