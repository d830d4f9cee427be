#pragma once

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace tricky::runner {

inline const std::string kEndOfInput = "\x04";  // Ctrl-D at the beginning of a line
inline const std::string kCtrlC = "\x03";

/// A program with a terminal of its own in front of it, at which the test sits.
class AtTerminal {
 public:
  explicit AtTerminal(const std::vector<std::string>& words) {
    id_ = ::forkpty(&file_, nullptr, nullptr, nullptr);
    if (id_ != 0) return;
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  AtTerminal(const AtTerminal&) = delete;
  AtTerminal& operator=(const AtTerminal&) = delete;
  ~AtTerminal() {
    ::close(file_);
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }

  /// Whether `text` comes to be read once more; what comes after it is left for the next call.
  bool reads(const std::string& text) {
    for (;;) {
      if (const std::size_t at = shown_.find(text, seen_); at != std::string::npos) {
        seen_ = at + text.size();
        return true;
      }
      if (!more()) return false;
    }
  }
  void type(const std::string& keys) const { [[maybe_unused]] const ssize_t n = ::write(file_, keys.data(), keys.size()); }
  /// The exit code once nothing more is to be read; minus the signal that ended it, which is SIGKILL's where it waits.
  int end() {
    while (more()) {
    }
    if (silent_) ::kill(id_, SIGKILL);
    int status = 0;
    ::waitpid(id_, &status, 0);
    id_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  /// All that was shown so far, what was typed among it.
  const std::string& shown() const { return shown_; }

 private:
  static constexpr int kPatience_ms = 30'000;

  bool more() {
    pollfd waited{file_, POLLIN, 0};
    char bytes[4096];
    silent_ = ::poll(&waited, 1, kPatience_ms) <= 0;
    if (silent_) return false;
    const ssize_t n = ::read(file_, bytes, sizeof bytes);
    if (n > 0) shown_.append(bytes, static_cast<std::size_t>(n));
    return n > 0;
  }

  int file_ = -1;
  pid_t id_ = 0;
  std::string shown_;
  std::size_t seen_ = 0;
  bool silent_ = false;  ///< nothing came within all patience
};

}  // namespace tricky::runner
