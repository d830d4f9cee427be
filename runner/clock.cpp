#include "clock.h"

#include <ctime>

namespace tricky::runner {

namespace {

timespec read_clock(clockid_t id) {
  timespec time{};
  ::clock_gettime(id, &time);
  return time;
}

}  // namespace

std::int64_t MonotonicClock::now_ns() {
  const timespec time = read_clock(CLOCK_MONOTONIC);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

double MonotonicClock::wall_s() {
  const timespec time = read_clock(CLOCK_REALTIME);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace tricky::runner
