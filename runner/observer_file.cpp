#include "observer_file.h"

#include <algorithm>

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"

namespace tricky::runner {

void keep_personal(const std::filesystem::path& session_folder, const SessionPlan& plan, std::string_view field,
                   Value value) {
  const std::filesystem::path file = session_folder.parent_path() / "observer.json";
  const SessionRecord& record = plan.record;
  Value::Array sessions;
  if (std::filesystem::exists(file)) {
    const Value content = read_json(file);
    Fields fields(content, file, "an observer's personal data");
    if (fields.text("observer") != record.observer) {
      fields.fail("observer", "belongs to another observer; move the file to where it belongs");
    }
    sessions = fields.array("sessions");
    fields.finish();
  }
  const auto is_ours = [&](const Value& entry) {
    const Value* session = entry.find("session");
    const Value* protocol = entry.find("protocol");
    return session != nullptr && session->if_integer() != nullptr && *session->if_integer() == record.session &&
           protocol != nullptr && protocol->if_text() != nullptr && *protocol->if_text() == record.protocol;
  };
  auto entry = std::find_if(sessions.begin(), sessions.end(), is_ours);
  if (entry == sessions.end()) {
    Value ours;
    ours["session"] = record.session;
    ours["protocol"] = record.protocol;
    ours["utc"] = utc_now();
    entry = sessions.insert(sessions.end(), std::move(ours));
  }
  (*entry)[field] = std::move(value);
  Value content;
  content["observer"] = record.observer;
  content["sessions"] = std::move(sessions);
  write_file(file, to_json(content, JsonLayout::indented), Readers::owner);
}

}  // namespace tricky::runner
