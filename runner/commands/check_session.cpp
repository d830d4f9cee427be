#include "commands/check_session.h"

#include <exception>
#include <optional>

#include "checks/machine_checks.h"
#include "checks/session_checks.h"
#include "clock.h"
#include "commands/open_triggers.h"
#include "commands/prepared_session.h"
#include "tricky/data/errors.h"
#include "window/window_checks.h"

namespace tricky::runner {

using State = StartCheck::State;

std::vector<StartCheck> check_session(const SessionOptions& options, const Invocation& invocation, ImageCheck images) {
  std::vector<StartCheck> checks;
  std::optional<PreparedSession> prepared;
  try {
    prepared.emplace(prepare_session(options, invocation));
  } catch (const std::exception& error) {
    checks.push_back(problem_from_message("study", error.what()));
    return checks;
  }
  const SessionPlan& plan = prepared->plan;
  const StudyFolder study(options.study);
  checks.push_back({"study", State::ok,
                    std::to_string(plan.count(Phase::practice)) + " practice and " +
                        std::to_string(plan.count(Phase::main)) + " main trials" +
                        (plan.has_catch_trials() ? " (catch trials among them)" : "") + " of list " + plan.record.list +
                        " with protocol " + plan.record.protocol,
                    ""});
  checks.push_back(check_origin(plan));
  checks.push_back(check_earlier_sessions(study, plan, options.resume));
  if (images == ImageCheck::decode_all) checks.push_back(check_images(plan.list, prepared->list_file));
  if (const auto pages = check_page_images(plan.protocol, study, prepared->protocol_file)) checks.push_back(*pages);
  checks.push_back(check_keys(plan.protocol));
  if (plan.protocol.triggers.any() || !options.trigger_port.empty()) {
    checks.push_back(check_triggers(options, plan));
  }
  checks.push_back(check_folder(prepared->folder));
  checks.push_back(check_disk(prepared->folder, plan));
  checks.push_back(check_clock(study, prepared->list_file));
  if (!options.simulate.empty() && !options.window) return checks;  // shows nothing
  std::string why_none;
  const std::vector<DisplayFacts> displays = list_displays(why_none);
  checks.push_back(check_display(displays, why_none, plan.list));
  checks.push_back(check_keyboard());
  checks.push_back(check_timing(options.timing_certificate, MonotonicClock().wall_s()));
  checks.push_back(check_fonts(protocols::shown_texts(plan.protocol), prepared->protocol_file));
  return checks;
}

}  // namespace tricky::runner
