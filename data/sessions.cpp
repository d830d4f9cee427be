#include "tricky/data/sessions.h"

#include <array>
#include <cstdio>
#include <limits>
#include <set>
#include <tuple>

#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 4> kOrigins{"observer", "pilot", "simulated", "imported"};
constexpr std::array<std::string_view, 3> kTasks{"two_choice", "ratings", "categorisation"};
constexpr std::size_t kAbsent = std::numeric_limits<std::size_t>::max();
constexpr std::string_view kNone = "n/a";  // BIDS: a missing value in a .tsv file

struct Column {
  std::string_view name;
  std::string_view units;
  std::string_view description;
};
constexpr std::array<Column, 18> kColumns{{
    {"trial", "", "Number of the trial, from 1 within its phase"},
    {"phase", "", "practice or main"},
    {"question", "", "What was asked: easier, category, or a rating question's name"},
    {"item_id", "", "What was shown; for pairs the trivial and the impossible image's ids joined by +"},
    {"left_item_id", "", "The image on the left; pairs only"},
    {"right_item_id", "", "The image on the right; pairs only"},
    {"expected", "", "The right response; n/a where nothing is right or wrong"},
    {"response", "", "The response given; n/a when there was none"},
    {"correct", "", "1 right, 0 wrong, n/a where nothing is right or wrong"},
    {"response_time", "s", "From onset to response"},
    {"onset", "s", "When the stimulus was first visible, since the session began"},
    {"uncertainty", "s", "How much earlier than its time says the response may have come"},
    {"time_source", "",
     "Who took the response's time: evdev (the kernel), xinput (a thread that waits for the X server's raw events), sdl "
     "(the window's event loop), simulated; n/a where unknown"},
    {"dropped_frames", "",
     "Screen refreshes that the trial's frames missed: a frame that was ready and waited w for its swap missed round(w / "
     "refresh period) - 1, at least 0; n/a where they were not counted"},
    {"trial_kind", "", "main, catch (the observer was told what to answer) or repeat (a main trial shown again)"},
    {"repeat_of", "", "Number of the trial that a repeat shows again; n/a for all others"},
    {"image_sha256", "", "SHA-256 of the pixels shown (RGB); for pairs the left and the right image's joined by +"},
    {"difficulty", "", "trivial, impossible or in-between; for pairs the left and the right image's joined by +"},
}};

constexpr std::size_t kFirstLaterColumn = 14;

std::vector<std::string> column_names() {
  std::vector<std::string> names;
  for (const Column& column : kColumns) names.emplace_back(column.name);
  return names;
}

template <std::size_t n>
std::vector<std::string> words(const std::array<std::string_view, n>& names) {
  return {names.begin(), names.end()};
}

template <typename Enum, std::size_t n>
Enum read_word(Fields& fields, std::string_view name, const std::array<std::string_view, n>& names) {
  const std::string word = fields.word(name, words(names));
  std::size_t i = 0;
  while (names[i] != word) ++i;
  return static_cast<Enum>(i);
}

TrialKind kind_of(const CsvReader& reader, std::size_t column) {
  for (const TrialKind kind : {TrialKind::main, TrialKind::catch_trial, TrialKind::repeat}) {
    if (reader[column] == to_text(kind)) return kind;
  }
  reader.fail(column, "expected main, catch or repeat, got " + in_quotes(reader[column]));
}

std::string_view folder_prefix(SessionOrigin origin) {
  switch (origin) {
    case SessionOrigin::pilot: return "pilot-";
    case SessionOrigin::simulated: return "sim-";
    default: return "sub-";
  }
}

}  // namespace

std::string_view to_text(SessionOrigin origin) { return kOrigins[static_cast<std::size_t>(origin)]; }
std::string_view to_text(Task task) { return kTasks[static_cast<std::size_t>(task)]; }

fs::path session_folder(const StudyFolder& study, const SessionRecord& session) {
  if (!is_plain_name(session.observer)) {
    throw InputError("observer " + in_quotes(session.observer) + ": expected 1 to 64 letters, digits, '.', '_' or '-'");
  }
  if (!is_plain_name(session.protocol)) {
    throw InputError("protocol " + in_quotes(session.protocol) + ": expected 1 to 64 letters, digits, '.', '_' or '-'");
  }
  char number[32];
  std::snprintf(number, sizeof number, "ses-%02d_task-", session.session);
  return study.sessions() / (std::string(folder_prefix(session.origin)) + session.observer) /
         (number + session.protocol);
}

SessionRecord read_session(const fs::path& session_folder) {
  const fs::path file = session_folder / "session.json";
  const Value content = read_json(file);
  Fields fields(content, file, "a session");
  SessionRecord session;
  session.observer = fields.text("observer");
  session.session = static_cast<int>(fields.integer("session", {1, 9999}));
  session.origin = read_word<SessionOrigin>(fields, "origin", kOrigins);
  session.task = read_word<Task>(fields, "task", kTasks);
  session.protocol = fields.text("protocol");
  session.protocol_sha256 = fields.text("protocol_sha256");
  session.list = fields.text("list");
  session.list_sha256 = fields.text("list_sha256");
  session.state = fields.text("state");
  const auto check_name = [&](const char* field, const std::string& name) {  // of a folder or a file it becomes
    if (!is_plain_name(name)) fields.fail(field, "expected 1 to 64 letters, digits, '.', '_' or '-'");
  };
  check_name("observer", session.observer);
  check_name("protocol", session.protocol);
  session.details = fields.object("details");
  fields.finish();
  return session;
}

void write_session(const fs::path& session_folder, const SessionRecord& session) {
  Value content;
  content["observer"] = session.observer;
  content["session"] = session.session;
  content["origin"] = to_text(session.origin);
  content["task"] = to_text(session.task);
  content["protocol"] = session.protocol;
  content["protocol_sha256"] = session.protocol_sha256;
  content["list"] = session.list;
  content["list_sha256"] = session.list_sha256;
  content["state"] = session.state;
  content["details"] = session.details.is_null() ? Value(Value::Object{}) : session.details;
  write_file(session_folder / "session.json", to_json(content, JsonLayout::indented));
}

std::vector<TrialRecord> read_trials(const fs::path& tsv) {
  CsvReader reader(tsv);
  std::array<std::size_t, kColumns.size()> at{};
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    // Sessions recorded earlier lack the last ones.
    const bool may_lack = i >= kFirstLaterColumn;
    at[i] = may_lack ? reader.find_column(kColumns[i].name).value_or(kAbsent) : reader.column(kColumns[i].name);
  }
  const auto text = [&](std::size_t column) {
    return reader[at[column]] == kNone ? std::string() : reader[at[column]];
  };
  const auto real = [&](std::size_t column) -> std::optional<double> {
    if (reader[at[column]] == kNone) return std::nullopt;
    return reader.real(at[column]);
  };
  std::vector<TrialRecord> trials;
  std::set<std::tuple<Phase, int, std::string>> seen;
  while (reader.next()) {
    TrialRecord trial;
    trial.trial = static_cast<int>(reader.integer(at[0], 1, 1'000'000));
    const std::string& phase = reader[at[1]];
    if (phase != "practice" && phase != "main")
      reader.fail(at[1], "expected practice or main, got " + in_quotes(phase));
    trial.phase = phase == "main" ? Phase::main : Phase::practice;
    trial.question = text(2);
    trial.item_id = text(3);
    trial.left_item_id = text(4);
    trial.right_item_id = text(5);
    trial.expected = text(6);
    trial.response = text(7);
    if (reader[at[8]] != kNone) {
      trial.correct = reader.integer(at[8], 0, 1) == 1 ? Correctness::right : Correctness::wrong;
    }
    trial.response_time_s = real(9);
    trial.onset_s = real(10);
    trial.uncertainty_s = real(11);
    trial.time_source = text(12);
    if (reader[at[13]] != kNone) trial.dropped_frames = static_cast<int>(reader.integer(at[13], 0, 1'000'000'000));
    if (at[14] != kAbsent) trial.kind = kind_of(reader, at[14]);
    if (at[15] != kAbsent && reader[at[15]] != kNone) {
      trial.repeat_of = static_cast<int>(reader.integer(at[15], 1, 1'000'000));
    }
    if (at[16] != kAbsent) trial.image_sha256 = text(16);
    if (at[17] != kAbsent) trial.difficulty = text(17);
    if ((trial.kind == TrialKind::repeat) != trial.repeat_of.has_value() ||
        (trial.repeat_of && *trial.repeat_of >= trial.trial)) {
      reader.fail(at[15] != kAbsent ? at[15] : at[14], "expected an earlier trial's number of a repeat, n/a of others");
    }
    if (!seen.emplace(trial.phase, trial.trial, trial.question).second) {
      reader.fail(at[0], "this trial's question stands there twice");
    }
    const bool is_right = trial.response == trial.expected;
    const bool judged = trial.correct != Correctness::missing && !trial.response.empty() && !trial.expected.empty();
    if (judged && is_right != (trial.correct == Correctness::right)) {
      reader.fail(at[8],
                  "contradicts response " + in_quotes(trial.response) + " and expected " + in_quotes(trial.expected));
    }
    if (trial.response_time_s && *trial.response_time_s < 0) reader.fail(at[9], "is negative");
    trials.push_back(std::move(trial));
  }
  return trials;
}

std::string trials_tsv(const std::vector<TrialRecord>& trials) {
  CsvWriter writer(column_names(), Separator::tab);
  const auto text = [&](const std::string& value) { writer.field(value.empty() ? kNone : std::string_view(value)); };
  const auto real = [&](const std::optional<double>& value) {
    if (value) {
      writer.field(*value);
    } else {
      writer.field(kNone);
    }
  };
  for (const TrialRecord& trial : trials) {
    writer.field(trial.trial).field(to_text(trial.phase));
    text(trial.question);
    text(trial.item_id);
    text(trial.left_item_id);
    text(trial.right_item_id);
    text(trial.expected);
    text(trial.response);
    writer.field(trial.correct == Correctness::missing ? kNone : trial.correct == Correctness::right ? "1" : "0");
    real(trial.response_time_s);
    real(trial.onset_s);
    real(trial.uncertainty_s);
    text(trial.time_source);
    text(trial.dropped_frames ? std::to_string(*trial.dropped_frames) : "");
    writer.field(to_text(trial.kind));
    text(trial.repeat_of ? std::to_string(*trial.repeat_of) : "");
    text(trial.image_sha256);
    text(trial.difficulty);
    writer.end_row();
  }
  return writer.text();
}

Value trials_description() {
  Value description;
  for (const Column& column : kColumns) {
    Value& each = description[column.name];
    each["Description"] = column.description;
    if (!column.units.empty()) each["Units"] = column.units;
  }
  return description;
}

void write_trials(const fs::path& session_folder, const std::vector<TrialRecord>& trials) {
  write_file(session_folder / "trials.json", to_json(trials_description(), JsonLayout::indented));
  write_file(session_folder / "trials.tsv", trials_tsv(trials));
}

}  // namespace tricky
