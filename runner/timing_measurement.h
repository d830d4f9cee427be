#pragma once

#include <functional>
#include <string>
#include <vector>

#include "clock.h"
#include "display.h"
#include "input.h"

namespace tricky::runner {

/// What was seen while frames were shown as fast as swaps let them, and keys were pressed.
struct TimingMeasurement {
  std::vector<double> intervals_s;     ///< between the stamps of successive frames
  std::vector<double> press_delays_s;  ///< of injected presses: stamp - injection
  std::string pressed_source;          ///< who took the time of the last one; empty: none came
  int late_frames = 0;
};

/// Presses a key that means nothing, and returns when, on the session's clock.
using InjectPress = std::function<std::int64_t()>;

/// Shows `screen` again and again for `seconds`, the way sessions show theirs; then injects presses, if it can. Throws
/// Interrupted when Escape is pressed, the window closed or a signal comes.
TimingMeasurement measure_timing(Display& display, Input& input, Clock& clock, const Screen& screen, double seconds,
                                 const InjectPress& inject);

}  // namespace tricky::runner
