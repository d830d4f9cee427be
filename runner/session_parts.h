#pragma once

#include <string>
#include <vector>

#include "session_plan.h"
#include "session_store.h"
#include "stage.h"
#include "triggers/trigger_line.h"

namespace tricky::runner {

/// What every part of a running session works with.
struct RunningSession {
  const SessionPlan& plan;
  SessionStore& store;
  Stage& stage;
  TriggerLine* triggers = nullptr;  ///< where codes go to recording devices; or nowhere

  /// Sends a code of the protocol's [triggers], unless it is 0. Never waits.
  void trigger(int code) {
    if (triggers != nullptr && code != 0) triggers->send(code, stage.clock().now_ns());
  }
  /// Appends the event to the journal, with the codes sent since the last one.
  void keep(Value& event) {
    if (triggers != nullptr) triggers->put_sent(event);
    store.journal().append(event);
  }
};

// The parts of a session, each from its first screen to its last; Stop may be thrown from any of them.

/// Thrown when the observer does not consent.
struct Declined {};

/// Consent, by an explicit yes; it goes to the journal with the digest of the text. Throws Declined on a no.
void ask_consent(RunningSession& session);
/// The observer's form; the answers go to observer.json, and the journal says only that it was filled in.
void ask_about_observer(RunningSession& session);
/// Remarks in one's own words, which may say who one is: they go to observer.json too.
void ask_for_comment(RunningSession& session);
// None of the three is asked twice: a session that goes on has its answer.
std::vector<protocols::FormField> consent_fields(const protocols::Protocol& protocol);
std::vector<protocols::FormField> comment_fields();

/// The pages that the observer reads first, one more where there are catch trials; those with an image count them as
/// load_page_images gives them.
std::vector<TextScreen> instruction_screens(const SessionPlan& plan);
/// The instructions' pages, forwards and back. A session that goes on within 15 minutes begins with the protocol's last.
void show_instructions(RunningSession& session);
/// A page that can only be left forwards.
void show_page(RunningSession& session, const std::string& text, const std::string& hint);
/// The page of a break, which counts down to when it can be left.
void take_break(RunningSession& session);

/// Shows a trial, keeps the response, and shows feedback where there is some. True when the response was right.
bool run_trial(RunningSession& session, const Trial& trial);

}  // namespace tricky::runner
