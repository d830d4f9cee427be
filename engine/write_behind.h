#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace tricky::engine {

/// Does jobs one after the other, in the order given, on a thread of its own. After a job that throws no other is done,
/// so whatever order the jobs keep on the disk still holds.
class WriteBehind {
 public:
  WriteBehind();
  /// Does what is left first; a failure that nobody asked for is forgotten.
  ~WriteBehind();
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  /// Waits while two jobs are on their way: what they hold is memory. Throws what an earlier job threw.
  void add(std::function<void()> job);
  /// Throws what a job threw.
  void check();
  /// Waits until all are done. Throws what a job threw.
  void finish();

 private:
  void work();
  void rethrow() const;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;  ///< the first one is being done
  std::exception_ptr failure_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace tricky::engine
