#include "processes.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>

#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

constexpr int kTickMs = 100;

/// What a child leaves behind for its parent.
struct Slot {
  SharedProgress progress;
  std::array<char, 2048> message{};
};

/// Slots in memory that forked processes share.
class Slots {
 public:
  explicit Slots(std::size_t n) : n_(n) {
    memory_ = ::mmap(nullptr, sizeof(Slot) * n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw IoError("shared memory", "cannot be had", errno);
    slots_ = static_cast<Slot*>(memory_);
    std::uninitialized_default_construct_n(slots_, n);
  }
  ~Slots() { ::munmap(memory_, sizeof(Slot) * n_); }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  Slot& operator[](std::size_t i) { return slots_[i]; }

 private:
  std::size_t n_;
  void* memory_ = nullptr;
  Slot* slots_ = nullptr;
};

struct Child {
  std::size_t task = 0;
  pid_t process = 0;
  int messages = -1;  ///< read end of a pipe that ends with the process; -1 afterwards
  std::string partial_line;
};

void keep_message(Slot& slot, const char* text) { std::strncpy(slot.message.data(), text, slot.message.size() - 1); }

/// The child's whole life. Exit codes are those of the programs.
[[noreturn]] void be_child(const std::function<void(std::size_t, SharedProgress&)>& work, std::size_t task,
                           Slot& slot) {
  int code = 0;
  try {
    work(task, slot.progress);
  } catch (const Interrupted& error) {
    keep_message(slot, error.what());
    code = 75;
  } catch (const InputError& error) {
    keep_message(slot, error.what());
    code = 2;
  } catch (const std::bad_alloc&) {
    keep_message(slot, "out of memory");
    code = 1;
  } catch (const std::exception& error) {
    keep_message(slot, error.what());
    code = 1;
  }
  std::fflush(stderr);
  ::_exit(code);  // what the parent has registered to happen at exit is the parent's
}

Child start(std::size_t task, Messages messages, Slot& slot,
            const std::function<void(std::size_t, SharedProgress&)>& work) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) throw IoError("pipe", "cannot be made", errno);
  std::fflush(stdout);
  std::fflush(stderr);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) throw IoError("a process", "cannot be started", errno);
  if (process == 0) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(75);
    if (messages == Messages::collected) ::dup2(ends[1], STDERR_FILENO);
    be_child(work, task, slot);
  }
  ::close(ends[1]);
  return {task, process, ends[0], ""};
}

void pass_lines_on(Child& child, const ProcessEvents& events) {
  std::array<char, 4096> buffer{};
  const ssize_t n = ::read(child.messages, buffer.data(), buffer.size());
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    if (!child.partial_line.empty()) events.on_message(child.partial_line);
    ::close(child.messages);
    child.messages = -1;
    return;
  }
  child.partial_line.append(buffer.data(), static_cast<std::size_t>(n));
  std::size_t line_end = 0;
  while ((line_end = child.partial_line.find('\n')) != std::string::npos) {
    events.on_message(std::string_view(child.partial_line).substr(0, line_end));
    child.partial_line.erase(0, line_end + 1);
  }
}

/// Waits a tick, or until somebody says something or ends.
void listen(std::vector<Child>& children, const ProcessEvents& events) {
  std::vector<pollfd> ends;
  for (const Child& child : children) ends.push_back({child.messages, POLLIN, 0});
  if (::poll(ends.data(), ends.size(), kTickMs) <= 0) return;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (ends[i].revents != 0) pass_lines_on(children[i], events);
  }
}

TaskEnd end_of(int status, const Slot& slot) {
  if (WIFEXITED(status)) return {WEXITSTATUS(status), slot.message.data()};
  const int signal = WTERMSIG(status);
  return {128 + signal, std::string("ended by signal ") + std::to_string(signal) + " (" + ::strsignal(signal) + ")" +
                            (signal == SIGKILL ? ", as when the machine is out of memory" : "")};
}

}  // namespace

std::vector<TaskEnd> run_in_processes(std::size_t n, std::size_t at_once, Messages messages,
                                      const ProcessEvents& events,
                                      const std::function<void(std::size_t, SharedProgress&)>& work) {
  std::vector<TaskEnd> ends(n, TaskEnd{kNotStarted, ""});
  if (n == 0) return ends;
  Slots slots(n);
  std::vector<Child> children;
  std::size_t next = 0;
  bool stopping = false;
  while (!children.empty() || (next < n && !stopping)) {
    while (!stopping && next < n && children.size() < at_once && !events.stop()) {
      children.push_back(start(next, messages, slots[next], work));
      events.on_start(next);
      ++next;
    }
    if (!stopping && events.stop()) {
      stopping = true;
      for (const Child& child : children) ::kill(child.process, SIGTERM);
    }
    listen(children, events);
    for (std::size_t i = 0; i < children.size();) {
      int status = 0;
      if (children[i].messages >= 0) {
        ++i;
        continue;
      }
      while (::waitpid(children[i].process, &status, 0) < 0 && errno == EINTR) {
      }
      const std::size_t task = children[i].task;
      ends[task] = end_of(status, slots[task]);
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      events.on_end(task, ends[task]);
    }
    for (const Child& child : children) events.on_progress(child.task, slots[child.task].progress);
    events.on_tick();
  }
  return ends;
}

}  // namespace tricky::engine
