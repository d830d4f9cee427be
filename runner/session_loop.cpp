#include "session_loop.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>

#include "session_events.h"
#include "session_parts.h"
#include "tricky/data/provenance.h"

namespace tricky::runner {

namespace {

/// Two clocks drift apart by less: both are slewed alike.
constexpr double kClockJump_s = 1.0;

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
    note_clock_jump();
    session_.trigger(plan_.protocol.triggers.session_end);
    Value event = dated_event("finished", stage_.clock());
    session_.keep(event);
    write_derived_files(store_.folder());
    last_page(plan_.protocol.thanks);
    return {true, false, ""};
  }

 private:
  /// All is kept by now; this page may be left in any way.
  void last_page(const std::string& text) {
    stage_.escape = Stage::Escape::leaves;
    try {
      show_page(session_, text, plan_.protocol.texts.thanks_hint);
    } catch (const Stop&) {
    }
  }

  double wall_ahead_s() { return stage_.clock().wall_s() - static_cast<double>(stage_.clock().now_ns()) * 1e-9; }

  /// Somebody set the computer's clock, or the computer slept: the journal says so. No trial's time comes from there.
  void note_clock_jump() {
    const double by_s = wall_ahead_s() - wall_ahead_s_;
    if (std::abs(by_s) < kClockJump_s) return;
    wall_ahead_s_ += by_s;
    Value event = dated_event("clock_jump", stage_.clock());
    event["by_s"] = by_s;
    session_.keep(event);
  }

  bool run_next(const Trial& trial) {
    note_clock_jump();
    return run_trial(session_, trial);
  }

  void begin() {
    Value event = dated_event(store_.resumed() ? "resume" : "session_start", stage_.clock());
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
    if (!plan_.page_images.is_null()) event["page_images"] = plan_.page_images;
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
    note_clock_jump();
    session_.trigger(plan_.protocol.triggers.session_end);
    Value event = dated_event("interrupted", stage_.clock());
    event["reason"] = reason;
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
      n_right += store_.answered(trial) ? store_.was_right(trial) : run_next(trial);
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
      run_next(trial);
    }
  }

  const SessionPlan& plan_;
  SessionStore& store_;
  Stage stage_;
  RunningSession session_;
  double wall_ahead_s_ = wall_ahead_s();  ///< of the session's clock
};

}  // namespace

SessionEnd run_session(const SessionPlan& plan, SessionStore& store, Display& display, Input& input, Clock& clock,
                       TriggerLine* triggers) {
  return Loop(plan, store, display, input, clock, triggers).run();
}

}  // namespace tricky::runner
