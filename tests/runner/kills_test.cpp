#include <sys/mman.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "file_faults.h"
#include "in_child.h"

using namespace tricky;
using namespace tricky::runner;
namespace fs = std::filesystem;

namespace {

constexpr int kTrials = 110;

/// How many responses the observer was shown to be past, in memory that outlives the process.
class Acknowledged {
 public:
  Acknowledged()
      : n_(static_cast<int*>(::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
    REQUIRE(static_cast<void*>(n_) != MAP_FAILED);
  }
  Acknowledged(const Acknowledged&) = delete;
  Acknowledged& operator=(const Acknowledged&) = delete;
  ~Acknowledged() { ::munmap(n_, sizeof(int)); }
  int& n() { return *n_; }

 private:
  int* n_;
};

bool run(const SessionPlan& plan, const fs::path& folder, Resume resume, int& acknowledged) {
  return run_script(
             plan, folder,
             [&](Script& script, const Screen& screen) {
               const int trial = std::get<PairScreen>(screen).number.trial;
               acknowledged = trial - 1;
               script.tap(trial % 3 == 0 ? Key::left : Key::right, 100);
             },
             resume)
      .finished;
}

/// Whatever the fault left, the responses that were acknowledged are there, and the session goes on to the same end.
void check_end(const SessionPlan& plan, const fs::path& folder, int acknowledged,
               const std::vector<std::string>& expected) {
  const fs::path journal = folder / "journal.jsonl";
  std::size_t n_kept = 0;
  bool has_begun = false;
  bool was_finished = false;
  if (fs::exists(journal)) {
    const JournalContent content = read_journal(journal);
    has_begun = !content.events.empty();
    if (has_begun) {
      const JournalSummary summary = summarise_journal(content, journal);
      n_kept = summary.answered.size();
      was_finished = summary.finished;
    }
  }
  REQUIRE(n_kept >= static_cast<std::size_t>(acknowledged));
  int ignored = 0;
  if (was_finished) {
    write_derived_files(folder);
  } else {
    REQUIRE(run(plan, folder, has_begun ? Resume::yes : Resume::no, ignored));
  }
  REQUIRE(answers(folder) == expected);
}

}  // namespace

TEST_CASE("a session killed in any file operation, through more than 200 journal lines, ends like one that was not") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, kTrials);
  Acknowledged shown;
  REQUIRE(run(plan, temporary / "whole", Resume::no, shown.n()));
  const auto expected = answers(temporary / "whole");
  REQUIRE(expected.size() == kTrials);
  REQUIRE(read_journal(temporary / "whole/journal.jsonl").events.size() > 200);
  long n_kills = 0;
  // A journal line is one write, killed when half of it is done.
  for (;; ++n_kills) {
    const fs::path folder = temporary / "killed";
    fs::remove_all(folder);
    shown.n() = 0;
    const int code = in_child([&] {
      die_in_file_operation(n_kills);
      return run(plan, folder, Resume::no, shown.n()) ? 0 : 1;
    });
    if (code == 0) break;
    REQUIRE(code == -SIGKILL);
    check_end(plan, folder, shown.n(), expected);
  }
  CHECK(n_kills > 220);
}

TEST_CASE("a disk that is full from any write on stops the session, and nothing acknowledged is missing") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, kTrials);
  Acknowledged shown;
  REQUIRE(run(plan, temporary / "whole", Resume::no, shown.n()));
  const auto expected = answers(temporary / "whole");
  long n_full = 0;
  for (;; ++n_full) {
    const fs::path folder = temporary / "full";
    fs::remove_all(folder);
    shown.n() = 0;
    const int code = in_child([&] {
      fill_disk_at_write(n_full);
      return run(plan, folder, Resume::no, shown.n()) ? 0 : 1;
    });
    if (code == 0) break;
    REQUIRE(code == kEndedByIoError);
    check_end(plan, folder, shown.n(), expected);
  }
  CHECK(n_full > 200);
}
