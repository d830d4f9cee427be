#pragma once

#include <filesystem>

namespace tricky::runner {

/// The launcher: a window to choose, check and start, one session after another, until it is closed. `study` may be
/// empty: then the last one opened on this computer. A session runs in a process of its own while the launcher's window
/// is gone, so nothing of the launcher is in the process that takes response times, and a session that crashes does not
/// take the launcher along. `scale` as in ToolWindow.
void launch_sessions(const std::filesystem::path& study, double scale);

}  // namespace tricky::runner
