#pragma once

#include <string>
#include <vector>

namespace tricky::runner {

/// Runs this very program with these arguments until it ends; gives its exit code (128 + the signal that ended it) and
/// all it printed. SIGINT and SIGTERM that arrive meanwhile are passed on. Throws IoError when it cannot be started.
int run_this_program(const std::vector<std::string>& arguments, std::string& said);

}  // namespace tricky::runner
