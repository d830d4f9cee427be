#include "window/key_tapper.h"

#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>

#include <cstdlib>

#include "clock.h"

namespace tricky::runner {

namespace {

class XKeyTapper final : public KeyTapper {
 public:
  explicit XKeyTapper(::Display* server) : server_(server), shift_(XKeysymToKeycode(server, XK_Shift_L)) {}
  ~XKeyTapper() override { XCloseDisplay(server_); }
  XKeyTapper(const XKeyTapper&) = delete;
  XKeyTapper& operator=(const XKeyTapper&) = delete;

  std::int64_t tap() override {
    const std::int64_t pressed_ns = MonotonicClock().now_ns();
    XTestFakeKeyEvent(server_, shift_, True, CurrentTime);
    XFlush(server_);
    XTestFakeKeyEvent(server_, shift_, False, CurrentTime);
    XFlush(server_);
    return pressed_ns;
  }

 private:
  ::Display* server_;
  KeyCode shift_;
};

}  // namespace

std::unique_ptr<KeyTapper> open_key_tapper() {
  if (std::getenv("DISPLAY") == nullptr) return nullptr;
  ::Display* server = XOpenDisplay(nullptr);
  if (server == nullptr) return nullptr;
  int unused[4];
  if (!XTestQueryExtension(server, &unused[0], &unused[1], &unused[2], &unused[3])) {
    XCloseDisplay(server);
    return nullptr;
  }
  return std::make_unique<XKeyTapper>(server);
}

}  // namespace tricky::runner
