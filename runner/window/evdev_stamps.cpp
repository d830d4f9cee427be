#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "window/press_stamps.h"
#include "window/wake_thread.h"

namespace tricky::runner {

namespace {

bool has_key(const std::array<unsigned char, KEY_MAX / 8 + 1>& keys, int code) {
  return (keys[static_cast<std::size_t>(code / 8)] >> (code % 8) & 1U) != 0;
}

/// Keyboards and mice, and only with stamps on the session's clock.
bool is_useful(int device) {
  std::array<unsigned char, KEY_MAX / 8 + 1> keys{};
  if (::ioctl(device, EVIOCGBIT(EV_KEY, keys.size()), keys.data()) < 0) return false;
  if (!has_key(keys, KEY_SPACE) && !has_key(keys, KEY_KP1) && !has_key(keys, BTN_LEFT)) return false;
  int clock = CLOCK_MONOTONIC;
  return ::ioctl(device, EVIOCSCLOCKID, &clock) == 0;
}

class EvdevStamps final : public PressStamps {
 public:
  explicit EvdevStamps(std::vector<int> devices)
      : devices_(std::move(devices)),
        thread_(std::make_unique<WakeThread>(
            devices_, [this](std::size_t which, std::int64_t) { return take_all(devices_[which]); })) {}
  ~EvdevStamps() override {
    thread_.reset();
    for (const int device : devices_) ::close(device);
  }

  TimeSource source() const override { return TimeSource::evdev; }

 private:
  /// False when the device was pulled out.
  bool take_all(int device) {
    std::array<input_event, 64> events;
    const ssize_t n_bytes = ::read(device, events.data(), sizeof events);
    if (n_bytes <= 0) return n_bytes < 0 && (errno == EINTR || errno == EAGAIN);
    for (std::size_t i = 0; i < static_cast<std::size_t>(n_bytes) / sizeof(input_event); ++i) take(events[i]);
    return true;
  }

  void take(const input_event& event) {
    const bool is_press_or_release = event.value == 0 || event.value == 1;  // 2: held
    if (event.type != EV_KEY || !is_press_or_release) return;
    PressStamp stamp;
    stamp.code = event.code;
    if (event.code == BTN_LEFT) stamp.code = mouse_button_code(1);
    stamp.down = event.value == 1;
    stamp.t_ns = static_cast<std::int64_t>(event.input_event_sec) * 1'000'000'000 +
                 static_cast<std::int64_t>(event.input_event_usec) * 1000;
    stamp.uncertainty_ns = 1000;  // whole microseconds
    queue_.put(stamp);
  }

  std::vector<int> devices_;
  std::unique_ptr<WakeThread> thread_;
};

}  // namespace

std::unique_ptr<PressStamps> evdev_stamps(std::vector<int> devices) {
  return std::make_unique<EvdevStamps>(std::move(devices));
}

std::unique_ptr<PressStamps> open_evdev_stamps() {
  std::vector<int> devices;
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/input", unreadable)) {
    if (!entry.path().filename().string().starts_with("event")) continue;
    const int device = ::open(entry.path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (device < 0) continue;
    if (is_useful(device)) {
      devices.push_back(device);
    } else {
      ::close(device);
    }
  }
  if (devices.empty()) return nullptr;
  return evdev_stamps(std::move(devices));
}

}  // namespace tricky::runner
