#include "timing_measurement.h"

#include "tricky/data/errors.h"

namespace tricky::runner {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr int kWarmUp = 5;  // frames: the first ones wait for what the driver sets up
constexpr int kPresses = 20;
constexpr std::int64_t kPatience_ns = 200 * kNsPerMs;
constexpr std::int64_t kPause_ns = 23 * kNsPerMs;  // no multiple of a refresh or of SDL's slices

void refuse_to_go_on(const InputEvent& event) {
  const bool left = event.kind == InputEvent::Kind::key_down && event.key == Key::escape;
  if (left || event.kind == InputEvent::Kind::close || event.kind == InputEvent::Kind::stop) {
    throw Interrupted("the timing self-test was ended before it was done; nothing was written");
  }
}

void take_events(Input& input, std::int64_t until_ns) {
  while (const auto event = input.wait(until_ns)) refuse_to_go_on(*event);
}

}  // namespace

TimingMeasurement measure_timing(Display& display, Input& input, Clock& clock, const Screen& screen, double seconds,
                                 const InjectPress& inject) {
  TimingMeasurement found;
  for (int i = 0; i < kWarmUp; ++i) display.show(screen);
  take_events(input, clock.now_ns());
  const int late_before = display.late_frames().value_or(0);
  std::int64_t last_ns = display.show(screen);
  const std::int64_t end_ns = last_ns + static_cast<std::int64_t>(seconds * 1e9);
  while (last_ns < end_ns) {
    const std::int64_t shown_ns = display.show(screen);
    found.intervals_s.push_back(static_cast<double>(shown_ns - last_ns) * 1e-9);
    last_ns = shown_ns;
    take_events(input, clock.now_ns());
  }
  found.late_frames = display.late_frames().value_or(0) - late_before;
  if (!inject) return found;
  for (int i = 0; i < kPresses; ++i) {
    take_events(input, clock.now_ns() + kPause_ns + i * kNsPerMs);
    const std::int64_t pressed_ns = inject();
    while (const auto event = input.wait(pressed_ns + kPatience_ns)) {
      refuse_to_go_on(*event);
      if (event->kind != InputEvent::Kind::key_down || event->t_ns < pressed_ns) continue;
      found.press_delays_s.push_back(static_cast<double>(event->t_ns - pressed_ns) * 1e-9);
      found.pressed_source = to_text(event->source);
      break;
    }
  }
  return found;
}

}  // namespace tricky::runner
