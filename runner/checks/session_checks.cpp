#include "checks/session_checks.h"

#include <algorithm>
#include <exception>

#include "page_images.h"
#include "session_store.h"
#include "stimulus_images.h"
#include "tricky/data/derived_files.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace fs = std::filesystem;
using protocols::Key;
using State = StartCheck::State;

namespace {

std::string names_of(const std::vector<Key>& keys) {
  std::vector<std::string> names;
  for (const Key key : keys) names.push_back(to_text(key));
  return join(names, " or ");
}

std::string count_of(std::size_t n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

bool has_journal(const StudyFolder& study, SessionRecord record, int session) {
  record.session = session;
  std::error_code ignored;
  return fs::exists(session_folder(study, record) / "journal.jsonl", ignored);
}

}  // namespace

int first_free_session(const StudyFolder& study, const SessionRecord& record) {
  int session = 1;
  while (session < 9999 && has_journal(study, record, session)) ++session;
  return session;
}

StartCheck check_images(const StimulusList& list, const fs::path& list_file) {
  try {
    const std::size_t n = load_images(list, list_file).size();
    return {"images", State::ok, count_of(n, "image") + ", every pixel as the list has it", ""};
  } catch (const InputError& error) {
    StartCheck check = problem_from_message("images", error.what());
    // The names of the faulty images stand behind the advice; they are what was found.
    if (const std::size_t names = check.fix.find('\n'); names != std::string::npos) {
      check.found += check.fix.substr(names);
      check.fix.resize(names);
    }
    return check;
  }
}

std::optional<StartCheck> check_page_images(const protocols::Protocol& protocol, const StudyFolder& study,
                                            const fs::path& protocol_file) {
  try {
    const std::size_t n = load_page_images(protocol, study, protocol_file).size();
    if (n == 0) return std::nullopt;
    return StartCheck{"pages", State::ok, count_of(n, "image") + " in the instructions, as the files have them", ""};
  } catch (const InputError& error) {
    return problem_from_message("pages", error.what());
  }
}

StartCheck check_keys(const protocols::Protocol& protocol) {
  const auto* pairs = std::get_if<protocols::TwoChoiceTask>(&protocol.task);
  if (pairs == nullptr) return {"keys", State::ok, "digits, arrows, Enter; or the mouse", ""};
  const std::string found = names_of(pairs->left_keys) + ": left, " + names_of(pairs->right_keys) + ": right";
  for (const std::vector<Key>* keys : {&pairs->left_keys, &pairs->right_keys}) {
    for (const Key key : *keys) {
      if (key != Key::space && key != Key::enter && key != Key::backspace) continue;
      return {"keys", State::warning, found,
              in_quotes(to_text(key)) +
                  " also turns pages, so an impatient observer answers with it; name another "
                  "key in the protocol"};
    }
  }
  return {"keys", State::ok, found, ""};
}

StartCheck check_earlier_sessions(const StudyFolder& study, const SessionPlan& plan, bool resume) {
  const SessionRecord& record = plan.record;
  const fs::path folder = session_folder(study, record);
  const std::string who = "session " + std::to_string(record.session) + " of observer " + record.observer;
  const int free = first_free_session(study, record);
  const std::string other = "take session " + std::to_string(free) + " (--session " + std::to_string(free) +
                            "), or another observer (--observer)";
  if (!has_journal(study, record, record.session)) {
    if (resume) return {"earlier", State::problem, who + " has not begun", "start it without --resume"};
    if (free < record.session) {
      return {"earlier", State::warning,
              "session " + std::to_string(free) + " of observer " + record.observer + " was never run",
              "check the observer's code and the session's number"};
    }
    return {"earlier", State::ok,
            record.session == 1 ? "the observer's first session" : who + " follows the earlier ones", ""};
  }
  try {
    const FolderLock nobody_else(folder);
    const fs::path journal_file = folder / "journal.jsonl";
    const JournalContent journal = read_journal(journal_file);
    if (journal.events.empty()) return {"earlier", State::ok, who + " was opened, but has no event yet", ""};
    const JournalSummary before = summarise_journal(journal, journal_file);
    if (before.finished) return {"earlier", State::problem, who + " is finished and stays as it is", other};
    const std::string where = who + " stopped after " + std::to_string(before.answered.size()) + " of " +
                              count_of(plan.trials.size(), "trial");
    if (!resume) {
      const std::string day = stopped_on_another_day(before);
      return {"earlier", State::problem, where + (day.empty() ? "" : " on " + day + ", another day"),
              "go on with it (--resume" + std::string(day.empty() ? "" : " --another-day") + "); or " + other};
    }
    if (before.record.list_sha256 != record.list_sha256 || before.record.protocol_sha256 != record.protocol_sha256) {
      return {"earlier", State::problem, where + ", with another version of the protocol or the list",
              "put the first version back; or " + other};
    }
    if (const std::string day = stopped_on_another_day(before); !day.empty()) {
      return {"earlier", State::warning, where + " on " + day + ", another day; it goes on there",
              "go on only if that is meant (--another-day); or " + other};
    }
    return {"earlier", State::ok, where + "; it goes on there", ""};
  } catch (const InUse& error) {
    return {"earlier", State::problem, who + " runs at this moment", "wait for its end; or " + other};
  } catch (const InputError& error) {
    return {"earlier", State::problem, error.what(), other};
  }
}

StartCheck check_origin(const SessionPlan& plan) {
  switch (plan.record.origin) {
    case SessionOrigin::pilot:
      return {"counts as", State::warning, "a pilot: kept apart, never analysed with data",
              "for data leave out --pilot"};
    case SessionOrigin::simulated:
      return {"counts as", State::warning, "a simulated session: kept apart, never analysed with data",
              "for data leave out --simulate"};
    default: return {"counts as", State::ok, "data of observer " + plan.record.observer, ""};
  }
}

StartCheck check_clock(const StudyFolder& study, const fs::path& list_file, fs::file_time_type now) {
  for (const fs::path& file : {study.study_file(), list_file}) {
    std::error_code error;
    const fs::file_time_type written = fs::last_write_time(file, error);
    if (error || written <= now + std::chrono::minutes(1)) continue;
    return {"clock", State::warning, "the computer's clock stands before " + file.filename().string() + " was written",
            "set the clock: the session's date will be wrong, its response times will not"};
  }
  return {"clock", State::ok, "date and time fit the study's files", ""};
}

}  // namespace tricky::runner
