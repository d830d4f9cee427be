#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "tricky/data/errors.h"

namespace tricky::runner {

/// A thread that sleeps until one of some file descriptors has something to read, and calls `on_ready` with the time it
/// woke at (CLOCK_MONOTONIC) and which of them it was. `on_ready` says whether that one is still worth waiting for.
/// Ends with its owner.
class WakeThread {
 public:
  using OnReady = std::function<bool(std::size_t which, std::int64_t woke_ns)>;

  WakeThread(const std::vector<int>& descriptors, OnReady on_ready) : end_(::eventfd(0, EFD_CLOEXEC)) {
    if (end_ < 0) throw IoError("a thread that waits for keys cannot be started");
    for (const int descriptor : descriptors) waited_.push_back({descriptor, POLLIN, 0});
    waited_.push_back({end_, POLLIN, 0});
    thread_ = std::thread([this, on_ready = std::move(on_ready)] { run(on_ready); });
  }
  ~WakeThread() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t n = ::write(end_, &one, sizeof one);
    thread_.join();
    ::close(end_);
  }
  WakeThread(const WakeThread&) = delete;
  WakeThread& operator=(const WakeThread&) = delete;

 private:
  void run(const OnReady& on_ready) {
    for (;;) {
      if (::poll(waited_.data(), waited_.size(), -1) <= 0) continue;
      timespec now{};
      ::clock_gettime(CLOCK_MONOTONIC, &now);
      const std::int64_t woke_ns = static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
      if (waited_.back().revents != 0) return;
      for (std::size_t i = 0; i + 1 < waited_.size(); ++i) {
        // A negative descriptor is one that poll leaves alone.
        if (waited_[i].revents != 0 && !on_ready(i, woke_ns)) waited_[i].fd = -1;
      }
    }
  }

  int end_;
  std::vector<pollfd> waited_;
  std::thread thread_;
};

}  // namespace tricky::runner
