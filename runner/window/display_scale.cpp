#include "window/display_scale.h"

#include <SDL.h>

#include <algorithm>
#include <cmath>

namespace tricky::runner {

namespace {

constexpr double kUsualDpi = 96.0;
constexpr double kUsualRows = 1080.0;

}  // namespace

double display_scale(int display_index) {
  float dpi = 0.0F;
  SDL_DisplayMode mode{};
  double scale = 1.0;
  if (SDL_GetDisplayDPI(display_index, &dpi, nullptr, nullptr) == 0) {
    scale = dpi / kUsualDpi;
  } else if (SDL_GetDesktopDisplayMode(display_index, &mode) == 0) {
    scale = mode.h / kUsualRows;
  }
  return std::clamp(std::floor(scale * 4.0 + 0.25) / 4.0, 1.0, 3.0);
}

}  // namespace tricky::runner
