#include "frame_monitor.h"

#include <algorithm>
#include <cmath>

namespace tricky::runner {

namespace accumulators = boost::accumulators;

namespace {
constexpr double kUsual_hz = 60.0;
}

FrameMonitor::FrameMonitor(double refresh_hz) : period_s_(1.0 / (refresh_hz > 0.0 ? refresh_hz : kUsual_hz)) {}

void FrameMonitor::add(std::int64_t ready_ns, std::int64_t shown_ns) {
  const double wait_s = static_cast<double>(shown_ns - ready_ns) * 1e-9;
  waits_(wait_s);
  n_late_ += std::max(0, static_cast<int>(std::lround(wait_s / period_s_)) - 1);
}

std::size_t FrameMonitor::n_frames() const { return accumulators::count(waits_); }
double FrameMonitor::mean_wait_s() const { return n_frames() > 0 ? accumulators::mean(waits_) : 0.0; }
double FrameMonitor::longest_wait_s() const { return n_frames() > 0 ? accumulators::max(waits_) : 0.0; }

double FrameMonitor::sd_wait_s() const {
  // Boost's variance divides by n.
  const auto n = static_cast<double>(n_frames());
  return n > 1.0 ? std::sqrt(accumulators::variance(waits_) * n / (n - 1.0)) : 0.0;
}

}  // namespace tricky::runner
