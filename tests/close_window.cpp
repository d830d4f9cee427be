#include "close_window.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>

#include <cstring>
#include <memory>

namespace {

/// The window or one below it.
Window find_window(Display* display, Window window, const char* title) {
  char* name = nullptr;
  if (XFetchName(display, window, &name) != 0 && name != nullptr) {
    const bool found = std::strncmp(name, title, std::strlen(title)) == 0;
    XFree(name);
    if (found) return window;
  }
  Window root = 0;
  Window parent = 0;
  Window* children = nullptr;
  unsigned n = 0;
  Window result = 0;
  if (XQueryTree(display, window, &root, &parent, &children, &n) != 0) {
    for (unsigned i = 0; i < n && result == 0; ++i) result = find_window(display, children[i], title);
    if (children != nullptr) XFree(children);
  }
  return result;
}

}  // namespace

bool ask_to_close(const char* title) {
  const std::unique_ptr<Display, int (*)(Display*)> display(XOpenDisplay(nullptr), XCloseDisplay);
  if (!display) return false;
  const Window window = find_window(display.get(), DefaultRootWindow(display.get()), title);
  if (window == 0) return false;
  XEvent event{};
  event.xclient.type = ClientMessage;
  event.xclient.window = window;
  event.xclient.message_type = XInternAtom(display.get(), "WM_PROTOCOLS", False);
  event.xclient.format = 32;
  event.xclient.data.l[0] = static_cast<long>(XInternAtom(display.get(), "WM_DELETE_WINDOW", False));
  XSendEvent(display.get(), window, False, NoEventMask, &event);
  XFlush(display.get());
  return true;
}
