#include "commands/commands.h"

#include <array>

#include "tricky/analysis/commands.h"

namespace tricky::analysis {

std::span<const Command> commands() {
  static constexpr std::array kCommands{
      Command{"difficulty", "sort items into trivial, in-between and impossible by how many networks are right",
              run_difficulty},
      Command{"analyse", "compute accuracy, error consistency, agreement and difficulty, each with its uncertainty",
              run_analyse},
      Command{"power", "say how wide the intervals of a planned study will be", run_power},
      Command{"report", "write the study's figures and reports", run_report},
  };
  return kCommands;
}

}  // namespace tricky::analysis
