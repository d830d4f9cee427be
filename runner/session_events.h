#pragma once

#include <cstdint>
#include <string_view>

#include "clock.h"
#include "input.h"
#include "session_plan.h"
#include "tricky/data/value.h"

namespace tricky::runner {

// The lines of a session's journal, as far as several places write them.

Value event_named(std::string_view name);
/// With both clocks, the wall clock also as date and time.
Value dated_event(std::string_view name, Clock& clock);
/// session_start's fields: all that is fixed about the session.
void put_session(Value& event, const SessionPlan& plan, std::string_view order_sha256);
/// Which trial, and of what.
void put_trial(Value& event, const Trial& trial);
/// The digests and difficulties of what is shown, left and right joined by +.
void put_shown(Value& event, const Trial& trial, const StimulusList& list);
/// One answer of a response, and the press that gave it.
Value answer_value(std::string_view question, std::string_view response, std::int64_t response_ns,
                   std::int64_t uncertainty_ns, TimeSource source);
/// An answer that was never given.
Value missing_answer(std::string_view question);

}  // namespace tricky::runner
