#include "tricky/data/personal_data.h"

#include "tricky/data/fields.h"
#include "tricky/data/files.h"

namespace tricky {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestBytes = 1U << 24U;

void check_answers(const Value& answers, Fields& entry) {
  if (answers.if_object() == nullptr) entry.fail("answers", "expected an object, a field an answer");
  for (const auto& [name, answer] : *answers.if_object()) {
    if (answer.is_null() || answer.if_text() != nullptr || answer.if_integer() != nullptr) continue;
    entry.fail("answers", "expected a text, a whole number or null in " + name);
  }
}

}  // namespace

fs::path personal_data_file(const fs::path& session_folder) {
  return fs::absolute(session_folder / ".").lexically_normal().parent_path().parent_path() / "observer.json";
}

PersonalData read_personal_data(const fs::path& file) {
  PersonalData data;
  if (!fs::exists(file)) return data;
  const Value content = parse_json(read_file(file, kLargestBytes), file);
  Fields fields(content, file, "an observer's personal data");
  data.observer = fields.text("observer");
  for (const Value& each : fields.array("sessions")) {
    Fields session(each, file, "a session's personal data");
    PersonalData::Entry entry;
    entry.session = static_cast<int>(session.integer("session", {1, 9999}));
    entry.protocol = session.text("protocol");
    entry.utc = session.text_or("utc", "");
    if (const Value* answers = session.optional("answers")) {
      check_answers(*answers, session);
      entry.answers = *answers;
    }
    entry.comment = session.text_or("comment", "");
    session.finish();
    data.entries.push_back(std::move(entry));
  }
  fields.finish();
  return data;
}

void write_personal_data(const fs::path& file, const PersonalData& data) {
  Value sessions = Value::Array{};
  for (const PersonalData::Entry& each : data.entries) {
    Value entry;
    entry["session"] = each.session;
    entry["protocol"] = each.protocol;
    entry["utc"] = each.utc;
    if (!each.answers.is_null()) entry["answers"] = each.answers;
    if (!each.comment.empty()) entry["comment"] = each.comment;
    sessions.push_back(std::move(entry));
  }
  Value content;
  content["observer"] = data.observer;
  content["sessions"] = std::move(sessions);
  write_file(file, to_json(content, JsonLayout::indented), Readers::owner);
}

}  // namespace tricky
