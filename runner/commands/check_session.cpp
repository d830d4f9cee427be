#include "commands/check_session.h"

#include <exception>

#include "checks/machine_checks.h"
#include "checks/session_checks.h"
#include "clock.h"
#include "commands/open_triggers.h"
#include "commands/prepared_session.h"
#include "lab_display.h"
#include "tricky/data/errors.h"
#include "window/window_checks.h"

namespace tricky::runner {

using State = StartCheck::State;

namespace {

/// The monitor that was asked for, else the remembered one.
StartCheck check_monitor(const SessionOptions& options, const SessionPlan& plan) {
  std::vector<Monitor> monitors;
  std::string why_none;
  try {
    const std::string wanted = options.monitor.empty() ? read_lab_display(lab_display_file()).monitor : options.monitor;
    try {
      monitors = list_monitors();
    } catch (const InputError& error) {
      why_none = error.what();
    }
    return check_display(monitors, why_none, wanted, plan);
  } catch (const InputError& error) {
    return problem_from_message("display", error.what());
  }
}

}  // namespace

std::vector<StartCheck> check_session(const SessionOptions& options, const Invocation& invocation, CheckScope scope) {
  try {
    return check_prepared(options, prepare_session(options, invocation), scope);
  } catch (const std::exception& error) {
    return {problem_from_message("study", error.what())};
  }
}

std::vector<StartCheck> check_prepared(const SessionOptions& options, const PreparedSession& prepared,
                                       CheckScope scope) {
  const SessionPlan& plan = prepared.plan;
  const StudyFolder study(options.study);
  const bool before_window = scope == CheckScope::before_window;
  std::vector<StartCheck> checks;
  checks.push_back({"study", State::ok,
                    std::to_string(plan.count(Phase::practice)) + " practice and " +
                        std::to_string(plan.count(Phase::main)) + " main trials" +
                        (plan.has_catch_trials() ? " (catch trials among them)" : "") + " of list " + plan.record.list +
                        " with protocol " + plan.record.protocol,
                    ""});
  checks.push_back(check_origin(plan));
  if (!before_window) {
    checks.push_back(check_earlier_sessions(study, plan, options.resume));
    if (scope == CheckScope::everything) checks.push_back(check_images(plan.list, prepared.list_file));
    if (const auto pages = check_page_images(plan.protocol, study, prepared.protocol_file)) checks.push_back(*pages);
  }
  checks.push_back(check_keys(plan.protocol));
  if (plan.protocol.triggers.any() || !options.trigger_port.empty()) {
    checks.push_back(check_triggers(options, plan));
  }
  checks.push_back(check_folder(prepared.folder));
  checks.push_back(check_disk(prepared.folder, plan));
  checks.push_back(check_clock(study, prepared.list_file));
  if (!options.simulate.empty() && !options.window) return checks;  // shows nothing
  checks.push_back(check_keyboard());
  if (before_window) return checks;
  checks.push_back(check_monitor(options, plan));
  checks.push_back(check_timing(options.timing_certificate, MonotonicClock().wall_s()));
  checks.push_back(check_fonts(protocols::shown_texts(plan.protocol), prepared.protocol_file));
  return checks;
}

}  // namespace tricky::runner
