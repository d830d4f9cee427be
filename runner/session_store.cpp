#include "session_store.h"

#include <algorithm>
#include <ctime>

#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

fs::path with_folder(fs::path folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw IoError(folder, "cannot be created", error.value());
  return folder;
}

std::string who(const SessionPlan& plan) {
  return "observer " + plan.record.observer + ", session " + std::to_string(plan.record.session) + " of " +
         plan.record.protocol;
}

[[noreturn]] void refuse_finished(const fs::path& folder, const SessionPlan& plan) {
  throw InputError({folder, 0, ""}, who(plan) +
                                        " is finished already and stays as it is; take another session (--session " +
                                        std::to_string(plan.record.session + 1) +
                                        "), another observer (--observer), or move this folder away");
}

[[noreturn]] void refuse_declined(const fs::path& folder, const SessionPlan& plan) {
  throw InputError({folder, 0, ""}, who(plan) + " was declined by the observer, which stays on record; take another " +
                                        "session (--session " + std::to_string(plan.record.session + 1) +
                                        "), another observer (--observer), or move this folder away");
}

[[noreturn]] void refuse_interrupted(const fs::path& folder, const SessionPlan& plan, const JournalSummary& before) {
  const std::string stopped = who(plan) + " was interrupted after " + std::to_string(before.answered.size()) + " of " +
                              std::to_string(plan.count(Phase::practice) + plan.count(Phase::main)) + " trials. ";
  throw Unfinished({folder, 0, ""}, stopped + "Go on where it stopped with:\n  " + plan.resume_command +
                                        "\nor take another session (--session " +
                                        std::to_string(plan.record.session + 1) +
                                        "), another observer (--observer), or move this folder away",
                   stopped + "Go on where it stopped?", Resume::yes);
}

/// "2026-11-24T23:30:00Z" and so many seconds as a day in local time; empty when it is no time.
std::string local_day(const std::string& utc, double later_s = 0.0) {
  std::tm parts{};
  if (::strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) == nullptr) return "";
  const std::time_t seconds = ::timegm(&parts) + static_cast<std::time_t>(later_s);
  ::localtime_r(&seconds, &parts);
  std::string day(10, '\0');
  std::strftime(day.data(), day.size() + 1, "%Y-%m-%d", &parts);
  return day;
}

std::string today() { return local_day(utc_now()); }

[[noreturn]] void refuse_another_day(const fs::path& folder, const SessionPlan& plan, const std::string& day) {
  const std::string stopped =
      who(plan) + " stopped on " + day + ", another day (today is " + today() + " by this computer's clock). ";
  throw Unfinished({folder, 0, ""}, stopped + "To go on with it all the same, which stays on record:\n  " +
                                        plan.resume_command + " --another-day\nor take another session (--session " +
                                        std::to_string(plan.record.session + 1) + ")",
                   stopped + "Go on with it all the same, which stays on record?", Resume::on_another_day);
}

/// Files that a session killed before its first event may leave.
bool is_harmless(const fs::path& file) {
  const std::string name = file.filename().string();
  return name == ".lock" || name == "order.csv" || name == "journal.jsonl" || name.starts_with("order.csv.tmp-");
}

}  // namespace

std::string stopped_on_another_day(const JournalSummary& before) {
  const std::string day = local_day(before.last_utc, before.after_last_utc_s);
  return day == today() ? "" : day;
}

SessionStore::SessionStore(fs::path folder, const SessionPlan& plan, Resume resume)
    : folder_(with_folder(std::move(folder))), lock_(folder_) {
  const std::string order = order_csv(plan.trials, plan.list);
  order_sha256_ = sha256(order);
  const fs::path journal_file = folder_ / "journal.jsonl";
  JournalContent content;
  if (fs::exists(journal_file)) content = read_journal(journal_file);
  if (content.events.empty()) {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
      if (is_harmless(entry.path())) continue;
      throw InputError({entry.path(), 0, ""}, "is in the session's folder, which has no journal; move the folder away");
    }
    if (resume != Resume::no) {
      throw InputError({folder_, 0, ""},
                       who(plan) + " has not begun, so there is nothing to resume; leave out --resume");
    }
    begin(order);
    return;
  }
  const JournalSummary before = summarise_journal(content, journal_file);
  if (before.declined) {
    write_derived_files(folder_);
    refuse_declined(folder_, plan);
  }
  if (before.finished) {
    write_derived_files(folder_);  // the process may have been killed between its last event and these files
    refuse_finished(folder_, plan);
  }
  if (resume == Resume::no) {
    write_derived_files(folder_);
    refuse_interrupted(folder_, plan, before);
  }
  if (resume == Resume::yes) {
    if (const std::string day = stopped_on_another_day(before); !day.empty()) refuse_another_day(folder_, plan, day);
  }
  go_on(plan, before);
}

std::optional<double> SessionStore::pause_s(Clock& clock) const {
  const double by_wall_s = clock.wall_s() - before_.last_wall_s;
  const double by_session_s = static_cast<double>(clock.now_ns() - before_.last_t_ns) * 1e-9;
  if (!resumed_ || by_wall_s < 0.0 || by_session_s < 0.0) return std::nullopt;
  return std::max(by_wall_s, by_session_s);
}

bool SessionStore::had(std::string_view event) const {
  return std::find(before_.events.begin(), before_.events.end(), event) != before_.events.end();
}

bool SessionStore::answered(const Trial& trial) const {
  const std::pair place(trial.phase, trial.trial);
  return std::find(before_.answered.begin(), before_.answered.end(), place) != before_.answered.end();
}

bool SessionStore::answered_phase(Phase phase) const {
  return std::any_of(before_.answered.begin(), before_.answered.end(),
                     [&](const auto& place) { return place.first == phase; });
}

bool SessionStore::was_right(const Trial& trial) const {
  return std::any_of(before_.trials.begin(), before_.trials.end(), [&](const TrialRecord& row) {
    return row.phase == trial.phase && row.trial == trial.trial && row.correct == Correctness::right;
  });
}

SessionStore::~SessionStore() {
  if (!journal_ || journal_->n_events() > 0) return;
  std::error_code ignored;
  for (const char* name : {"order.csv", "journal.jsonl", ".lock"}) fs::remove(folder_ / name, ignored);
  // These two only go when they are empty.
  fs::remove(folder_, ignored);
  fs::remove(folder_.parent_path(), ignored);
}

void SessionStore::begin(const std::string& order) {
  write_file(folder_ / "order.csv", order);
  journal_.emplace(folder_ / "journal.jsonl");
}

void SessionStore::go_on(const SessionPlan& plan, const JournalSummary& before) {
  const auto same = [&](const std::string& then, const std::string& now, const std::string& what) {
    if (then == now) return;
    throw InputError({folder_, 0, ""}, who(plan) + " began with another " + what + " (" + in_quotes(then) + ", now " +
                                           in_quotes(now) +
                                           "); put the first one back, or take another session (--session " +
                                           std::to_string(plan.record.session + 1) + ")");
  };
  same(before.record.list, plan.record.list, "list");
  same(before.record.protocol_sha256, plan.record.protocol_sha256, "version of the protocol");
  same(before.record.list_sha256, plan.record.list_sha256, "version of the list");
  same(before.simulate, plan.simulate, "simulated observer");
  if (const Value* simulated = before.record.details.find("simulated")) {
    same(to_json(*simulated, JsonLayout::one_line), to_json(plan.simulated, JsonLayout::one_line), "simulated observer");
  }
  same(before.order_sha256, order_sha256_, "order of trials");
  same(sha256_of_file(folder_ / "order.csv"), order_sha256_, "order.csv");
  before_ = before;
  resumed_ = true;
  journal_.emplace(folder_ / "journal.jsonl");
}

}  // namespace tricky::runner
