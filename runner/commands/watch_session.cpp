#include "commands/watch_session.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "lab_display.h"
#include "monitor/journal_watch.h"
#include "stop_signals.h"
#include "tricky/data/errors.h"
#include "window/draw_monitor.h"

namespace tricky::runner {

namespace {
constexpr int kWidth = 760;
constexpr int kHeight = 560;
constexpr int kRest_ms = 500;
constexpr int kLeastUrgent = 19;
}  // namespace

void watch_session(const std::filesystem::path& session_folder, double scale, const std::string& observers_monitor) {
  if (!std::filesystem::is_directory(session_folder)) {
    throw InputError({session_folder, 0, ""}, "is not a session's folder; they are in the study's folder sessions/");
  }
  std::signal(SIGPIPE, SIG_IGN);  // nobody may listen any more
  const StopSignals signals;
  ToolWindow window("tricky: how the session goes", kWidth, kHeight, scale,
                    "run this in a desktop session; the journal is " + (session_folder / "journal.jsonl").string(),
                    observers_monitor.empty() ? read_lab_display(lab_display_file()).monitor : observers_monitor);
  JournalWatch watch(session_folder);
  bool show_accuracy = false;
  // Who started this waits for it: a window that opens later has the keyboard.
  window.frame(0, [&] { draw_monitor(watch, show_accuracy, window); });
  std::printf("watching %s\n", session_folder.c_str());
  std::fflush(stdout);
  [[maybe_unused]] const int urgency = ::nice(kLeastUrgent);  // the session waited until here
  while (StopSignals::take() == 0) {
    watch.look();
    if (!window.frame(kRest_ms, [&] { draw_monitor(watch, show_accuracy, window); })) return;
  }
}

}  // namespace tricky::runner
