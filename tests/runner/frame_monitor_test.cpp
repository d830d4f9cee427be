#include "runner/frame_monitor.h"

#include <catch2/catch.hpp>

using namespace tricky::runner;

TEST_CASE("a frame that waits longer than a refresh and a half missed one") {
  FrameMonitor frames(100.0);  // 10 ms
  const auto wait_ms = [&](int ms) {
    const int before = frames.n_late();
    frames.add(5'000'000, 5'000'000 + std::int64_t{ms} * 1'000'000);
    return frames.n_late() - before;
  };
  CHECK(wait_ms(0) == 0);
  CHECK(wait_ms(9) == 0);
  CHECK(wait_ms(14) == 0);
  CHECK(wait_ms(16) == 1);
  CHECK(wait_ms(24) == 1);
  CHECK(wait_ms(41) == 3);
  CHECK(frames.n_late() == 5);
}

TEST_CASE("waits have the mean and standard deviation computed by hand") {
  FrameMonitor frames(0.0);  // a display that does not say: 60 Hz
  CHECK(frames.sd_wait_s() == 0.0);
  for (const int ms : {2, 4, 9}) frames.add(0, std::int64_t{ms} * 1'000'000);
  CHECK(frames.n_frames() == 3);
  CHECK(frames.mean_wait_s() == Approx(0.005));
  CHECK(frames.sd_wait_s() == Approx(0.00360555127546));  // sqrt((9 + 1 + 16) / 2) ms
  CHECK(frames.longest_wait_s() == Approx(0.009));
  frames.add(0, 26'000'000);
  CHECK(frames.n_late() == 1);
}
