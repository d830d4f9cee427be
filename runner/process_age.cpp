#include "process_age.h"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace tricky::runner {

std::optional<double> process_age_s() {
  constexpr int kStartTime = 22;  // proc(5), /proc/pid/stat: in clock ticks since boot
  std::ifstream file("/proc/self/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');  // field 2, which may hold spaces
  if (!file || name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  std::string field;
  for (int i = 3; i <= kStartTime; ++i) fields >> field;
  timespec now{};
  const long ticks_a_second = ::sysconf(_SC_CLK_TCK);
  if (!fields || ticks_a_second <= 0 || ::clock_gettime(CLOCK_BOOTTIME, &now) != 0) return std::nullopt;
  const double started_s = std::stod(field) / static_cast<double>(ticks_a_second);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 - started_s;
}

}  // namespace tricky::runner
