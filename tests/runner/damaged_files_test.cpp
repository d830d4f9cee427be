// The files that a session and this computer's memory live by, with damage: read, or refused by InputError, and never
// more than that (the sanitizer build sees to it).

#include <catch2/catch.hpp>
#include <functional>

#include "mutation.h"
#include "runner/lab_display.h"
#include "runner/launcher/recent_studies.h"
#include "runner/timing_certificate.h"
#include "session_fixture.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/personal_data.h"
#include "tricky/data/text.h"

using namespace tricky;
using namespace tricky::runner;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kUsualRounds = 300;
const std::string kTellingJson = "{}[]\",:\\0189-.eEtfn\n\t u";

/// Damages the file again and again; `read` reads it. Some copies must still be sound, some must not.
void read_damaged(const fs::path& file, const std::string& telling, const std::function<void()>& read,
                  const std::function<std::string(std::string)>& repair = [](std::string bytes) { return bytes; }) {
  const std::string whole = read_file(file);
  REQUIRE_NOTHROW(read());
  std::uint64_t n_read = 0;
  const std::uint64_t n = n_rounds(kUsualRounds);
  for (std::uint64_t round = 0; round < n; ++round) {
    RandomStream random(round, Stream::bootstrap);
    write_unsynced(file, repair(damaged_copy(whole, telling, random)));
    try {
      read();
      ++n_read;
    } catch (const InputError&) {
    }
  }
  write_unsynced(file, whole);
  if (std::getenv("TRICKY_FUZZ_ROUNDS") != nullptr) WARN(file.filename().string() << ": " << n << " damaged copies, " << n_read << " of them read");
  CHECK(n_read < n);
}

/// A session with everything in its journal: consent, form, remarks, a gap, a break, too fast responses.
SessionPlan rich_plan(Task task) {
  SessionPlan plan = make_plan(task, 1, 4, task == Task::two_choice ? "accuracy=0.8,seed=1" : "noise=0.3,seed=1");
  plan.protocol.consent = "I take part.";
  plan.protocol.texts.consent_yes = "Yes";
  plan.protocol.texts.consent_no = "No";
  protocols::FormField vision;
  vision.name = "vision";
  plan.protocol.form = {vision};
  plan.protocol.comment = "Anything else?";
  plan.protocol.breaks.every = 2;
  plan.protocol.breaks.text = "A break";
  return plan;
}

/// Numbers and chains the lines anew, so that what they say is looked at.
std::string chained(const std::string& bytes) {
  std::string result;
  std::string chain;
  std::size_t n = 0;
  for (const std::string& line : split(bytes, '\n')) {
    if (line.empty()) continue;
    std::string body = line.substr(0, line.rfind(",\"chain\":"));
    const std::size_t comma = body.find(',');
    if (body.starts_with("{\"n\":") && comma != std::string::npos) {
      body.replace(0, comma, "{\"n\":" + std::to_string(n + 1));
    }
    chain = sha256(chain + body);
    result += body + ",\"chain\":\"" + chain + "\"}\n";
    ++n;
  }
  return result;
}

}  // namespace

TEST_CASE("a damaged journal is refused or summarised, also when its chain fits again") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "sim-01/ses";
  const SessionPlan plan = rich_plan(GENERATE(Task::two_choice, Task::ratings));
  REQUIRE(run_simulated(plan, folder).finished);
  const fs::path file = folder / "journal.jsonl";
  // As if it had been killed before its last four lines, and gone on.
  std::string journal = read_file(file);
  for (int i = 0; i < 4; ++i) journal.resize(journal.rfind('\n', journal.size() - 2) + 1);
  write_unsynced(file, journal);
  REQUIRE(run_simulated(plan, folder, Resume::yes).finished);
  const auto read = [&] {
    const JournalContent content = read_journal(file);
    if (content.events.empty()) return;
    const JournalSummary summary = summarise_journal(content, file);
    stopped_on_another_day(summary);
    trials_tsv(summary.trials);
    to_json(summary.record.details, JsonLayout::indented);
  };
  read_damaged(file, kTellingJson, read);
  read_damaged(file, kTellingJson, read, chained);
}

TEST_CASE("a journal whose words cannot stand in a table is refused, not written") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "sim-01/ses";
  REQUIRE(run_simulated(rich_plan(Task::two_choice), folder).finished);
  std::string journal = read_file(folder / "journal.jsonl");
  const std::string word = "\"expected\":\"";
  journal.insert(journal.find(word, journal.find("\"event\":\"response\"")) + word.size(), "\\t");
  write_file(folder / "journal.jsonl", chained(journal));
  CHECK_THROWS_WITH(write_derived_files(folder), Catch::Contains("expected no tab"));
}

TEST_CASE("a damaged table of trials or session.json is refused or read") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "sim-01/ses";
  REQUIRE(run_simulated(rich_plan(GENERATE(Task::two_choice, Task::ratings)), folder).finished);
  read_damaged(folder / "session.json", kTellingJson, [&] { read_session(folder); });
  read_damaged(folder / "trials.tsv", "\t\n\r\"n/a-.0189e,mp\xff",
               [&] { trials_tsv(read_trials(folder / "trials.tsv")); });
}

TEST_CASE("damaged personal data are refused or read") {
  const TemporaryFolder temporary;
  PersonalData data;
  data.observer = "01";
  PersonalData::Entry entry{1, "easier_image", "2026-03-02T09:12:44Z", {}, "The dogs were hard. Grüße"};
  entry.answers["age"] = 34;
  entry.answers["vision"] = Value();
  entry.answers["handedness"] = "right";
  data.entries = {entry, {2, "easier_image", "2026-03-03T09:12:44Z", {}, ""}};
  const fs::path file = temporary / "observer.json";
  write_personal_data(file, data);
  read_damaged(file, kTellingJson, [&] { read_personal_data(file); });
}

TEST_CASE("what this computer remembers, damaged, is refused, forgotten or read") {
  const TemporaryFolder temporary;
  const fs::path recent = temporary / "recent_studies.json";
  remember_study(recent, {"/studies/a", "easier_image", "pairs", true});
  remember_study(recent, {"/studies/b", "three_questions", "ratings", false});
  read_damaged(recent, kTellingJson, [&] {
    std::string complaint;
    read_recent_studies(recent, complaint);
    if (!complaint.empty()) throw InputError(complaint);
  });
  const fs::path display = temporary / "display.json";
  write_lab_display(display, {"DP-1", 531.0, 57.0});
  read_damaged(display, kTellingJson, [&] { viewing(read_lab_display(display), 1920, 224, 224); });
}

TEST_CASE("a damaged timing certificate is refused or read") {
  const TemporaryFolder temporary;
  TimingCertificate certificate;
  certificate.utc = "2026-11-25T12:00:00Z";
  certificate.wall_s = 1'795'608'000.0;
  certificate.display = {"x11", "a card", "DP-1", 1920, 1080, 60, true, false};
  certificate.intervals = {600, 1.0 / 59.95, 0.0001, 0.0169};
  certificate.time_sources = {"xinput", "sdl"};
  certificate.pressed_source = "xinput";
  certificate.press_delay = certificate.onset_error = TimeSummary{20, 0.00012, 0.0001, 0.0003};
  const fs::path file = temporary / "timing.json";
  write_file(file, to_json(to_value(certificate), JsonLayout::indented));
  read_damaged(file, kTellingJson, [&] {
    const TimingCertificate read = read_certificate(file);
    why_outdated(read, certificate.display, certificate.wall_s);
    to_json(in_short(read), JsonLayout::indented);
    to_json(to_value(read), JsonLayout::indented);
  });
}
