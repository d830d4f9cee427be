#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "child_process.h"
#include "commands/check_session.h"
#include "commands/commands.h"
#include "commands/launch_sessions.h"
#include "commands/open_triggers.h"
#include "commands/prepared_session.h"
#include "commands/replay_session.h"
#include "commands/session_options.h"
#include "commands/show_session.h"
#include "commands/terminal.h"
#include "commands/watch_session.h"
#include "session_store.h"
#include "stimulus_images.h"
#include "stop_signals.h"
#include "tricky/data/errors.h"

namespace tricky::runner {

namespace {

/// One line about what came of it.
std::string summary_line(const SessionPlan& plan, const JournalSummary& summary) {
  int n_trials = 0;
  int n_judged = 0;  // neither catch trials nor repeats
  int n_right = 0;
  for (const auto& [phase, trial] : summary.answered) n_trials += phase == Phase::main ? 1 : 0;
  std::vector<double> times_s;
  for (const TrialRecord& row : summary.trials) {
    if (row.phase != Phase::main || row.kind != TrialKind::main) continue;
    n_judged += row.correct != Correctness::missing ? 1 : 0;
    n_right += row.correct == Correctness::right ? 1 : 0;
    if (row.response_time_s) times_s.push_back(*row.response_time_s);
  }
  char text[256];
  std::snprintf(text, sizeof text, "observer %s, session %d of %s: %d of %d trials", plan.record.observer.c_str(),
                plan.record.session, plan.record.protocol.c_str(), n_trials, plan.count(Phase::main));
  std::string line = text;
  if (plan.record.task == Task::two_choice && n_judged > 0) {
    const double percent = 100.0 * n_right / n_judged;
    if (n_judged == n_trials) {
      std::snprintf(text, sizeof text, ", %d right (%.1f %%)", n_right, percent);
    } else {
      std::snprintf(text, sizeof text, ", %d of %d main ones right (%.1f %%)", n_right, n_judged, percent);
    }
    // An observer who looks over the experimenter's shoulder should not learn how a real session went.
    if (plan.record.origin == SessionOrigin::simulated) line += text;
  }
  if (!times_s.empty()) {
    const auto middle = times_s.begin() + static_cast<std::ptrdiff_t>(times_s.size() / 2);
    std::nth_element(times_s.begin(), middle, times_s.end());
    std::snprintf(text, sizeof text, ", median response time %.2f s", *middle);
    line += text;
  }
  return line;
}

/// What to say behind a fault that ended the session.
std::string what_is_kept(SessionStore& store, const SessionPlan& plan) {
  if (store.journal().n_events() == 0) return "";  // nothing had begun
  const std::string place = store.folder().string();
  JournalSummary summary;
  try {
    summary = summarise_journal(read_journal(store.folder() / "journal.jsonl"), place);
  } catch (const std::exception&) {  // the first fault is the one to tell
    return "";
  }
  if (summary.finished) return "\nThe session was finished by then; everything is in " + place;
  if (summary.declined) return "\nThe observer had declined to take part, which is on record in " + place;
  return "\nEvery response up to then is in " + place + "; when the cause is gone, go on with:\n  " +
         plan.resume_command;
}

/// --check: says how things stand and starts nothing.
void print_checks(const SessionOptions& options, const Invocation& invocation) {
  const std::vector<StartCheck> checks = check_session(options, invocation, CheckScope::everything);
  const std::string text =
      options.json ? to_json(checks_as_value(checks), JsonLayout::indented) : checks_as_text(checks);
  std::fputs(text.c_str(), stdout);
  if (!can_start(checks)) throw InputError("the session cannot start; the list of checks says what to put right");
}

/// Says in short what was looked at, or refuses with all of it.
void check_before_start(const SessionOptions& options, const PreparedSession& prepared) {
  const std::vector<StartCheck> checks = check_prepared(options, prepared, CheckScope::before_window);
  if (!can_start(checks)) {
    std::fputs(checks_as_text(checks).c_str(), stderr);
    throw InputError("the session cannot start; the list of checks says what to put right");
  }
  if (somebody_reads()) std::fputs(checks_in_short(checks).c_str(), stderr);
}

/// Goes on with an interrupted session where that was asked for, or somebody says so now.
std::unique_ptr<SessionStore> open_store(const SessionOptions& options, const PreparedSession& prepared) {
  Resume resume = options.another_day ? Resume::on_another_day : options.resume ? Resume::yes : Resume::no;
  for (;;) {
    try {
      return std::make_unique<SessionStore>(prepared.folder, prepared.plan, resume);
    } catch (const Unfinished& unfinished) {
      if (!somebody_answers() || !is_yes(unfinished.question)) throw;
      resume = unfinished.way_on;
    }
  }
}

}  // namespace

void run_session_command(const Invocation& invocation) {
  const SessionOptions options = read_session_options(invocation);
  if (!options.watch.empty()) return watch_session(options.watch, options.scale, options.monitor);
  if (!options.replay.empty()) return replay_session(options);
  if (options.protocol.empty()) return launch_sessions(options.study, options.scale);
  if (options.check) return print_checks(options, invocation);
  PreparedSession prepared = prepare_session(options, invocation);
  prepared.page_images = load_page_images(prepared.plan.protocol, StudyFolder(options.study), prepared.protocol_file);
  const SessionPlan& plan = prepared.plan;
  const std::unique_ptr<TriggerLine> triggers = open_triggers(options, plan);
  ImageLoader loader(plan.list, prepared.list_file);  // while the window opens
  if (options.simulate.empty()) check_before_start(options, prepared);
  const std::unique_ptr<SessionStore> opened = open_store(options, prepared);
  SessionStore& store = *opened;

  std::optional<Companion> monitor;
  if (options.monitor_window) {
    std::vector<std::string> words{"session", "--watch", store.folder().string()};
    if (!options.monitor.empty()) words.insert(words.end(), {"--monitor", options.monitor});
    monitor.emplace(std::move(words));
  }
  if (monitor && !monitor->is_ready()) {
    std::fprintf(stderr,
                 "the monitor window did not open; the session goes on without it (try tricky session --watch %s)\n",
                 store.folder().c_str());
  }
  const StopSignals signals;
  SessionEnd end;
  try {
    end = show_session(options, prepared, store, loader, triggers.get());
  } catch (const IoError& error) {
    throw IoError(error.what() + what_is_kept(store, plan));
  } catch (const InputError& error) {
    throw InputError(error.what() + what_is_kept(store, plan));
  }
  const JournalSummary summary = write_derived_files(store.folder());
  std::printf("%s\n%s\n", store.folder().c_str(), summary_line(plan, summary).c_str());
  if (end.declined) {
    std::fprintf(stderr, "the observer declined to take part; that is all that was recorded\n");
    return;
  }
  if (!end.finished) {
    throw Interrupted("the session was interrupted (" + end.reason + "); every response is kept. Go on with:\n  " +
                      plan.resume_command);
  }
}

}  // namespace tricky::runner
