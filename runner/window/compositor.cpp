#include "window/compositor.h"

#include <SDL_syswm.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>

#include <string>

namespace tricky::runner {

namespace {

CompositorState on_x11(::Display* server, ::Window window) {
  CompositorState state;
  const std::string name = "_NET_WM_CM_S" + std::to_string(DefaultScreen(server));
  state.running = XGetSelectionOwner(server, XInternAtom(server, name.c_str(), False)) != None;
  Atom type = None;
  int format = 0;
  unsigned long n = 0;
  unsigned long left = 0;
  unsigned char* data = nullptr;
  const Atom bypass = XInternAtom(server, "_NET_WM_BYPASS_COMPOSITOR", False);
  if (XGetWindowProperty(server, window, bypass, 0, 1, False, XA_CARDINAL, &type, &format, &n, &left, &data) ==
          Success &&
      data != nullptr) {
    state.asked_to_pass_by =
        type == XA_CARDINAL && format == 32 && n == 1 && *reinterpret_cast<unsigned long*>(data) == 1;
    XFree(data);
  }
  return state;
}

}  // namespace

CompositorState compositor_of(SDL_Window* window) {
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version);
  if (SDL_GetWindowWMInfo(window, &info) != SDL_TRUE) return {};
  if (info.subsystem == SDL_SYSWM_WAYLAND) return {true, false};
  if (info.subsystem != SDL_SYSWM_X11) return {};
  return on_x11(info.info.x11.display, info.info.x11.window);
}

}  // namespace tricky::runner
