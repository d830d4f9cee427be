#include "window/sdl_video.h"

#include <SDL.h>

#include <cstdlib>
#include <cstring>

#include "tricky/data/errors.h"
#include "window/x_errors.h"

namespace tricky::runner {

namespace {

constexpr double kMmPerInch = 25.4;

/// SDL looks for the desktop's message bus, and where there is none (no desktop, `ssh -X`) libdbus forks to start one:
/// that takes time, leaves a daemon behind, and forks while other threads decode images, after which the child, and with
/// it the start, may wait for ever for a lock that one of these held. Nothing here needs that bus.
void start_no_session_bus() {
  constexpr int kKeepExisting = 0;
  ::setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", kKeepExisting);
}

}  // namespace

std::string sdl_error() { return SDL_GetError(); }

SdlVideo::SdlVideo(const std::string& advice) {
  if (const std::string why = start(); !why.empty()) {
    throw InputError("there is no display to open a window on (" + why + "); " + advice);
  }
}

SdlVideo::~SdlVideo() { end(); }

std::string SdlVideo::start() {
  survive_x_errors();  // before SDL, which puts back what it found before its last words to the server
  start_no_session_bus();
  SDL_SetMainReady();
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  // A program that does not find a display takes SDL's invisible drivers only when asked to.
  const bool asked = std::getenv("SDL_VIDEODRIVER") != nullptr;
  if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) return sdl_error();
  const char* driver = SDL_GetCurrentVideoDriver();
  if (asked || (std::strcmp(driver, "offscreen") != 0 && std::strcmp(driver, "dummy") != 0)) return "";
  end();
  return "only the invisible driver is available";
}

void SdlVideo::end() {
  SDL_QuitSubSystem(SDL_INIT_VIDEO);
  if (SDL_WasInit(0) == 0) SDL_Quit();
}

std::vector<Monitor> SdlVideo::monitors() const {
  std::vector<Monitor> monitors;
  for (int i = 0; i < SDL_GetNumVideoDisplays(); ++i) {
    Monitor monitor;
    monitor.number = i + 1;
    if (const char* name = SDL_GetDisplayName(i)) monitor.name = name;
    SDL_DisplayMode mode{};
    if (SDL_GetDesktopDisplayMode(i, &mode) == 0) {
      monitor.width_px = mode.w;
      monitor.height_px = mode.h;
      monitor.refresh_hz = mode.refresh_rate;
    }
    float dpi = 0.0F;
    if (SDL_GetDisplayDPI(i, nullptr, &dpi, nullptr) == 0 && dpi > 0.0F) {
      monitor.width_mm = monitor.width_px / static_cast<double>(dpi) * kMmPerInch;
    }
    monitors.push_back(monitor);
  }
  if (monitors.empty()) throw InputError("there is no monitor: " + sdl_error());
  return monitors;
}

}  // namespace tricky::runner
