#include "engine/study_status.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "engine/commands/table.h"
#include "engine/run_marks.h"
#include "tiny_study.h"
#include "tricky/data/decisions.h"
#include "tricky/data/files.h"
#include "tricky/engine/metrics.h"

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;
using State = RunStatus::State;

namespace {

/// What a training leaves that came so far: a row and a marker an epoch.
void pretend_epochs(const fs::path& run, int n) {
  std::vector<EpochMetrics> metrics;
  for (int epoch = 0; epoch < n; ++epoch) {
    metrics.push_back({epoch, 0.1, 1.0, 0.5, 0.25 + 0.1 * epoch, 10.0, 100.0});
    write_file(run / ("DONE_000" + std::to_string(epoch)), "");
  }
  write_metrics(run / "metrics.csv", metrics);
}

std::string running_json(const std::string& host, std::int64_t process, std::int64_t start) {
  return "{\"host\": \"" + host + "\", \"process\": " + std::to_string(process) +
         ", \"process_start\": " + std::to_string(start) +
         ", \"slurm_job\": \"\", \"epoch\": 1, \"images_per_s\": 5.0, \"seconds_left\": 60.0}";
}

}  // namespace

TEST_CASE("a run's mark lives as long as its process, and tells that process from a later one of the same number") {
  const TemporaryFolder folder;
  {
    RunningMarkKeeper keeper(folder.path());
    CHECK_FALSE(read_running(folder.path()).has_value());
    keeper.keep(3, 120.0, 60.0);
    const auto state = read_running(folder.path());
    REQUIRE(state.has_value());
    CHECK(state->alive);
    CHECK(state->mark.process == ::getpid());
    CHECK(state->mark.epoch == 3);
    CHECK(state->mark.seconds_left == 60.0);
    write_file(folder / "running.json", running_json(host_name(), ::getpid(), state->mark.process_start + 1));
    CHECK_FALSE(read_running(folder.path())->alive);
  }
  CHECK_FALSE(fs::exists(folder / "running.json"));
}

TEST_CASE("a killed process leaves a mark that is known to be dead") {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    RunningMarkKeeper keeper(folder.path());
    keeper.keep();
    ::_exit(0);  // without taking the mark away, as a kill would
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(read_running(folder.path()).has_value());
  CHECK_FALSE(read_running(folder.path())->alive);
}

TEST_CASE("a mark from another machine counts for two minutes") {
  const TemporaryFolder folder;
  write_file(folder / "running.json", running_json("elsewhere", 1, 1));
  CHECK(read_running(folder.path())->alive);
  fs::last_write_time(folder / "running.json", fs::file_time_type::clock::now() - std::chrono::minutes(3));
  CHECK_FALSE(read_running(folder.path())->alive);
}

TEST_CASE("a broken mark is no mark") {
  const TemporaryFolder folder;
  write_file(folder / "running.json", "{\"host\": 3");
  CHECK_FALSE(read_running(folder.path()).has_value());
}

TEST_CASE("status tells done, running, failed, stopped and waiting networks apart, and the time they need") {
  const TinyStudy tiny("", "[[condition]]\nname = \"seeds\"\ninstances = 5\ninit_seed = [1, 2, 3, 4, 5]\n");
  pretend_epochs(tiny.run("base_1"), 3);
  pretend_epochs(tiny.run("seeds_1"), 2);
  RunningMarkKeeper keeper(tiny.run("seeds_1"));
  keeper.keep(2, 150.0, 7.0);
  pretend_epochs(tiny.run("seeds_2"), 1);
  write_failure(tiny.run("seeds_2"), "its loss is no number any more");
  pretend_epochs(tiny.run("seeds_3"), 1);
  pretend_epochs(tiny.run("seeds_4"), 1);
  write_file(tiny.run("seeds_4") / "running.json", running_json(host_name(), ::getpid(), 1));

  const StudyStatus status = status_of(protocols::read_study(tiny.file()));
  REQUIRE(status.runs.size() == 6);
  std::vector<State> states;
  for (const RunStatus& run : status.runs) states.push_back(run.state);
  CHECK(states ==
        std::vector<State>{State::done, State::running, State::failed, State::stopped, State::stopped, State::waiting});
  CHECK(status.runs[0].epoch == 2);
  CHECK(*status.runs[0].test_accuracy == Approx(0.45));
  CHECK(status.runs[1].host == host_name());
  CHECK(*status.runs[1].seconds_left == 7.0);
  CHECK(*status.runs[1].images_per_s == 150.0);
  CHECK(status.runs[2].note == "its loss is no number any more");
  CHECK(status.runs[3].note.empty());
  CHECK(status.runs[4].note.find("ended without a word") != std::string::npos);
  CHECK_FALSE(status.runs[5].epoch.has_value());
  // Ten seconds an epoch: the running one's own 7, and two epochs of each of the four others, one at a time.
  CHECK(*status.seconds_left == Approx(7.0 + 4 * 20.0));
  CHECK(status.count(State::stopped) == 2);

  const Value json = to_value(protocols::read_study(tiny.file()), status);
  CHECK(*json.find("counts")->find("failed")->if_integer() == 1);
  CHECK(*(*json.find("runs")->if_array())[1].find("state")->if_text() == "running");
}

TEST_CASE("an error's note goes when the run goes on") {
  const TemporaryFolder folder;
  write_failure(folder.path(), "disk full");
  CHECK(read_failure(folder.path()) == "disk full");
  RunningMarkKeeper keeper(folder.path());
  CHECK(read_failure(folder.path()) == "disk full");
  keeper.keep();
  CHECK_FALSE(read_failure(folder.path()).has_value());
}

TEST_CASE("tables align numbers to the right and break the last column between words") {
  Table table({"run", "name", "what"});
  table.add({"1", "é", "one two three four five six"});
  table.add({"10", "abc", ""});
  CHECK(table.text(0) ==
        "run  name  what\n"
        "  1  é     one two three four five six\n"
        " 10  abc\n");
  CHECK(table.text(32) ==
        "run  name  what\n"
        "  1  é     one two three four\n"
        "           five six\n"
        " 10  abc\n");
  CHECK(cut_to("épée longue", 5) == "épée…");
  CHECK(cut_to("épée", 4) == "épée");
}
