#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tricky::engine {

/// What a process shows the one that started it, in memory that both see.
struct SharedProgress {
  std::atomic<int> epoch{-1};  ///< being trained; -1 before the training began
  std::atomic<double> loss{0.0};
  std::atomic<double> accuracy{0.0};
  std::atomic<double> images_per_s{0.0};  ///< 0 before anything was trained on
  std::atomic<double> seconds_left{0.0};  ///< 0 while nobody can say
};
static_assert(std::atomic<double>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

/// How a task ended.
struct TaskEnd {
  int exit_code = 0;    ///< as programs have it: 0, 1, 2, 75; kNotStarted; 128 + the signal that ended the process
  std::string message;  ///< of the error, if it was one
};
inline constexpr int kNotStarted = -1;

/// Where the processes' standard error goes.
enum class Messages {
  inherited,  ///< to ours, as it comes
  collected,  ///< line by line to on_message
};

struct ProcessEvents {
  std::function<void(std::size_t task)> on_start = [](std::size_t) {};
  std::function<void(std::string_view line)> on_message = [](std::string_view) {};
  std::function<void(std::size_t task, const TaskEnd& end)> on_end = [](std::size_t, const TaskEnd&) {};
  std::function<void(std::size_t task, const SharedProgress&)> on_progress = [](std::size_t, const SharedProgress&) {};
  std::function<void()> on_tick = [] {};  ///< ten times a second, after on_progress for each running task
  std::function<bool()> stop = [] { return false; };
};

/// Runs the tasks 0 to n - 1 in forked processes, at most `at_once` at one time, in order; a task that fails does not
/// stop the others. When `stop` says so no further task is started and those that run get SIGTERM, once. They are in
/// process groups of their own, so Ctrl-C reaches this process alone, and they get SIGTERM should it vanish.
///
/// Forked, not started anew: what is in memory (images) is shared, and a process begins at once. So this must be called
/// before LibTorch has computed anything here, since its threads would be missing in the child.
std::vector<TaskEnd> run_in_processes(std::size_t n, std::size_t at_once, Messages messages,
                                      const ProcessEvents& events,
                                      const std::function<void(std::size_t task, SharedProgress&)>& work);

}  // namespace tricky::engine
