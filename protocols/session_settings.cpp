#include "session_settings.h"

#include "protocol_tasks.h"

namespace tricky::protocols {

namespace {

constexpr double kLongest_s = 3600.0;
constexpr int kMost = 100'000;

double seconds(Fields& fields, std::string_view name) { return fields.real_or(name, 0.0, {0.0, kLongest_s}); }

}  // namespace

Timing read_timing(const Value& table, const std::filesystem::path& file) {
  Fields fields(table, file, "[timing]");
  Timing timing;
  timing.fixation_s = seconds(fields, "fixation_s");
  timing.stimulus_s = seconds(fields, "stimulus_s");
  timing.min_response_s = seconds(fields, "min_response_s");
  timing.max_response_s = seconds(fields, "max_response_s");
  timing.inter_trial_s = seconds(fields, "inter_trial_s");
  timing.feedback_s = seconds(fields, "feedback_s");
  timing.too_fast = fields.word_or("too_fast", "ignore", {"ignore", "mark"}) == "ignore" ? Timing::TooFast::ignore
                                                                                        : Timing::TooFast::mark;
  timing.respond = fields.word_or("respond", "any_time", {"any_time", "after_stimulus"}) == "any_time"
                       ? Timing::Respond::any_time
                       : Timing::Respond::after_stimulus;
  if (timing.max_response_s > 0.0 && timing.max_response_s <= timing.min_response_s) {
    fields.fail("max_response_s", "expected more than min_response_s, or nobody can respond");
  }
  if (timing.respond == Timing::Respond::after_stimulus) {
    if (timing.stimulus_s == 0.0) {
      fields.fail("respond", "\"after_stimulus\" needs stimulus_s: without it the stimulus stays until the response");
    }
    if (timing.max_response_s > 0.0 && timing.max_response_s <= timing.stimulus_s) {
      fields.fail("max_response_s", "expected more than stimulus_s, since responses count only after the stimulus");
    }
  }
  if (fields.has("too_fast") && timing.min_response_s == 0.0) {
    fields.fail("too_fast", "needs min_response_s, which says what is too fast");
  }
  fields.finish();
  return timing;
}

Practice read_practice(const Value& table, const std::filesystem::path& file) {
  Fields fields(table, file, "[practice]");
  Practice practice;
  practice.criterion = fields.real("criterion", {0.0, 1.0});
  practice.max_rounds = static_cast<int>(fields.integer("max_rounds", {1, 20}));
  fields.finish();
  return practice;
}

Breaks read_breaks(const Value& table, const std::filesystem::path& file) {
  Fields fields(table, file, "[breaks]");
  Breaks breaks;
  breaks.every = static_cast<int>(fields.integer("every", {1, kMost}));
  breaks.min_s = seconds(fields, "min_s");
  breaks.text = shown_text(fields, "text");
  fields.finish();
  return breaks;
}

Repeats read_repeats(const Value& table, const std::filesystem::path& file) {
  Fields fields(table, file, "[repeats]");
  Repeats repeats;
  repeats.n = static_cast<int>(fields.integer("n", {1, kMost}));
  repeats.min_distance = static_cast<int>(fields.integer("min_distance", {1, kMost}));
  const std::string sides = fields.word_or("sides", "same", {"same", "swapped", "random"});
  repeats.sides = sides == "same"      ? Repeats::Sides::same
                  : sides == "swapped" ? Repeats::Sides::swapped
                                       : Repeats::Sides::random;
  fields.finish();
  return repeats;
}

}  // namespace tricky::protocols
