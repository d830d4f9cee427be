#pragma once

#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics/max.hpp>
#include <boost/accumulators/statistics/mean.hpp>
#include <boost/accumulators/statistics/stats.hpp>
#include <boost/accumulators/statistics/variance.hpp>
#include <cstdint>

namespace tricky::runner {

/// Counts the refreshes of the display that frames came too late for.
///
/// A frame that is ready must wait for the next refresh: at most one period. The refreshes missed by a frame that
/// waited w are round(w / period) - 1, at least 0; half a period is left for a stamp that was late itself. Takes no
/// memory after it was made.
class FrameMonitor {
 public:
  /// `refresh_hz` 0: the display does not say, and 60 is taken.
  explicit FrameMonitor(double refresh_hz);

  /// A frame was drawn at `ready_ns`, and its swap had come back at `shown_ns`.
  void add(std::int64_t ready_ns, std::int64_t shown_ns);

  int n_late() const { return n_late_; }  ///< refreshes missed since it was made
  std::size_t n_frames() const;
  double mean_wait_s() const;
  double sd_wait_s() const;  ///< 0 for fewer than two frames
  double longest_wait_s() const;

 private:
  using Waits = boost::accumulators::accumulator_set<
      double, boost::accumulators::stats<boost::accumulators::tag::mean, boost::accumulators::tag::variance,
                                         boost::accumulators::tag::max>>;
  double period_s_;
  Waits waits_;
  int n_late_ = 0;
};

}  // namespace tricky::runner
