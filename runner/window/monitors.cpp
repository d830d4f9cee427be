#include "window/monitors.h"

#include <algorithm>
#include <cmath>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "window/sdl_video.h"

namespace tricky::runner {

std::vector<Monitor> list_monitors() { return SdlVideo().monitors(); }

const Monitor& find_monitor(const std::vector<Monitor>& monitors, const std::string& wanted) {
  TRICKY_ASSERT(!monitors.empty());
  if (wanted.empty()) return monitors.front();
  std::string all;
  for (const Monitor& monitor : monitors) {
    if (wanted == monitor.name || wanted == std::to_string(monitor.number)) return monitor;
    all += "\n  " + to_text(monitor);
  }
  throw InputError("there is no monitor " + in_quotes(wanted) + "; say --monitor with a number or a name of" + all);
}

const Monitor& monitor_beside(const std::vector<Monitor>& monitors, const std::string& wanted) {
  TRICKY_ASSERT(!monitors.empty());
  const auto is_wanted = [&](const Monitor& monitor) {
    return wanted == monitor.name || wanted == std::to_string(monitor.number);
  };
  const auto found = std::find_if(monitors.begin(), monitors.end(), is_wanted);
  const bool is_first = found == monitors.begin() || found == monitors.end();
  return is_first && monitors.size() > 1 ? monitors[1] : monitors[0];
}

std::string to_text(const Monitor& monitor) {
  std::string text = std::to_string(monitor.number) + "  " + monitor.name + "  " + std::to_string(monitor.width_px) +
                     "x" + std::to_string(monitor.height_px);
  text += monitor.refresh_hz > 0 ? " at " + std::to_string(monitor.refresh_hz) + " Hz" : ", refresh rate unknown";
  if (monitor.width_mm) text += ", " + std::to_string(std::lround(*monitor.width_mm)) + " mm wide";
  return text;
}

}  // namespace tricky::runner
