#include "tricky/protocols/commands.h"

#include <array>

#include "commands/commands.h"

namespace tricky::protocols {

std::span<const Command> commands() {
  static constexpr std::array kCommands{
      Command{"init", "make a study folder with a commented template of every file", run_init},
      Command{"check", "say whether files of tricky's formats are sound", run_check},
      Command{"show", "print any of tricky's files as a table", run_show},
  };
  return kCommands;
}

}  // namespace tricky::protocols
