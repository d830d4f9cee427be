#include "figures/processes.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <list>
#include <string_view>

#include "tricky/data/errors.h"

extern char** environ;

namespace tricky::analysis {

namespace {

using Clock = std::chrono::steady_clock;

/// One running process and what it says on stderr. Going out of scope ends it.
class Process {
 public:
  Process(const std::string& program, const std::string& install_hint, const std::filesystem::path& folder,
          const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw IoError(program, "cannot be started", errno);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::string time_zone = "TZ=UTC0";  // dates in PDFs are longer elsewhere, and bytes would depend on where one is
    std::vector<char*> environment{time_zone.data()};
    for (char** variable = environ; *variable != nullptr; ++variable) {
      if (!std::string_view(*variable).starts_with("TZ=")) environment.push_back(*variable);
    }
    environment.push_back(nullptr);
    const int error = ::posix_spawnp(&id_, program.c_str(), &actions, nullptr, argv.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    said_from_ = ends[0];
    if (error != 0) {
      ::close(said_from_);
      if (error == ENOENT) throw IoError(program + " is not installed or not on the PATH; " + install_hint);
      throw IoError(program, "cannot be started", error);
    }
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (running_) {
      ::kill(id_, SIGKILL);
      int status = 0;
      while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
      }
    }
    ::close(said_from_);
  }

  int said_from() const { return said_from_; }
  const std::string& said() const { return said_; }

  /// Takes what it said since; false at the end of it, which is when the process ended.
  bool listen() {
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(said_from_, buffer.data(), buffer.size());
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    if (said_.size() < 16'384) said_.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0;
  }

  int exit_status() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    running_ = false;
    return status;
  }

 private:
  pid_t id_ = -1;
  int said_from_ = -1;
  std::string said_;
  bool running_ = true;
};

/// What a failed process said, on one line, its end if it was long.
std::string last_words(const std::string& said) {
  std::string line;
  for (const char character : said) {
    const bool is_space = character == '\n' || character == '\t' || character == ' ';
    if (!is_space) {
      line += character;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  if (line.empty()) return "without a word";
  return "saying: " + (line.size() > 600 ? "…" + line.substr(line.size() - 600) : line);
}

void require_success(const std::string& program, Process& process) {
  const int status = process.exit_status();
  if (WIFSIGNALED(status)) {
    throw IoError(program + " was ended by signal " + std::to_string(WTERMSIG(status)) + ", " +
                  last_words(process.said()));
  }
  if (WEXITSTATUS(status) != 0) {
    throw IoError(program + " failed with exit code " + std::to_string(WEXITSTATUS(status)) + ", " +
                  last_words(process.said()));
  }
}

}  // namespace

void run_all(const std::string& program, const std::string& install_hint, const std::filesystem::path& folder,
             const std::vector<std::vector<std::string>>& jobs, std::size_t at_once, std::chrono::seconds limit) {
  const auto deadline = Clock::now() + limit;
  std::list<Process> running;
  std::size_t n_started = 0;
  while (n_started < jobs.size() || !running.empty()) {
    while (n_started < jobs.size() && running.size() < at_once) {
      running.emplace_back(program, install_hint, folder, jobs[n_started]);
      ++n_started;
    }
    std::vector<pollfd> waits;
    for (const Process& process : running) waits.push_back({process.said_from(), POLLIN, 0});
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) throw IoError(program + " was not done after " + std::to_string(limit.count()) + " s and was ended");
    if (::poll(waits.data(), waits.size(), static_cast<int>(left)) < 0 && errno != EINTR) {
      throw IoError(program, "cannot be waited for", errno);
    }
    std::size_t i = 0;
    for (auto process = running.begin(); process != running.end(); ++i) {
      if (waits[i].revents != 0 && !process->listen()) {
        require_success(program, *process);
        process = running.erase(process);
      } else {
        ++process;
      }
    }
  }
}

}  // namespace tricky::analysis
