#include "tricky/stimuli/commands.h"

#include <array>

#include "commands/pack.h"
#include "commands/stimuli.h"

namespace tricky::stimuli {

std::span<const Command> commands() {
  static constexpr std::array kCommands{
      Command{"stimuli", "draw the images of an experiment by difficulty: a list of pairs or of ratings", run_stimuli},
      Command{"pack", "put a data set's images into one file that is fast to read", run_pack},
  };
  return kCommands;
}

}  // namespace tricky::stimuli
