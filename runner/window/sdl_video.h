#pragma once

#include <string>
#include <vector>

#include "window/monitors.h"

namespace tricky::runner {

/// SDL's video from beginning to end, so that a failure half-way leaves nothing behind. Throws InputError when there is
/// no display.
class SdlVideo {
 public:
  SdlVideo();
  ~SdlVideo();
  SdlVideo(const SdlVideo&) = delete;
  SdlVideo& operator=(const SdlVideo&) = delete;

  std::vector<Monitor> monitors() const;
};

/// Starts SDL's video as every window here wants it, for the caller to end with SDL_Quit; says why when there is no
/// display, and then nothing runs.
std::string start_sdl_video();

std::string sdl_error();

}  // namespace tricky::runner
