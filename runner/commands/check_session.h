#pragma once

#include <vector>

#include "checks/start_check.h"
#include "commands/session_options.h"

namespace tricky::runner {

enum class ImageCheck { decode_all, leave_out };

/// Everything that is looked at before a session starts, in the order in which an experimenter would put it right.
/// Never throws for bad input: what cannot be read is a problem of its own. Writes nothing.
std::vector<StartCheck> check_session(const SessionOptions& options, const Invocation& invocation, ImageCheck images);

}  // namespace tricky::runner
