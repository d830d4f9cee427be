#include <X11/Xlib.h>
#include <X11/extensions/XInput2.h>

#include <array>
#include <cstdlib>

#include "window/press_stamps.h"
#include "window/wake_thread.h"

namespace tricky::runner {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr int kXKeycodeOfLinuxZero = 8;
/// The X server's milliseconds are 32 bits of its clock; a stamp that lies further off is of another machine's clock.
constexpr std::int64_t kSameClock_ms = 1000;

/// How much earlier than `t_ns` the event may have come, by the X server's own stamp of it.
std::optional<std::int64_t> lateness_ns(std::int64_t t_ns, std::uint32_t server_ms) {
  const auto late_ms = static_cast<std::int32_t>(static_cast<std::uint32_t>(t_ns / kNsPerMs) - server_ms);
  if (late_ms < 0 || late_ms > kSameClock_ms) return std::nullopt;
  return late_ms * kNsPerMs + t_ns % kNsPerMs;
}

class XInputStamps final : public PressStamps {
 public:
  XInputStamps(::Display* server, int opcode)
      : server_(server),
        opcode_(opcode),
        thread_({ConnectionNumber(server)}, [this](std::size_t, std::int64_t woke_ns) { return take_all(woke_ns); }) {}

  TimeSource source() const override { return TimeSource::xinput; }

 private:
  /// Xlib ends the program when its server goes away, as the window's own connection would a moment later.
  bool take_all(std::int64_t woke_ns) {
    while (XPending(server_.get()) > 0) {
      XEvent event;
      XNextEvent(server_.get(), &event);
      if (event.xcookie.type != GenericEvent || event.xcookie.extension != opcode_) continue;
      if (!XGetEventData(server_.get(), &event.xcookie)) continue;
      take(event.xcookie.evtype, *static_cast<const XIRawEvent*>(event.xcookie.data), woke_ns);
      XFreeEventData(server_.get(), &event.xcookie);
    }
    return true;
  }

  void take(int type, const XIRawEvent& event, std::int64_t woke_ns) {
    PressStamp stamp;
    const bool is_key = type == XI_RawKeyPress || type == XI_RawKeyRelease;
    stamp.code = is_key ? static_cast<std::uint32_t>(event.detail - kXKeycodeOfLinuxZero)
                        : mouse_button_code(static_cast<std::uint32_t>(event.detail));
    stamp.down = type == XI_RawKeyPress || type == XI_RawButtonPress;
    stamp.server_ms = static_cast<std::uint32_t>(event.time);
    stamp.t_ns = woke_ns;
    stamp.uncertainty_ns = lateness_ns(woke_ns, *stamp.server_ms);
    queue_.put(stamp);
  }

  struct Close {
    void operator()(::Display* server) const { XCloseDisplay(server); }
  };
  std::unique_ptr<::Display, Close> server_;
  int opcode_;
  WakeThread thread_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<PressStamps> open_xinput_stamps() {
  if (std::getenv("DISPLAY") == nullptr) return nullptr;
  ::Display* server = XOpenDisplay(nullptr);
  if (server == nullptr) return nullptr;
  int opcode = 0;
  int first_event = 0;
  int first_error = 0;
  int major = 2;
  int minor = 0;
  if (!XQueryExtension(server, "XInputExtension", &opcode, &first_event, &first_error) ||
      XIQueryVersion(server, &major, &minor) != Success) {
    XCloseDisplay(server);
    return nullptr;
  }
  std::array<unsigned char, XIMaskLen(XI_LASTEVENT)> wanted{};
  for (const int type : {XI_RawKeyPress, XI_RawKeyRelease, XI_RawButtonPress, XI_RawButtonRelease}) {
    XISetMask(wanted.data(), type);
  }
  XIEventMask mask{XIAllMasterDevices, static_cast<int>(wanted.size()), wanted.data()};
  XISelectEvents(server, DefaultRootWindow(server), &mask, 1);
  XSync(server, 0);
  return std::make_unique<XInputStamps>(server, opcode);
}

}  // namespace tricky::runner
