#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace tricky::engine {

/// Calls work(0) … work(n - 1), each once, on up to so many threads. When calls throw, what the one of the smallest
/// number threw is thrown on after all have ended, so that the same fault is told whatever the threads.
template <typename Work>
void on_threads(int threads, std::size_t n, const Work& work) {
  std::vector<std::exception_ptr> faults(n);
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t i = next++; i < n; i = next++) {
      try {
        work(i);
      } catch (...) {
        faults[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(n, static_cast<std::size_t>(std::max(1, threads))); ++i) {
      others.emplace_back(take);
    }
    take();
  }
  for (const std::exception_ptr& fault : faults) {
    if (fault) std::rethrow_exception(fault);
  }
}

}  // namespace tricky::engine
