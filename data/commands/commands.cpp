#include "tricky/data/commands.h"

#include <array>

namespace tricky {

void run_import(const Invocation& invocation);
void run_export(const Invocation& invocation);

std::span<const Command> data_commands() {
  static constexpr std::array kCommands{
      Command{"import", "take in items, network responses, counts, observers' trials or ratings, votes on labels",
              run_import},
      Command{"export", "write sessions as BIDS, Psych-DS, model-vs-human or CSV, from their journals alone",
              run_export},
  };
  return kCommands;
}

}  // namespace tricky
