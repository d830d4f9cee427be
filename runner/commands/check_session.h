#pragma once

#include <vector>

#include "checks/start_check.h"
#include "commands/prepared_session.h"
#include "commands/session_options.h"

namespace tricky::runner {

enum class CheckScope {
  everything,
  without_images,  ///< whoever asks looks at them beside
  before_window    ///< what a start does not look at anyway: no earlier sessions, images, display, certificate or font
};

/// Everything that is looked at before a session starts, in the order in which an experimenter would put it right.
/// Never throws for bad input: what cannot be read is a problem of its own. Writes nothing.
std::vector<StartCheck> check_session(const SessionOptions& options, const Invocation& invocation, CheckScope scope);
/// The same for a session whose study, protocol and list are read already.
std::vector<StartCheck> check_prepared(const SessionOptions& options, const PreparedSession& prepared, CheckScope scope);

}  // namespace tricky::runner
