#include "tricky/engine/commands.h"

#include <array>

#include "commands/evaluate.h"
#include "commands/features.h"
#include "commands/rsa.h"
#include "commands/status.h"
#include "commands/train.h"

namespace tricky::engine {

std::span<const Command> commands() {
  static constexpr std::array kCommands{
      Command{"train", "train the networks of a study and keep every response at every epoch", run_train},
      Command{"status", "show which networks of a study are done, running, queued or failed, and the time left",
              run_status},
      Command{"evaluate", "ask somebody else's network about every item", run_evaluate},
      Command{"features", "write what a layer of a network gives for every item", run_features},
      Command{"rsa", "compare networks by what images look like to them", run_rsa},
  };
  return kCommands;
}

}  // namespace tricky::engine
