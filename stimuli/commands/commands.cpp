#include "tricky/stimuli/commands.h"

#include <array>

#include "commands/stimuli.h"

namespace tricky::stimuli {

std::span<const Command> commands() {
  static constexpr std::array kCommands{
      Command{"stimuli", "draw the images of an experiment by difficulty: a list of pairs or of ratings", run_stimuli},
  };
  return kCommands;
}

}  // namespace tricky::stimuli
