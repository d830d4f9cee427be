#include "tricky/engine/commands.h"

#include <array>

#include "commands/train.h"

namespace tricky::engine {

std::span<const Command> commands() {
  static constexpr std::array kCommands{
      Command{"train", "train the networks of a study and keep every response at every epoch", run_train},
  };
  return kCommands;
}

}  // namespace tricky::engine
