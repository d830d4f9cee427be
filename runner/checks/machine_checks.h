#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "checks/start_check.h"
#include "session_plan.h"
#include "window/monitors.h"

namespace tricky::runner {

// What this computer brings to a session that is to start. None of these writes anything.

/// Bytes a session's folder takes at most: 4 KiB for each row of trials.tsv (its lines in the journal and the derived
/// files, twice over for the temporary ones), 1 MiB for the rest.
std::uint64_t session_bytes_estimate(const SessionPlan& plan);

/// The folder the session will be written to, or the nearest one above that is there.
StartCheck check_folder(const std::filesystem::path& session_folder);

/// Problem below the estimate, warning below 100 MB.
StartCheck check_disk(const std::filesystem::path& session_folder, const SessionPlan& plan);

/// `devices` is the kernel's list, as in /proc/bus/input/devices. A keyboard is a device with the handler "kbd" that
/// can send every kind of key (EV bits 0x120013). `may_read` says whether /dev/input may be read: then times are the
/// kernel's.
StartCheck check_keyboard(std::string_view devices, bool may_read);
StartCheck check_keyboard();

/// Whether `tricky timing` was run on this computer, what it found, and not too long ago; a warning where not. Whether it
/// speaks for the display that will be used shows when the window is open.
StartCheck check_timing(const std::filesystem::path& certificate, double now_wall_s);

/// Whether the plan's images fit on the monitor `wanted` (number or name; empty: the first) at one image pixel to one of
/// the monitor's, or to the square of them that the protocol asks for, and whether its refresh rate is usual. `why_none`
/// is the reason where there are no monitors.
StartCheck check_display(const std::vector<Monitor>& monitors, const std::string& why_none, const std::string& wanted,
                         const SessionPlan& plan);

}  // namespace tricky::runner
