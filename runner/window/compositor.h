#pragma once

#include <SDL.h>

namespace tricky::runner {

/// What stands between this window's frames and the display.
struct CompositorState {
  bool running = false;           ///< X11: somebody owns _NET_WM_CM_Sn; Wayland: always
  bool asked_to_pass_by = false;  ///< X11: _NET_WM_BYPASS_COMPOSITOR is set; most compositors do so in full screen
};

CompositorState compositor_of(SDL_Window* window);

}  // namespace tricky::runner
