#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>

#include "in_child.h"

using namespace tricky;
using namespace tricky::runner;
namespace fs = std::filesystem;

namespace {

const std::string kSpec = "accuracy=0.7,seed=5";

}  // namespace

TEST_CASE("a session killed after any journal line, or within one, goes on and ends like one that was not") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 1, 4, kSpec);
  REQUIRE(run_simulated(plan, temporary / "whole").finished);
  const std::string journal = read_file(temporary / "whole/journal.jsonl");
  const auto expected = answers(temporary / "whole");
  REQUIRE(expected.size() == 5);
  std::size_t n_kills = 0;
  for (std::size_t end = 0; end < journal.size(); end = journal.find('\n', end) + 1) {
    for (const std::size_t torn : {std::size_t{0}, std::size_t{17}}) {
      const fs::path folder = temporary / ("cut" + std::to_string(n_kills++));
      fs::create_directories(folder);
      fs::copy_file(temporary / "whole/order.csv", folder / "order.csv");
      write_file(folder / "journal.jsonl", journal.substr(0, end + torn));
      const bool has_begun = end > 0;
      const JournalContent before = read_journal(folder / "journal.jsonl");
      const std::size_t n_kept = has_begun ? summarise_journal(before, folder).answered.size() : 0;
      const bool was_finished = has_begun && summarise_journal(before, folder).finished;
      if (was_finished) continue;
      REQUIRE(run_simulated(plan, folder, has_begun ? Resume::yes : Resume::no).finished);
      CHECK(answers(folder) == expected);
      const auto after = read_journal(folder / "journal.jsonl");
      // Nothing that was written before is gone.
      CHECK(read_file(folder / "journal.jsonl").starts_with(journal.substr(0, end)));
      if (!has_begun) continue;
      const Value gaps = *read_session(folder).details.find("gaps");
      REQUIRE(gaps.if_array()->size() == 1);
      CHECK(*gaps.if_array()->front().find("after_responses")->if_integer() == static_cast<std::int64_t>(n_kept));
      CHECK(*gaps.if_array()->front().find("torn_bytes_cut")->if_integer() == static_cast<std::int64_t>(torn));
      double last_s = -1.0;
      for (const TrialRecord& row : read_trials(folder / "trials.tsv")) {
        CHECK(*row.onset_s > last_s);
        last_s = *row.onset_s;
      }
    }
  }
  CHECK(n_kills >= 28);
}

TEST_CASE("a process killed without warning loses nothing that it had acknowledged") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 30, kSpec);
  const fs::path folder = temporary / "ses";
  int n_runs = 0;
  bool finished = false;
  while (!finished && n_runs < 40) {
    // Each run is killed as it shows its fourth trial.
    const int code = in_child([&] {
      SessionStore store(folder, plan, n_runs == 0 ? Resume::no : Resume::yes);
      SimulatedClock clock;
      int n_shown = 0;
      Script script(clock, [&](Script& self, const Screen& screen) {
        if (std::holds_alternative<TextScreen>(screen)) return self.tap(Key::space, 5);
        if (++n_shown == 4) ::raise(SIGKILL);
        self.tap(Key::left, 5);
      });
      return run_session(plan, store, script, script, clock).finished ? 0 : 1;
    });
    finished = code == 0;
    ++n_runs;
    if (finished) break;
    REQUIRE(code == -SIGKILL);
    CHECK(summarise_journal(read_journal(folder / "journal.jsonl"), folder).answered.size() ==
          static_cast<std::size_t>(3 * n_runs));
  }
  CHECK(finished);
  CHECK(answers(folder).size() == 30);
}

TEST_CASE("derived files come from the journal alone, byte for byte") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::ratings, 1, 5, "noise=0.3");
  REQUIRE(run_simulated(plan, temporary / "ses").finished);
  const auto read = [&](const char* name) { return read_file(temporary / "ses" / name); };
  const std::string before = read("trials.tsv") + read("trials.json") + read("session.json");
  for (const char* name : {"trials.tsv", "trials.json", "session.json", "order.csv"})
    fs::remove(temporary / "ses" / name);
  write_derived_files(temporary / "ses");
  CHECK(read("trials.tsv") + read("trials.json") + read("session.json") == before);
}

TEST_CASE("a finished session is refused and stays as it is") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 3, kSpec);
  REQUIRE(run_simulated(plan, temporary / "ses").finished);
  const std::string journal = read_file(temporary / "ses/journal.jsonl");
  for (const Resume resume : {Resume::no, Resume::yes}) {
    CHECK_THROWS_WITH(run_simulated(plan, temporary / "ses", resume), Catch::Contains("finished already") &&
                                                                          Catch::Contains("--session 2") &&
                                                                          Catch::Contains("--observer"));
  }
  CHECK(read_file(temporary / "ses/journal.jsonl") == journal);
}

TEST_CASE("derived files that are older than the journal's end are written anew at the next start") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "ses";
  const SessionPlan plan = make_plan(Task::two_choice, 0, 3, kSpec);
  REQUIRE(run_simulated(plan, folder).finished);
  // As a kill between the last journal line and the derived files leaves them.
  std::vector<TrialRecord> trials = read_trials(folder / "trials.tsv");
  trials.pop_back();
  write_trials(folder, trials);
  SessionRecord record = read_session(folder);
  record.state = "interrupted";
  write_session(folder, record);
  CHECK_THROWS_WITH(SessionStore(folder, plan, Resume::no), Catch::Contains("finished already"));
  CHECK(read_trials(folder / "trials.tsv").size() == 3);
  CHECK(read_session(folder).state == "finished");
}

TEST_CASE("a session that stopped on another day goes on only when that is asked for") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "ses";
  const SessionPlan plan = make_plan(Task::two_choice, 0, 4);
  const auto two_trials = [](Script& script, const Screen& screen) {
    if (std::get<PairScreen>(screen).number.trial < 3) script.tap(Key::left, 100);
  };
  ::setenv("SOURCE_DATE_EPOCH", "1700000000", 1);  // the session's day: 2023-11-14, or 15 in the east
  REQUIRE_FALSE(run_script(plan, folder, two_trials).finished);
  const JournalContent before = read_journal(folder / "journal.jsonl");
  { const SessionStore same_day(folder, plan, Resume::yes); }
  ::unsetenv("SOURCE_DATE_EPOCH");
  CHECK_THROWS_WITH(SessionStore(folder, plan, Resume::yes), Catch::Contains("stopped on 2023-11-1") &&
                                                                 Catch::Contains("--resume --another-day"));
  CHECK(read_journal(folder / "journal.jsonl").events.size() == before.events.size());
  const SessionStore asked_for(folder, plan, Resume::on_another_day);
  CHECK(asked_for.resumed());
}

TEST_CASE("an interrupted session is refused with the command that goes on, and gets its derived files") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "ses";
  const SessionPlan plan = make_plan(Task::two_choice, 0, 4);
  const auto two_trials = [](Script& script, const Screen& screen) {
    if (std::get<PairScreen>(screen).number.trial < 3) script.tap(Key::left, 100);
  };
  REQUIRE_FALSE(run_script(plan, folder, two_trials).finished);
  fs::remove(folder / "session.json");
  fs::remove(folder / "trials.tsv");
  CHECK_THROWS_WITH(SessionStore(folder, plan, Resume::no),
                    Catch::Contains("after 2 of 4 trials") && Catch::Contains("tricky session test --resume"));
  CHECK(read_trials(folder / "trials.tsv").size() == 2);

  SECTION("another protocol, list or order cannot be mixed in") {
    SessionPlan other = plan;
    other.record.protocol_sha256 = std::string(64, 'c');
    CHECK_THROWS_WITH(SessionStore(folder, other, Resume::yes), Catch::Contains("another version of the protocol"));
    other = plan;
    other.record.list_sha256 = std::string(64, 'c');
    CHECK_THROWS_WITH(SessionStore(folder, other, Resume::yes), Catch::Contains("another version of the list"));
    other = plan;
    std::swap(other.trials[2], other.trials[3]);
    CHECK_THROWS_WITH(SessionStore(folder, other, Resume::yes), Catch::Contains("order of trials"));
    write_file(folder / "order.csv", "trial\n1\n");
    CHECK_THROWS_WITH(SessionStore(folder, plan, Resume::yes), Catch::Contains("order.csv"));
  }
  SECTION("an edited journal is not continued") {
    std::string journal = read_file(folder / "journal.jsonl");
    const std::size_t at = journal.find("\"response\":\"left\"");
    journal.replace(at, 17, "\"response\":\"left \"");
    write_file(folder / "journal.jsonl", journal);
    CHECK_THROWS_AS(SessionStore(folder, plan, Resume::yes), InputError);
  }
}

TEST_CASE("there is nothing to resume where nothing began, and foreign files are not touched") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 3, kSpec);
  CHECK_THROWS_WITH(SessionStore(temporary / "ses", plan, Resume::yes), Catch::Contains("leave out --resume"));
  write_file(temporary / "old/trials.tsv", "precious");
  CHECK_THROWS_WITH(SessionStore(temporary / "old", plan, Resume::no), Catch::Contains("trials.tsv"));
  CHECK(read_file(temporary / "old/trials.tsv") == "precious");
}

TEST_CASE("a second runner is refused while the first one has the session") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 3, kSpec);
  const SessionStore first(temporary / "ses", plan, Resume::no);
  CHECK(in_child([&] {
          SessionStore second(temporary / "ses", plan, Resume::no);
          return 0;
        }) == kEndedByInputError);
}

TEST_CASE("a session that never got to its first event leaves nothing behind") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 3, kSpec);
  { const SessionStore store(temporary / "sub-01/ses", plan, Resume::no); }
  CHECK_FALSE(fs::exists(temporary / "sub-01"));
}

TEST_CASE("when the disk fills up at any line the session stops and every acknowledged response is there") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 6, kSpec);
  REQUIRE(run_simulated(plan, temporary / "whole").finished);
  const auto expected = answers(temporary / "whole");
  const std::size_t size = fs::file_size(temporary / "whole/journal.jsonl");
  const std::size_t order_size = fs::file_size(temporary / "whole/order.csv");
  int n_full = 0;
  for (std::size_t limit = order_size + 1; limit < size; limit += 397) {
    const fs::path folder = temporary / ("full" + std::to_string(limit));
    const int code = in_child([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      rlimit limits{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &limits);
      run_simulated(plan, folder);
      return 0;
    });
    REQUIRE(code == kEndedByIoError);
    ++n_full;
    if (!fs::exists(folder / "journal.jsonl")) continue;  // not even the first line had room
    // The journal ends with a whole line, and the session goes on when there is room.
    const JournalContent content = read_journal(folder / "journal.jsonl");
    CHECK(content.n_torn_bytes == 0);
    if (content.events.empty()) continue;
    REQUIRE(run_simulated(plan, folder, Resume::yes).finished);
    CHECK(answers(folder) == expected);
  }
  CHECK(n_full > 5);
}

TEST_CASE("a folder that cannot be written is an error that names it") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 3, kSpec);
  fs::permissions(temporary.path(),
                  fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
  const int code = in_child([&] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) return 77;
    SessionStore store(temporary / "ses", plan, Resume::no);
    return 0;
  });
  fs::permissions(temporary.path(), fs::perms::owner_all);
  CHECK(code == kEndedByIoError);
}
