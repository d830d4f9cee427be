#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tricky {

/// How a program was called: what commands parse and what provenance records.
struct Invocation {
  std::string program;                 ///< "tricky", "tricky-engine", "tricky-runner"
  std::string command;                 ///< "difficulty"
  std::vector<std::string> arguments;  ///< what follows the command
  /// "tricky difficulty --study demo --name all", arguments quoted where a shell needs it.
  std::string command_line() const;
};

/// One command of a program. `run` returns when all is done and throws one of errors.h otherwise.
struct Command {
  std::string_view name;
  std::string_view summary;  ///< one line for `tricky --help`
  void (*run)(const Invocation&);
};

/// Finds and runs the command, prints errors as one line on stderr and gives the exit code: 0 done, 1 failed, 2 bad
/// input or usage, 3 not in this build, 75 interrupted and resumable. Answers --help and --version itself.
int run_program(std::string_view program, std::string_view about, std::span<const Command> commands, int argc,
                char** argv);

/// Thrown by parse_command_line after printing --help: all is done.
struct HelpShown {};

}  // namespace tricky
