#include "checks/machine_checks.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "timing_certificate.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace fs = std::filesystem;
using State = StartCheck::State;

namespace {

constexpr std::uint64_t kBytesPerRow = 4096;
constexpr std::uint64_t kBytesOfTheRest = 1U << 20U;
constexpr std::uint64_t kComfortableBytes = 100'000'000;
constexpr unsigned kKeyboardEvents = 0x120013;  // EV_SYN, EV_KEY, EV_MSC, EV_LED, EV_REP
constexpr int kUsualRefresh_hz = 55;
constexpr int kRoomAround_px = 160;  // labels, question and hints, at the smallest scale

fs::path nearest_existing(fs::path folder) {
  std::error_code ignored;
  folder = fs::absolute(folder);
  while (!fs::exists(folder, ignored) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

std::string size_text(std::uint64_t bytes) {
  char text[32];
  const bool large = bytes >= 1'000'000'000;
  std::snprintf(text, sizeof text, large ? "%.1f GB" : "%.1f MB", static_cast<double>(bytes) / (large ? 1e9 : 1e6));
  return text;
}

bool is_keyboard(std::string_view device) {
  const std::size_t handlers = device.find("H: Handlers=");
  const std::size_t events = device.find("B: EV=");
  if (handlers == std::string_view::npos || events == std::string_view::npos) return false;
  if (device.substr(handlers, device.find('\n', handlers) - handlers).find("kbd") == std::string_view::npos)
    return false;
  unsigned bits = 0;
  const std::string_view digits = device.substr(events + 6);
  std::from_chars(digits.data(), digits.data() + digits.size(), bits, 16);
  return (bits & kKeyboardEvents) == kKeyboardEvents;
}

}  // namespace

std::uint64_t session_bytes_estimate(const SessionPlan& plan) {
  std::size_t rows_per_trial = 1;
  if (const auto* ratings = std::get_if<protocols::RatingsTask>(&plan.protocol.task)) {
    rows_per_trial = ratings->questions.size();
  }
  return kBytesOfTheRest + kBytesPerRow * rows_per_trial * plan.trials.size();
}

StartCheck check_folder(const fs::path& session_folder) {
  const fs::path folder = nearest_existing(session_folder);
  if (fs::is_directory(folder) && ::access(folder.c_str(), W_OK | X_OK) == 0) {
    return {"folder", State::ok, session_folder.string() + " can be written", ""};
  }
  return {"folder", State::problem, folder.string() + " cannot be written",
          "get write access to it, or copy the study to where you have it"};
}

StartCheck check_disk(const fs::path& session_folder, const SessionPlan& plan) {
  const fs::path folder = nearest_existing(session_folder);
  const std::uint64_t needed = session_bytes_estimate(plan);
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) {
    return {"disk", State::warning, "how much is free cannot be found out", "look with: df -h " + folder.string()};
  }
  const std::uint64_t free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  const std::string found = size_text(free) + " free, the session needs at most " + size_text(needed);
  if (free < needed) return {"disk", State::problem, found, "make room on the disk of " + folder.string()};
  if (free < kComfortableBytes) return {"disk", State::warning, found, "make room before the next sessions"};
  return {"disk", State::ok, found, ""};
}

StartCheck check_keyboard(std::string_view devices, bool may_read) {
  int n = 0;
  while (!devices.empty()) {
    const std::size_t end = std::min(devices.find("\n\n"), devices.size());
    n += is_keyboard(devices.substr(0, end)) ? 1 : 0;
    devices.remove_prefix(std::min(end + 2, devices.size()));
  }
  if (n == 0) {
    return {"keyboard", State::warning, "the kernel knows no keyboard; a remote one's times carry the network's delay",
            "plug a keyboard into this computer"};
  }
  return {"keyboard", State::ok,
          (n == 1 ? std::string("a keyboard") : std::to_string(n) + " keyboards") +
              (may_read ? "; the kernel takes the times" : "; the display server takes the times"),
          ""};
}

StartCheck check_keyboard() {
  std::ifstream file("/proc/bus/input/devices");
  std::ostringstream text;
  text << file.rdbuf();
  bool may_read = false;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator("/dev/input", ignored)) {
    may_read = may_read ||
               (entry.path().filename().string().starts_with("event") && ::access(entry.path().c_str(), R_OK) == 0);
  }
  return check_keyboard(text.str(), may_read);
}

StartCheck check_timing(const fs::path& certificate, double now_wall_s) {
  const std::string fix = "let this computer test itself: tricky timing";
  if (!fs::exists(certificate)) {
    return {"timing", State::warning, "no timing certificate at " + certificate.string(), fix};
  }
  try {
    const TimingCertificate found = read_certificate(certificate);
    const std::string why = why_outdated(found, found.display, now_wall_s);
    if (!why.empty()) return {"timing", State::warning, "the timing certificate is of no use: " + why, fix};
    const std::string verdict = verdict_of(found);
    if (verdict.starts_with("poor")) return {"timing", State::warning, verdict, "see what the certificate says"};
    return {"timing", State::ok, verdict, ""};
  } catch (const InputError& error) {
    return {"timing", State::warning, error.what(), fix};
  }
}

StartCheck check_display(const std::vector<Monitor>& monitors, const std::string& why_none, const std::string& wanted,
                         const SessionPlan& plan) {
  if (monitors.empty()) return problem_from_message("display", why_none);
  const StimulusList& list = plan.list;
  const int enlarge = plan.protocol.enlarge;
  const int n_beside = list.kind == StimulusList::Kind::pairs ? 2 : 1;
  const int width_px = n_beside * list.image_width_px * enlarge + kRoomAround_px;
  const int height_px = list.image_height_px * enlarge + kRoomAround_px;
  Monitor display;
  try {
    display = find_monitor(monitors, wanted);
  } catch (const InputError& error) {
    return problem_from_message("display", error.what());
  }
  std::string found = std::to_string(display.width_px) + "x" + std::to_string(display.height_px) + " pixels";
  if (display.refresh_hz > 0) found += " at " + std::to_string(display.refresh_hz) + " Hz";
  if (monitors.size() > 1) {
    found += ", monitor " + std::to_string(display.number) + " of " + std::to_string(monitors.size());
  }
  if (display.width_px < width_px || display.height_px < height_px) {
    return {"display", State::problem,
            found + "; the images" + (enlarge > 1 ? ", enlarged " + std::to_string(enlarge) + " times," : "") + " need " +
                std::to_string(width_px) + "x" + std::to_string(height_px),
            "set a higher resolution, use a larger display" + std::string(enlarge > 1 ? ", or a smaller `enlarge`" : "") +
                ": images are never scaled down"};
  }
  if (display.refresh_hz > 0 && display.refresh_hz < kUsualRefresh_hz) {
    return {"display", State::warning, found, "set 60 Hz or more: each frame now stands for long"};
  }
  if (display.refresh_hz <= 0) {
    return {"display", State::warning, found + "; its refresh rate is unknown",
            "a virtual or remote display is no place for data"};
  }
  return {"display", State::ok, found, ""};
}

}  // namespace tricky::runner
