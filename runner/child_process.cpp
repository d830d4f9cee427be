#include "child_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "stop_signals.h"
#include "tricky/data/errors.h"

namespace tricky::runner {

int run_this_program(const std::vector<std::string>& arguments, std::string& said) {
  std::vector<std::string> words{"tricky-runner"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int ends[2];
  if (::pipe(ends) != 0) throw IoError("/proc/self/exe", "cannot be started", errno);
  const pid_t child = ::fork();
  if (child < 0) {
    const int reason = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    throw IoError("/proc/self/exe", "cannot be started", reason);
  }
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execv("/proc/self/exe", pointers.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  const StopSignals signals;  // end the session in order, not this program before it
  said.clear();
  char bytes[4096];
  for (;;) {
    const ssize_t n = ::read(ends[0], bytes, sizeof bytes);
    if (n > 0) said.append(bytes, static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EINTR)) break;
    if (const int signal = StopSignals::take(); signal != 0) ::kill(child, signal);
  }
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace tricky::runner
