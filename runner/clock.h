#pragma once

#include <cstdint>

namespace tricky::runner {

/// Time as sessions see it: nanoseconds that only go forwards, from an origin of no meaning, and the wall clock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ns() = 0;
  /// Seconds since 1970: to say how long the gap was before a session went on, never for response times.
  virtual double wall_s() = 0;
};

/// CLOCK_MONOTONIC, which no one can set back.
class MonotonicClock : public Clock {
 public:
  std::int64_t now_ns() override;
  double wall_s() override;
};

/// Stands still until it is moved: simulated observers live by it, and tests.
class SimulatedClock : public Clock {
 public:
  std::int64_t now_ns() override { return now_ns_; }
  double wall_s() override { return static_cast<double>(now_ns_) * 1e-9 + wall_ahead_s_; }
  /// As if somebody set the computer's clock.
  void set_wall(double by_s) { wall_ahead_s_ += by_s; }
  void move_to(std::int64_t time_ns) {
    if (time_ns > now_ns_) now_ns_ = time_ns;
  }

 private:
  std::int64_t now_ns_ = 1'000'000'000;
  double wall_ahead_s_ = 0.0;
};

}  // namespace tricky::runner
