#include <algorithm>

#include "session_settings.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/protocols/protocol.h"

namespace tricky::protocols {

namespace {

constexpr int kLargestCode = 255;
constexpr int kLongestPulse_ms = 1000;

struct CodeField {
  std::string_view name;
  int Triggers::*code;
};
constexpr CodeField kCodes[] = {
    {"session_start", &Triggers::session_start}, {"session_end", &Triggers::session_end},
    {"onset", &Triggers::onset},                 {"onset_practice", &Triggers::onset_practice},
    {"stimulus_off", &Triggers::stimulus_off},   {"response", &Triggers::response},
    {"no_response", &Triggers::no_response},     {"break", &Triggers::break_begin},
    {"break_over", &Triggers::break_over},
};
constexpr CodeField kSideCodes[] = {{"response_left", &Triggers::response_left},
                                    {"response_right", &Triggers::response_right}};

void read_codes(Fields& fields, std::span<const CodeField> codes, Triggers& triggers) {
  for (const CodeField& each : codes) {
    triggers.*each.code = static_cast<int>(fields.integer_or(each.name, 0, {0, kLargestCode}));
  }
}

std::vector<std::pair<std::string, std::vector<int>>> read_answer_codes(const Value& table, const RatingsTask& task,
                                                                        const std::filesystem::path& file) {
  std::vector<std::pair<std::string, std::vector<int>>> result;
  Fields fields(table, file, "[triggers.answers]");
  for (const RatingQuestion& question : task.questions) {
    if (!fields.has(question.name)) continue;
    std::vector<int> codes;
    for (const std::int64_t code : fields.integers(question.name, {0, kLargestCode})) codes.push_back(static_cast<int>(code));
    const bool counts = question.kind == RatingQuestion::Kind::count;
    const std::size_t n = counts ? 1 : question.answers.size();
    if (codes.size() != n) {
      fields.fail(question.name, "expected a list of " + std::to_string(n) + (n == 1 ? " code" : " codes") +
                                     (counts ? ", for whatever number is given" : ", one for each answer"));
    }
    result.emplace_back(question.name, std::move(codes));
  }
  fields.finish();
  return result;
}

}  // namespace

bool Triggers::any() const {
  const auto is_set = [this](const CodeField& each) { return this->*each.code != 0; };
  return std::any_of(std::begin(kCodes), std::end(kCodes), is_set) ||
         std::any_of(std::begin(kSideCodes), std::end(kSideCodes), is_set) || !answers.empty();
}

Triggers read_triggers(const Value& table, const Protocol& protocol, const std::filesystem::path& file) {
  Fields fields(table, file, "[triggers]");
  Triggers triggers;
  read_codes(fields, kCodes, triggers);
  triggers.pulse_ms = static_cast<int>(fields.integer_or("pulse_ms", 0, {0, kLongestPulse_ms}));
  if (const auto* ratings = std::get_if<RatingsTask>(&protocol.task)) {
    if (const Value* answers = fields.optional("answers")) {
      triggers.answers = read_answer_codes(*answers, *ratings, file);
    }
  } else {
    read_codes(fields, kSideCodes, triggers);
  }
  fields.finish();
  if (!triggers.any()) {
    throw InputError({file, table.line(), "triggers"},
                     "holds no code from 1 to 255, so nothing would be sent; give one, such as onset = 1, or take the "
                     "table away");
  }
  return triggers;
}

}  // namespace tricky::protocols
