#include "observer_file.h"

#include <algorithm>

#include "tricky/data/errors.h"
#include "tricky/data/personal_data.h"
#include "tricky/data/provenance.h"

namespace tricky::runner {

namespace {

template <typename Change>
void change_entry(const std::filesystem::path& session_folder, const SessionPlan& plan, Change change) {
  const std::filesystem::path file = personal_data_file(session_folder);
  const SessionRecord& record = plan.record;
  PersonalData data = read_personal_data(file);
  if (data.observer.empty()) data.observer = record.observer;
  if (data.observer != record.observer) {
    throw InputError({file, 0, "observer"}, "belongs to another observer; move the file to where it belongs");
  }
  auto entry = std::find_if(data.entries.begin(), data.entries.end(), [&](const PersonalData::Entry& each) {
    return each.session == record.session && each.protocol == record.protocol;
  });
  if (entry == data.entries.end()) {
    entry = data.entries.insert(entry, {record.session, record.protocol, utc_now(), {}, ""});
  }
  change(*entry);
  write_personal_data(file, data);
}

}  // namespace

void keep_answers(const std::filesystem::path& session_folder, const SessionPlan& plan, Value answers) {
  change_entry(session_folder, plan, [&](PersonalData::Entry& entry) { entry.answers = std::move(answers); });
}

void keep_comment(const std::filesystem::path& session_folder, const SessionPlan& plan, std::string comment) {
  change_entry(session_folder, plan, [&](PersonalData::Entry& entry) { entry.comment = std::move(comment); });
}

}  // namespace tricky::runner
