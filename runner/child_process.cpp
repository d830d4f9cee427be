#include "child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "stop_signals.h"
#include "tricky/data/errors.h"

namespace tricky::runner {

namespace {

constexpr int kPatience_ms = 20'000;

/// Arguments as execv takes them, made before fork: a child must not allocate.
class Words {
 public:
  explicit Words(const std::vector<std::string>& arguments) : words_{"tricky-runner"} {
    words_.insert(words_.end(), arguments.begin(), arguments.end());
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;
  void become() const { ::execv("/proc/self/exe", pointers_.data()); }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

}  // namespace

int run_this_program(const std::vector<std::string>& arguments, std::string& said) {
  const Words words(arguments);
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
    words.become();
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

Companion::Companion(const std::vector<std::string>& arguments) {
  const Words words(arguments);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw IoError("/proc/self/exe", "cannot be started", errno);
  id_ = ::fork();
  if (id_ != 0) {
    const int reason = errno;
    ::close(ends[1]);
    pollfd ready{ends[0], POLLIN, 0};
    char first = 0;
    const bool is_ready = id_ > 0 && ::poll(&ready, 1, kPatience_ms) == 1 && ::read(ends[0], &first, 1) == 1;
    ::close(ends[0]);
    if (id_ < 0) throw IoError("/proc/self/exe", "cannot be started", reason);
    if (!is_ready) end(SIGKILL);
    return;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int nowhere = ::open("/dev/null", O_RDWR);
  ::dup2(ends[1], STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  words.become();
  ::_exit(127);
}

Companion::~Companion() { end(SIGTERM); }

void Companion::end(int signal) {
  if (id_ < 0) return;
  ::kill(id_, signal);
  while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
  id_ = -1;
}

}  // namespace tricky::runner
