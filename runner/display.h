#pragma once

#include <cstdint>
#include <optional>

#include "clock.h"
#include "screens.h"
#include "tricky/data/value.h"

namespace tricky::runner {

/// Where screens are shown: a window, or nowhere.
class Display {
 public:
  virtual ~Display() = default;
  /// Shows the screen until the next call and returns when it became visible, on the session's clock, stamped after the
  /// frame was swapped. Nothing is redrawn before the next call.
  virtual std::int64_t show(const Screen& screen) = 0;
  /// How long a frame lasts; 0: unknown, or there are none.
  virtual std::int64_t frame_ns() const { return 0; }
  /// What lies at this place of the screen shown last.
  virtual std::optional<Target> target_at(int x_px, int y_px) const = 0;
  /// Refreshes missed by the frames shown so far (FrameMonitor); nothing where nothing is counted.
  virtual std::optional<int> late_frames() const { return std::nullopt; }
  /// What the journal says about it: driver, size, refresh rate.
  virtual Value description() const = 0;
};

/// Draws nothing: for simulated observers and tests. Its screens have one target each at a place that a simulated mouse
/// can find: x is the question, y the answer.
class HeadlessDisplay : public Display {
 public:
  explicit HeadlessDisplay(Clock& clock) : clock_(clock) {}
  std::int64_t show(const Screen&) override { return clock_.now_ns(); }
  std::optional<Target> target_at(int x_px, int y_px) const override {
    return Target{Target::Kind::answer, x_px, y_px};
  }
  Value description() const override;

 private:
  Clock& clock_;
};

}  // namespace tricky::runner
