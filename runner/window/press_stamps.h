#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "input.h"

namespace tricky::runner {

/// When a key or a mouse button went down or up, as noted by a thread that does nothing else. The window's own events
/// say what was pressed; a stamp says when.
struct PressStamp {
  std::uint32_t code = 0;  ///< Linux's code of the key (X's minus 8), or mouse_button_code
  bool down = false;
  std::optional<std::uint32_t> server_ms;  ///< the X server's time of the event, where it came through one
  std::int64_t t_ns = 0;                   ///< CLOCK_MONOTONIC
  /// It may have come this much earlier; nothing where the source cannot tell.
  std::optional<std::int64_t> uncertainty_ns;
};

/// The code of X's mouse button 1 (left), 2 …
constexpr std::uint32_t mouse_button_code(std::uint32_t button) { return 0x10000U + button; }

/// Stamps on their way from the thread that takes them to the one that asks for them: the last 256, in fixed memory.
class StampQueue {
 public:
  void put(const PressStamp& stamp);

  struct Wanted {
    std::uint32_t code = 0;
    bool down = false;
    std::optional<std::uint32_t> server_ms;  ///< if known and the stamp has one, they must be equal
    std::int64_t not_before_ns = 0;          ///< older stamps are of presses that another window got
    std::int64_t patience_ns = 0;            ///< how long to wait for a stamp that is not there yet
  };
  /// The oldest stamp that fits; it is given once.
  std::optional<PressStamp> take(const Wanted& wanted);

 private:
  std::optional<PressStamp> find(const Wanted& wanted);

  struct Slot {
    PressStamp stamp;
    bool waiting = false;
  };
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::array<Slot, 256> slots_{};
  std::size_t next_ = 0;
};

/// One way to learn when keys and buttons are pressed, with a thread of its own.
class PressStamps {
 public:
  virtual ~PressStamps() = default;
  virtual TimeSource source() const = 0;
  StampQueue& queue() { return queue_; }

 protected:
  StampQueue queue_;
};

/// Raw events of XInput 2 on a connection of its own; nothing where there is no X server, or one without XInput 2.
/// A stamp is read when the blocked thread wakes. It is at most so late as the server's own stamp, whole milliseconds
/// of the same clock when the server runs here, lies before it.
std::unique_ptr<PressStamps> open_xinput_stamps();

/// The kernel's own stamps (CLOCK_MONOTONIC, taken in the interrupt) from every keyboard and mouse in /dev/input that
/// may be read; nothing where none may: that needs membership of the group "input".
std::unique_ptr<PressStamps> open_evdev_stamps();

/// The same from devices that are already open; they are closed at the end.
std::unique_ptr<PressStamps> evdev_stamps(std::vector<int> devices);

}  // namespace tricky::runner
