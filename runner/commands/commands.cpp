#include "commands/commands.h"

#include <array>

#include "tricky/runner/commands.h"

namespace tricky::runner {

std::span<const Command> commands() {
  static constexpr std::array kCommands{
      Command{"session", "run an observer's session, real or simulated", run_session_command},
      Command{"timing", "test how well this computer keeps time, and keep the certificate", run_timing_command},
  };
  return kCommands;
}

}  // namespace tricky::runner
