#include "write_behind.h"

#include <cstddef>
#include <utility>

namespace tricky::engine {

namespace {

constexpr std::size_t kLargestQueue = 2;

}  // namespace

WriteBehind::WriteBehind() : thread_([this] { work(); }) {}

WriteBehind::~WriteBehind() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WriteBehind::add(std::function<void()> job) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return failure_ || jobs_.size() < kLargestQueue; });
  rethrow();
  jobs_.push_back(std::move(job));
  changed_.notify_all();
}

void WriteBehind::check() {
  const std::scoped_lock lock(mutex_);
  rethrow();
}

void WriteBehind::finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return failure_ || jobs_.empty(); });
  rethrow();
}

void WriteBehind::rethrow() const {
  if (failure_) std::rethrow_exception(failure_);
}

void WriteBehind::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return ends_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const std::function<void()>& job = jobs_.front();
    lock.unlock();
    std::exception_ptr failure;
    try {
      job();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure) {
      failure_ = failure;
      jobs_.clear();
      changed_.notify_all();
      return;
    }
    jobs_.pop_front();
    changed_.notify_all();
  }
}

}  // namespace tricky::engine
