#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tricky::runner {

/// A monitor of this computer, numbered from 1 as the system lists them.
struct Monitor {
  int number = 1;
  std::string name;
  int width_px = 0;
  int height_px = 0;
  int refresh_hz = 0;              ///< 0: it does not say
  std::optional<double> width_mm;  ///< as it says itself, which is rough
};

/// Throws InputError when there is no display.
std::vector<Monitor> list_monitors();

/// The one with this number or name; the first when `wanted` is empty. Throws InputError naming all.
const Monitor& find_monitor(const std::vector<Monitor>& monitors, const std::string& wanted);

/// The first other than the observer's `wanted` (as in find_monitor; the first where it names none); the observer's own
/// where it is the only one.
const Monitor& monitor_beside(const std::vector<Monitor>& monitors, const std::string& wanted);

/// "1  DP-1  1920x1080 at 60 Hz, 531 mm wide".
std::string to_text(const Monitor& monitor);

}  // namespace tricky::runner
