#include "tricky/data/derived_files.h"

#include <algorithm>
#include <optional>

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky {

namespace fs = std::filesystem;

namespace {

constexpr double kNsPerSecond = 1e9;  // divided by, since that rounds once
constexpr Fields::IntegerRange kClock{0};

template <typename Enum>
Enum word_as(Fields& fields, std::string_view name, std::initializer_list<Enum> values) {
  std::vector<std::string> words;
  for (const Enum value : values) words.emplace_back(to_text(value));
  const std::string word = fields.word(name, words);
  return *(values.begin() + (std::find(words.begin(), words.end(), word) - words.begin()));
}

/// Follows the session's clock from event to event, and what the other clocks said of it.
class LastSeen {
 public:
  void begin_stretch(std::int64_t t_ns) { last_t_ns_ = t_ns; }
  void take(std::int64_t t_ns) { last_t_ns_ = std::max(last_t_ns_, t_ns); }
  void take_dates(Fields& event) {
    if (event.has("t_ns")) take(event.integer("t_ns", kClock));
    if (event.has("utc")) {
      utc_ = event.text("utc");
      utc_t_ns_ = last_t_ns_;
    }
    if (event.has("wall_s")) {
      wall_s_ = event.real("wall_s");
      wall_t_ns_ = last_t_ns_;
    }
  }
  double wall_s() const { return wall_s_ + static_cast<double>(last_t_ns_ - wall_t_ns_) / kNsPerSecond; }
  /// Seconds up to then; null where the wall clock was set back.
  Value until(double wall_s) const { return wall_s < this->wall_s() ? Value() : Value(wall_s - this->wall_s()); }
  void put_into(JournalSummary& summary) const {
    summary.last_utc = utc_;
    summary.after_last_utc_s = static_cast<double>(last_t_ns_ - utc_t_ns_) / kNsPerSecond;
    summary.last_wall_s = wall_s();
    summary.last_t_ns = last_t_ns_;
  }

 private:
  std::string utc_;
  std::int64_t utc_t_ns_ = 0;
  double wall_s_ = 0.0;
  std::int64_t wall_t_ns_ = 0;
  std::int64_t last_t_ns_ = 0;
};

/// Puts the clock of each stretch of a session (the clock may begin anew with the machine) on one line of time.
class Timeline {
 public:
  void begin_stretch(std::int64_t t_ns, double wall_s) {
    if (first_wall_s_ < 0) first_wall_s_ = wall_s;
    stretch_t_ns_ = t_ns;
    // A wall clock that was set back must not put later trials before earlier ones.
    stretch_begin_s_ = std::max(wall_s - first_wall_s_, last_s_);
  }
  double since_start_s(std::int64_t t_ns) {
    const double s = stretch_begin_s_ + static_cast<double>(t_ns - stretch_t_ns_) / kNsPerSecond;
    last_s_ = std::max(last_s_, s);
    return s;
  }

 private:
  double first_wall_s_ = -1.0;
  std::int64_t stretch_t_ns_ = 0;
  double stretch_begin_s_ = 0.0;
  double last_s_ = 0.0;
};

void read_start(Fields& event, JournalSummary& summary) {
  SessionRecord& record = summary.record;
  record.observer = event.text("observer");
  record.session = static_cast<int>(event.integer("session", {1, 9999}));
  record.origin = word_as(event, "origin", {SessionOrigin::observer, SessionOrigin::pilot, SessionOrigin::simulated});
  record.task = word_as(event, "task", {Task::two_choice, Task::ratings});
  record.protocol = event.text("protocol");
  record.protocol_sha256 = event.text("protocol_sha256");
  record.list = event.text("list");
  record.list_sha256 = event.text("list_sha256");
  summary.order_sha256 = event.text("order_sha256");
  summary.simulate = event.text_or("simulate", "");
  record.details = Value::Object{};
  for (const char* field :
       {"n_practice_trials", "n_main_trials", "responses", "language", "simulate", "simulated", "software", "command_line",
        "display", "input", "clock", "begun_utc", "timing", "timing_note", "yoked_to", "trigger_port", "min_response_s"}) {
    if (const Value* value = event.optional(field)) record.details[field] = *value;
  }
}

/// A text that trials.tsv can hold.
std::string cell(Fields& fields, std::string_view name, std::optional<std::string> fallback = {}) {
  std::string text = fallback ? fields.text_or(name, std::move(*fallback)) : fields.text(name);
  if (text.find_first_of("\t\n\r") != std::string::npos) fields.fail(name, "expected no tab and no line break");
  return text;
}

/// Its last time.
std::int64_t read_response(Fields& event, Timeline& time, JournalSummary& summary) {
  TrialRecord row;
  row.trial = static_cast<int>(event.integer("trial", {1, 1'000'000}));
  row.phase = word_as(event, "phase", {Phase::practice, Phase::main});
  if (event.has("trial_kind")) {
    row.kind = word_as(event, "trial_kind", {TrialKind::main, TrialKind::catch_trial, TrialKind::repeat});
  }
  if (event.has("repeat_of")) row.repeat_of = static_cast<int>(event.integer("repeat_of", {1, 1'000'000}));
  row.item_id = cell(event, "item_id");
  row.left_item_id = cell(event, "left_item_id", "");
  row.right_item_id = cell(event, "right_item_id", "");
  row.expected = cell(event, "expected", "");
  if (event.has("dropped_frames")) {
    row.dropped_frames = static_cast<int>(event.integer("dropped_frames", {0, 1'000'000'000}));
  }
  row.image_sha256 = cell(event, "image_sha256", "");
  row.difficulty = cell(event, "difficulty", "");
  const std::int64_t onset_ns = event.integer("onset_ns", kClock);
  std::int64_t last_ns = onset_ns;
  row.onset_s = time.since_start_s(onset_ns);
  const std::pair<Phase, int> place(row.phase, row.trial);
  if (std::find(summary.answered.begin(), summary.answered.end(), place) != summary.answered.end()) {
    event.fail("trial", "trial " + std::to_string(row.trial) + " has a response already");
  }
  summary.answered.push_back(place);
  if (event.has("too_fast")) ++summary.n_too_fast;
  for (const Value& each : event.array("answers")) {
    Fields answer(each, event.source(), "an answer");
    row.question = cell(answer, "question");
    row.response = cell(answer, "response", "");
    row.response_time_s.reset();
    row.uncertainty_s.reset();
    row.time_source.clear();
    row.correct = Correctness::missing;
    if (row.response.empty()) {  // the time was over
      summary.trials.push_back(row);
      continue;
    }
    const std::int64_t response_ns = answer.integer("response_ns", kClock);
    last_ns = std::max(last_ns, response_ns);
    row.response_time_s = static_cast<double>(response_ns - onset_ns) / kNsPerSecond;
    row.time_source = cell(answer, "time_source");
    row.uncertainty_s = static_cast<double>(answer.integer("uncertainty_ns")) / kNsPerSecond;
    if (!row.expected.empty()) row.correct = row.response == row.expected ? Correctness::right : Correctness::wrong;
    time.since_start_s(response_ns);
    summary.trials.push_back(row);
  }
  return last_ns;
}

}  // namespace

namespace {

/// Refreshes missed in all trials; null where they were not counted. A ratings trial has several rows, one behind the
/// other.
Value late_frames(const std::vector<TrialRecord>& trials) {
  std::int64_t n = 0;
  bool counted = false;
  const TrialRecord* last = nullptr;
  for (const TrialRecord& trial : trials) {
    const bool same = last != nullptr && last->trial == trial.trial && last->phase == trial.phase;
    if (!same && trial.dropped_frames) {
      n += *trial.dropped_frames;
      counted = true;
    }
    last = &trial;
  }
  return counted ? Value(n) : Value();
}

void count_triggers(Fields& event, int& n, int& n_lost) {
  for (const Value& each : event.array("triggers")) {
    ++n;
    n_lost += each.find("lost") != nullptr ? 1 : 0;
  }
}

}  // namespace

JournalSummary summarise_journal(const JournalContent& content, const fs::path& journal_file) {
  TRICKY_ASSERT(!content.events.empty());
  JournalSummary summary;
  Timeline time;
  Value gaps = Value::Array{};
  Value jumps = Value::Array{};
  Value last_stop;
  int n_triggers = 0;
  int n_triggers_lost = 0;
  LastSeen seen;
  for (const Value& each : content.events) {
    Fields event(each, journal_file, "a journal event");
    const std::string kind = event.text("event");
    const bool is_start = kind == "session_start";
    if (is_start != (each.line() == content.events.front().line())) {
      event.fail("event", is_start ? "the session began already" : "expected session_start first");
    }
    if (is_start) read_start(event, summary);
    if (kind == "resume") {
      Value gap;
      gap["after_responses"] = summary.answered.size();
      gap["reason"] = last_stop.is_null() ? Value("the program ended without a word") : last_stop;
      gap["resumed_utc"] = event.text("utc");
      gap["gap_s"] = seen.until(event.real("wall_s"));
      gap["torn_bytes_cut"] = event.integer("torn_bytes_cut");
      gaps.push_back(std::move(gap));
      last_stop = Value();
    }
    if (event.has("triggers")) count_triggers(event, n_triggers, n_triggers_lost);
    if (event.has("trigger_fault")) summary.record.details["trigger_fault"] = event.text("trigger_fault");
    if (is_start || kind == "resume") {
      const std::int64_t t_ns = event.integer("t_ns", kClock);
      time.begin_stretch(t_ns, event.real("wall_s"));
      seen.begin_stretch(t_ns);
    }
    seen.take_dates(event);
    if (kind == "response") seen.take(read_response(event, time, summary));
    if (kind == "clock_jump") {
      Value jump;
      jump["after_responses"] = summary.answered.size();
      jump["by_s"] = event.real("by_s");
      jumps.push_back(std::move(jump));
    }
    if (kind == "interrupted") last_stop = event.text("reason");
    if (kind == "finished") summary.finished = true;
    if (kind == "consent") {
      summary.declined = !event.boolean("given");
      summary.record.details["consent"] = event.boolean("given");
    }
    if (std::find(summary.events.begin(), summary.events.end(), kind) == summary.events.end()) {
      summary.events.push_back(kind);
    }
    if (kind == "finished" || kind == "interrupted") summary.record.details["ended_utc"] = event.text("utc");
  }
  if (summary.record.details.find("timing") != nullptr) {
    summary.record.details["timing"]["late_frames"] = late_frames(summary.trials);
  }
  summary.record.state = summary.declined ? "declined" : summary.finished ? "finished" : "interrupted";
  summary.record.details["n_trials_answered"] = summary.answered.size();
  if (summary.n_too_fast > 0) summary.record.details["n_too_fast"] = summary.n_too_fast;
  if (summary.record.details.find("trigger_port") != nullptr) {
    summary.record.details["n_triggers"] = n_triggers;
    summary.record.details["n_triggers_lost"] = n_triggers_lost;
  }
  summary.record.details["gaps"] = std::move(gaps);
  if (!jumps.if_array()->empty()) summary.record.details["clock_jumps"] = std::move(jumps);
  seen.put_into(summary);
  if (!summary.finished && !summary.declined) {
    summary.record.details["interrupted_by"] =
        last_stop.is_null() ? Value("the program ended without a word") : last_stop;
  }
  return summary;
}

JournalSummary write_derived_files(const fs::path& session_folder) {
  const fs::path journal_file = session_folder / "journal.jsonl";
  const JournalContent content = read_journal(journal_file);
  if (content.events.empty()) throw InputError({journal_file, 0, ""}, "holds no event, so there is nothing to derive");
  JournalSummary summary = summarise_journal(content, journal_file);
  write_trials(session_folder, summary.trials);
  write_session(session_folder, summary.record);
  return summary;
}

}  // namespace tricky
