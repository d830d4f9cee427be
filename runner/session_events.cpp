#include "session_events.h"

#include "tricky/data/provenance.h"

namespace tricky::runner {

Value event_named(std::string_view name) {
  Value event;
  event["event"] = name;
  return event;
}

Value dated_event(std::string_view name, Clock& clock) {
  Value event = event_named(name);
  event["utc"] = utc_now();
  event["wall_s"] = clock.wall_s();
  event["t_ns"] = clock.now_ns();
  return event;
}

void put_session(Value& event, const SessionPlan& plan, std::string_view order_sha256) {
  const SessionRecord& record = plan.record;
  event["begun_utc"] = utc_now();
  event["clock"] = plan.simulate.empty() ? "CLOCK_MONOTONIC" : "simulated observer";
  event["observer"] = record.observer;
  event["session"] = record.session;
  event["origin"] = to_text(record.origin);
  event["task"] = to_text(record.task);
  event["protocol"] = record.protocol;
  event["protocol_sha256"] = record.protocol_sha256;
  event["list"] = record.list;
  event["list_sha256"] = record.list_sha256;
  event["order_sha256"] = order_sha256;
  if (!plan.yoked_to.empty()) event["yoked_to"] = plan.yoked_to;
  if (const double s = plan.protocol.timing.min_response_s; s > 0.0) event["min_response_s"] = s;
  event["language"] = plan.protocol.language;
  event["n_practice_trials"] = plan.count(Phase::practice);
  event["n_main_trials"] = plan.count(Phase::main);
  event["responses"] = protocols::response_meanings(plan.protocol);
  if (!plan.simulate.empty()) event["simulate"] = plan.simulate;
  if (!plan.simulated.is_null()) event["simulated"] = plan.simulated;
}

void put_trial(Value& event, const Trial& trial) {
  event["phase"] = to_text(trial.phase);
  event["trial"] = trial.trial;
  event["trial_kind"] = to_text(trial.kind);
  if (trial.repeat_of) event["repeat_of"] = *trial.repeat_of;
  event["item_id"] = trial.item_id;
  if (trial.expected.empty()) return;
  event["left_item_id"] = trial.left_item_id;
  event["right_item_id"] = trial.right_item_id;
  event["expected"] = trial.expected;
}

void put_shown(Value& event, const Trial& trial, const StimulusList& list) {
  const ListedStimulus& first = list.stimuli[trial.left_stimulus];
  std::string digests = first.sha256_rgb;
  std::string difficulties(to_text(first.difficulty));
  if (list.kind == StimulusList::Kind::pairs) {
    const ListedStimulus& second = list.stimuli[trial.right_stimulus];
    digests += "+" + second.sha256_rgb;
    difficulties += "+" + std::string(to_text(second.difficulty));
  }
  event["image_sha256"] = std::move(digests);
  event["difficulty"] = std::move(difficulties);
}

Value answer_value(std::string_view question, std::string_view response, std::int64_t response_ns,
                   std::int64_t uncertainty_ns, TimeSource source) {
  Value answer;
  answer["question"] = question;
  answer["response"] = response;
  answer["response_ns"] = response_ns;
  answer["uncertainty_ns"] = uncertainty_ns;
  answer["time_source"] = to_text(source);
  return answer;
}

Value missing_answer(std::string_view question) {
  Value answer;
  answer["question"] = question;
  return answer;
}

}  // namespace tricky::runner
