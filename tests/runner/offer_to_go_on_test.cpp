// A session that was interrupted, and somebody at a terminal who starts it once more: asked, and never gone on with unasked.

#include "at_terminal.h"
#include "runner/commands/prepared_session.h"
#include "window_fixture.h"

using namespace tricky;
using namespace tricky::runner;
using Catch::Contains;

namespace {

constexpr std::int64_t kEvening = 1'700'000'000;  // 2023-11-14, 22:13 UTC
constexpr std::int64_t kNextDay = kEvening + 43'200;

void set_utc(std::int64_t s) { ::setenv("SOURCE_DATE_EPOCH", std::to_string(s).c_str(), 1); }

/// A simulated session that was stopped at its third of four trials, on that evening.
class Stopped {
 public:
  Stopped() {
    ::setenv("TZ", "UTC", 1);
    set_utc(kEvening);
    make_study(temporary_ / "study", StimulusList::Kind::pairs, 0, 4);
    const Invocation invocation{"tricky", "session", arguments()};
    const PreparedSession prepared = prepare_session(read_session_options(invocation), invocation);
    folder_ = prepared.folder;
    run_script(prepared.plan, folder_, [](Script& script, const Screen& screen) {
      if (std::get<PairScreen>(screen).number.trial < 3) script.tap(Key::left, 400);
    });
    before_ = read_file(folder_ / "journal.jsonl");
  }
  ~Stopped() {
    ::unsetenv("SOURCE_DATE_EPOCH");
    ::unsetenv("TZ");
  }
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;

  /// The command that starts it once more.
  std::vector<std::string> command(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{program().string(), "session"};
    for (const auto& part : {arguments(), more}) words.insert(words.end(), part.begin(), part.end());
    return words;
  }
  bool is_as_it_was() const { return read_file(folder_ / "journal.jsonl") == before_; }
  std::string state() const { return read_session(folder_).state; }
  std::size_t n_trials() const { return read_trials(folder_ / "trials.tsv").size(); }
  fs::path log() const { return temporary_ / "log"; }

 private:
  std::vector<std::string> arguments() const {
    return {"easier_image", "--study",    (temporary_ / "study").string(), "--list",
            "list",         "--observer", "01",                           "--simulate", "accuracy=0.8,seed=1"};
  }
  TemporaryFolder temporary_;
  fs::path folder_;
  std::string before_;
};

bool built() {
  if (fs::exists(program())) return true;
  WARN("skipped: " << program() << " was not built");
  return false;
}

}  // namespace

TEST_CASE("at a terminal an interrupted session goes on after y, and only after y") {
  if (!built()) return;
  const Stopped session;
  const std::string answer = GENERATE(as<std::string>{}, "y\n", "n\n", kEndOfInput, kCtrlC, "perhaps\n");
  AtTerminal terminal(session.command());
  REQUIRE(terminal.reads("was interrupted after 2 of 4 trials. Go on where it stopped? [y/n]"));
  CHECK(session.is_as_it_was());
  terminal.type(answer);
  if (answer == "perhaps\n") {
    REQUIRE(terminal.reads("[y/n]"));
    terminal.type("n\n");
  }
  const int ended_with = terminal.end();
  INFO(terminal.shown());
  if (answer == "y\n") {
    CHECK(ended_with == 0);
    CHECK(session.state() == "finished");
    CHECK(session.n_trials() == 4);
    return;
  }
  CHECK(ended_with == (answer == kCtrlC ? -SIGINT : 2));
  CHECK(session.is_as_it_was());
  CHECK(session.state() == "interrupted");
  if (answer == kCtrlC) return;
  for (const char* choice : {"--resume", "--session 2", "--observer"}) CHECK_THAT(terminal.shown(), Contains(choice));
}

TEST_CASE("at a terminal a session of another day is asked about once more, and stays as it is without a second y") {
  if (!built()) return;
  const Stopped session;
  set_utc(kNextDay);
  const bool said_resume = GENERATE(false, true);
  const bool goes_on = GENERATE(false, true);
  AtTerminal terminal(session.command(said_resume ? std::vector<std::string>{"--resume"} : std::vector<std::string>{}));
  if (!said_resume) {
    REQUIRE(terminal.reads("Go on where it stopped? [y/n]"));
    terminal.type("y\n");
  }
  REQUIRE(terminal.reads("stopped on 2023-11-14, another day (today is 2023-11-15"));
  REQUIRE(terminal.reads("[y/n]"));
  CHECK(session.is_as_it_was());
  terminal.type(goes_on ? "y\n" : "n\n");
  CHECK(terminal.end() == (goes_on ? 0 : 2));
  INFO(terminal.shown());
  CHECK(session.is_as_it_was() != goes_on);
  CHECK(session.state() == (goes_on ? "finished" : "interrupted"));
}

TEST_CASE("without a terminal nothing is asked: an interrupted session is refused with the three choices") {
  if (!built()) return;
  const Stopped session;
  Process process(session.command(), session.log());
  CHECK(process.wait(60) == 2);
  CHECK(session.is_as_it_was());
  const std::string said = read_file(session.log());
  CHECK(said.find("[y/n]") == std::string::npos);
  for (const char* choice : {"--resume", "--session 2", "--observer"}) CHECK_THAT(said, Contains(choice));
}
