#pragma once

#include "monitor/journal_watch.h"
#include "window/tool_window.h"

namespace tricky::runner {

/// Draws how a session goes. `show_accuracy` is a check box: whoever looks over the experimenter's shoulder should not
/// learn it.
void draw_monitor(const JournalWatch& watch, bool& show_accuracy, const ToolWindow& window);

}  // namespace tricky::runner
