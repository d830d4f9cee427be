#include "window/press_stamps.h"

#include <chrono>

namespace tricky::runner {

void StampQueue::put(const PressStamp& stamp) {
  {
    const std::lock_guard lock(mutex_);
    slots_[next_] = {stamp, true};
    next_ = (next_ + 1) % slots_.size();
  }
  arrived_.notify_one();
}

std::optional<PressStamp> StampQueue::take(const Wanted& wanted) {
  std::unique_lock lock(mutex_);
  std::optional<PressStamp> found;
  arrived_.wait_for(lock, std::chrono::nanoseconds(wanted.patience_ns),
                    [&] { return (found = find(wanted)).has_value(); });
  return found;
}

std::optional<PressStamp> StampQueue::find(const Wanted& wanted) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[(next_ + i) % slots_.size()];
    const PressStamp& stamp = slot.stamp;
    if (!slot.waiting || stamp.code != wanted.code || stamp.down != wanted.down) continue;
    if (stamp.t_ns < wanted.not_before_ns) continue;
    if (wanted.server_ms && stamp.server_ms && *wanted.server_ms != *stamp.server_ms) continue;
    slot.waiting = false;
    return stamp;
  }
  return std::nullopt;
}

}  // namespace tricky::runner
