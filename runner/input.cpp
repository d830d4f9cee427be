#include "input.h"

namespace tricky::runner {

std::string_view to_text(TimeSource source) {
  switch (source) {
    case TimeSource::evdev: return "evdev";
    case TimeSource::xinput: return "xinput";
    case TimeSource::sdl: return "sdl";
    case TimeSource::simulated: break;
  }
  return "simulated";
}

}  // namespace tricky::runner
