#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tricky::engine {

/// What another program said.
struct ProgramOutput {
  int exit_code = 0;  ///< 128 + the signal when one ended it
  std::string output;
  std::string errors;
};

/// Runs a program found in PATH to its end, with nothing on its standard input. Nothing when there is no such program;
/// throws IoError when the machine cannot start it.
std::optional<ProgramOutput> output_of(const std::vector<std::string>& words);

}  // namespace tricky::engine
