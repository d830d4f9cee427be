#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace tricky::runner {

/// Runs this very program with these arguments until it ends; gives its exit code (128 + the signal that ended it) and
/// all it printed. SIGINT and SIGTERM that arrive meanwhile are passed on. Throws IoError when it cannot be started.
int run_this_program(const std::vector<std::string>& arguments, std::string& said);

/// This very program beside this process until the end of either. The constructor waits, twenty seconds at most, for the
/// first line it prints: it is ready. One that is not by then is ended, for what it would do later could disturb.
class Companion {
 public:
  explicit Companion(const std::vector<std::string>& arguments);
  ~Companion();
  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;
  bool is_ready() const { return id_ > 0; }

 private:
  void end(int signal);

  pid_t id_ = -1;  ///< -1: none runs
};

}  // namespace tricky::runner
