#pragma once

#include "launcher/launcher.h"
#include "window/tool_window.h"

namespace tricky::runner {

enum class LauncherWish { nothing, start, open_study };

/// Draws the launcher and takes what the experimenter does to its form. `start` only where every check allows it.
/// `open_study`: the study's folder was changed.
LauncherWish draw_launcher(Launcher& launcher, const ToolWindow& window);

}  // namespace tricky::runner
