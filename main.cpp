// The front door: runs the light commands itself and hands the heavy ones to the programs beside it, so that LibTorch
// is never in the process that takes response times and a cluster node needs no display.

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tricky/analysis/commands.h"
#include "tricky/data/commands.h"
#include "tricky/data/errors.h"
#include "tricky/data/program.h"
#include "tricky/protocols/commands.h"
#include "tricky/stimuli/commands.h"

namespace {

using tricky::Command;
using tricky::Invocation;

/// Becomes the program beside this one; signals and exit codes pass because it is the same process.
void become(const std::string& program, const char* cmake_option, const Invocation& invocation) {
  std::error_code error;
  const std::filesystem::path me = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path path = me.parent_path() / program;
  if (error || !std::filesystem::exists(path)) {
    throw tricky::NotInThisBuild("\"tricky " + invocation.command + "\" needs " + program + ", which is not beside " +
                                 me.string() + "; build it with -D" + cmake_option +
                                 "=ON and what `scripts/setup.sh` installs");
  }
  std::vector<std::string> words{path.string(), invocation.command};
  words.insert(words.end(), invocation.arguments.begin(), invocation.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(path.c_str(), arguments.data());
  throw tricky::IoError(path, "cannot be run", errno);
}

void to_engine(const Invocation& invocation) {
  // What tricky-engine would set and begin again for (see its main): so LibTorch is loaded once, not twice.
  ::setenv("OMP_WAIT_POLICY", "passive", /*overwrite=*/0);
  ::setenv("OMP_DYNAMIC", "false", /*overwrite=*/1);
  become("tricky-engine", "TRICKY_ENGINE", invocation);
}
void to_runner(const Invocation& invocation) { become("tricky-runner", "TRICKY_RUNNER", invocation); }

constexpr std::array kHandedOn{
    Command{"train", "train the networks of a study and keep every response at every epoch", to_engine},
    Command{"status", "show which networks of a study are done, running, queued or failed, and the time left",
            to_engine},
    Command{"evaluate", "ask somebody else's network about every item", to_engine},
    Command{"features", "write what a layer of a network gives for every item", to_engine},
    Command{"rsa", "compare networks by what images look like to them", to_engine},
    Command{"session", "run an observer's session, real or simulated", to_runner},
    Command{"timing", "test how well this computer keeps time, and keep the certificate", to_runner},
};

}  // namespace

int main(int argc, char** argv) {
  tricky::protocols::know_formats(tricky::stimuli::formats());
  std::vector<Command> commands;
  for (const auto part : {tricky::protocols::commands(), tricky::data_commands(), std::span<const Command>(kHandedOn),
                          tricky::stimuli::commands(), tricky::analysis::commands()}) {
    commands.insert(commands.end(), part.begin(), part.end());
  }
  return tricky::run_program(
      "tricky", "Finds the images that are tricky for neural networks, and asks people whether they can tell.",
      commands, argc, argv);
}
