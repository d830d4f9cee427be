#include "session_loop.h"

#include <algorithm>
#include <exception>
#include <map>

#include "session_events.h"
#include "session_parts.h"
#include "tricky/data/provenance.h"

namespace tricky::runner {

namespace {

class Loop {
 public:
  Loop(const SessionPlan& plan, SessionStore& store, Display& display, Input& input, Clock& clock,
       TriggerLine* triggers)
      : plan_(plan), store_(store), stage_(display, input, clock), session_{plan, store, stage_, triggers} {}

  SessionEnd run() {
    begin();
    try {
      ask_consent(session_);
      ask_about_observer(session_);
      show_instructions(session_);
      run_practice();
      run_main_trials();
      ask_for_comment(session_);
    } catch (const Declined&) {
      declined();
      write_derived_files(store_.folder());
      last_page(plan_.protocol.texts.declined);
      return {false, true, "the observer declined"};
    } catch (const Stop& stop) {
      interrupted(stop.reason);
      return {false, false, stop.reason};
    } catch (const std::exception& error) {
      // What failed may fail again (a full disk); the first fault is the one to tell.
      try {
        interrupted(std::string("error: ") + error.what());
      } catch (const std::exception&) {
      }
      throw;
    }
    session_.trigger(plan_.protocol.triggers.session_end);
    Value event = event_named("finished");
    event["utc"] = utc_now();
    session_.keep(event);
    write_derived_files(store_.folder());
    last_page(plan_.protocol.thanks);
    return {true, false, ""};
  }

 private:
  /// All is kept by now; this page may be left in any way.
  void last_page(const std::string& text) {
    try {
      show_page(session_, text, plan_.protocol.texts.thanks_hint);
    } catch (const Stop&) {
    }
  }

  void begin() {
    Value event = event_named(store_.resumed() ? "resume" : "session_start");
    event["utc"] = utc_now();
    event["wall_s"] = stage_.clock().wall_s();
    event["t_ns"] = stage_.clock().now_ns();
    if (store_.resumed()) {
      event["torn_bytes_cut"] = store_.journal().n_cut_bytes();
    } else {
      put_session(event, plan_, store_.order_sha256());
    }
    Value software;
    software["version"] = version();
    software["git_revision"] = git_revision();
    event["software"] = std::move(software);
    event["command_line"] = plan_.command_line;
    event["display"] = stage_.display().description();
    if (!plan_.timing.is_null()) event["timing"] = plan_.timing;
    if (!plan_.timing_note.empty()) event["timing_note"] = plan_.timing_note;
    event["input"] = stage_.input().description();
    if (session_.triggers != nullptr) event["trigger_port"] = session_.triggers->description();
    session_.keep(event);
    session_.trigger(plan_.protocol.triggers.session_start);
  }

  /// The event that says so is kept already; codes sent since need one of their own.
  void declined() {
    if (session_.triggers == nullptr) return;
    session_.trigger(plan_.protocol.triggers.session_end);
    Value event = event_named("triggers");
    session_.keep(event);
  }

  void interrupted(const std::string& reason) {
    session_.trigger(plan_.protocol.triggers.session_end);
    Value event = event_named("interrupted");
    event["reason"] = reason;
    event["utc"] = utc_now();
    event["t_ns"] = stage_.clock().now_ns();
    session_.keep(event);
    write_derived_files(store_.folder());
  }

  /// Rounds of practice until the criterion is reached, as far as they were not made before an interruption.
  void run_practice() {
    if (store_.answered_phase(Phase::main)) return;
    const int n = plan_.count(Phase::practice);
    if (n == 0) return;
    int n_right = 0;
    for (std::size_t i = 0; i < plan_.trials.size() && plan_.trials[i].phase == Phase::practice; ++i) {
      const Trial& trial = plan_.trials[i];
      const bool begins = i % static_cast<std::size_t>(n) == 0;
      if (begins && trial.round > 1) {
        if (reached_criterion(n_right, n)) break;
        if (!store_.answered(trial)) {
          show_page(session_, plan_.protocol.texts.practice_again, plan_.protocol.texts.next);
        }
      }
      if (begins) n_right = 0;
      n_right += store_.answered(trial) ? store_.was_right(trial) : run_trial(session_, trial);
    }
    show_page(session_, plan_.protocol.practice_done, plan_.protocol.texts.next);
  }

  bool reached_criterion(int n_right, int n) const { return n_right >= plan_.protocol.practice.criterion * n; }

  void run_main_trials() {
    bool after_gap = store_.resumed();  // a gap is a break
    const int every = plan_.protocol.breaks.every;
    for (const Trial& trial : plan_.trials) {
      if (trial.phase != Phase::main || store_.answered(trial)) continue;
      if (every > 0 && trial.trial > 1 && (trial.trial - 1) % every == 0 && !after_gap) take_break(session_);
      after_gap = false;
      run_trial(session_, trial);
    }
  }

  const SessionPlan& plan_;
  SessionStore& store_;
  Stage stage_;
  RunningSession session_;
};

}  // namespace

SessionEnd run_session(const SessionPlan& plan, SessionStore& store, Display& display, Input& input, Clock& clock,
                       TriggerLine* triggers) {
  return Loop(plan, store, display, input, clock, triggers).run();
}

}  // namespace tricky::runner
