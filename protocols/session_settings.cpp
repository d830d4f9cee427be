#include "session_settings.h"

#include <algorithm>
#include <set>

#include "protocol_tasks.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace {

constexpr double kLongest_s = 3600.0;
constexpr int kMost = 100'000;
constexpr std::size_t kMostFields = 10;  // more do not fit on a screen

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

CatchTexts read_catch_texts(const Value& table, const std::filesystem::path& file) {
  Fields fields(table, file, "[catch]");
  CatchTexts texts;
  texts.left = shown_text(fields, "left");
  texts.right = shown_text(fields, "right");
  if (texts.left == texts.right) fields.fail("right", "says the same as left");
  texts.instructions = shown_text_or(fields, "instructions", "");
  fields.finish();
  return texts;
}

std::vector<FormField> read_form(const Value* array, const std::filesystem::path& file) {
  std::vector<FormField> form;
  if (array == nullptr) return form;
  if (array->if_array() == nullptr || array->if_array()->size() > kMostFields) {
    throw InputError({file, array->line(), "form"}, "expected at most 10 tables [[form]]");
  }
  std::set<std::string> names;
  for (const Value& table : *array->if_array()) {
    Fields fields(table, file, "[[form]]");
    FormField field;
    field.name = fields.text("name");
    if (!is_plain_name(field.name)) fields.fail("name", "expected letters, digits, '.', '_' or '-'");
    if (!names.insert(field.name).second) fields.fail("name", in_quotes(field.name) + " is the name of an earlier field");
    field.label = shown_text(fields, "label");
    const std::string kind = fields.word("kind", {"text", "number", "choice"});
    field.kind = kind == "text"     ? FormField::Kind::text
                 : kind == "number" ? FormField::Kind::number
                                    : FormField::Kind::choice;
    field.may_decline = fields.boolean_or("may_decline", true);
    if (field.kind == FormField::Kind::number) {
      field.smallest = static_cast<int>(fields.integer_or("smallest", 0, {0, 9999}));
      field.largest = static_cast<int>(fields.integer_or("largest", 999, {field.smallest, 9999}));
    }
    if (field.kind == FormField::Kind::choice) {
      field.answers = fields.texts("answers");
      // With "prefer not to say" there are nine digits' worth.
      if (field.answers.size() < 2 || field.answers.size() > 8) fields.fail("answers", "expected 2 to 8 answers");
      for (const std::string& answer : field.answers) {
        if (answer.find_first_not_of(" \t\r\n") == std::string::npos) fields.fail("answers", "an answer is empty");
        if (std::count(field.answers.begin(), field.answers.end(), answer) > 1) {
          fields.fail("answers", in_quotes(answer) + " stands there twice");
        }
      }
    }
    fields.finish();
    form.push_back(std::move(field));
  }
  return form;
}

}  // namespace tricky::protocols
