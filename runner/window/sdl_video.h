#pragma once

#include <string>
#include <vector>

#include "window/monitors.h"

namespace tricky::runner {

/// SDL's video from beginning to end, so that a failure half-way leaves nothing behind. Several may live at a time.
class SdlVideo {
 public:
  /// Throws InputError when there is no display; the message ends with `advice`.
  explicit SdlVideo(const std::string& advice = "run this in a desktop session, or with --headless and --simulate");
  ~SdlVideo();
  SdlVideo(const SdlVideo&) = delete;
  SdlVideo& operator=(const SdlVideo&) = delete;

  std::vector<Monitor> monitors() const;

 private:
  /// Says why where there is no display, and then nothing runs.
  static std::string start();
  static void end();
};

std::string sdl_error();

}  // namespace tricky::runner
