#include <catch2/catch.hpp>
#include <chrono>

#include "pseudo_terminal.h"
#include "runner/commands/open_triggers.h"
#include "session_fixture.h"
#include "tricky/data/errors.h"
#include "tricky/data/session_journal.h"
#include "window_fixture.h"

using namespace tricky;
using namespace tricky::runner;
using Catch::Contains;

namespace {

constexpr int kBaud = 115200;

/// Two practice pairs, four main ones with a break in the middle; all codes different.
SessionPlan make_trigger_plan() {
  SessionPlan plan = make_plan(Task::two_choice, 1, 4);
  plan.protocol.breaks = {2, 0.0, "Break"};
  protocols::Triggers& triggers = plan.protocol.triggers;
  triggers.session_start = 100;
  triggers.session_end = 101;
  triggers.onset = 1;
  triggers.onset_practice = 2;
  triggers.response_left = 11;
  triggers.response_right = 12;
  triggers.no_response = 19;
  triggers.break_begin = 30;
  triggers.break_over = 31;
  return plan;
}

void answer_left_then_right(Script& script, const Screen& screen) {
  const auto* pair = std::get_if<PairScreen>(&screen);
  if (pair != nullptr) script.tap(pair->number.trial % 2 == 1 ? Key::left : Key::right, 500);
}

struct JournalledCode {
  int code = 0;
  std::int64_t t_ns = 0;
  bool lost = false;
};

std::vector<JournalledCode> journalled_codes(const fs::path& session) {
  std::vector<JournalledCode> codes;
  for (const Value& event : read_journal(session / "journal.jsonl").events) {
    const Value* triggers = event.find("triggers");
    if (triggers == nullptr) continue;
    for (const Value& each : *triggers->if_array()) {
      codes.push_back({static_cast<int>(*each.find("code")->if_integer()), *each.find("t_ns")->if_integer(),
                       each.find("lost") != nullptr});
    }
  }
  return codes;
}

std::vector<int> codes_of(const std::vector<JournalledCode>& journalled) {
  std::vector<int> codes;
  for (const JournalledCode& each : journalled) codes.push_back(each.code);
  return codes;
}

int count_events_with(const fs::path& session, const std::string& field) {
  int n = 0;
  for (const Value& event : read_journal(session / "journal.jsonl").events) n += event.find(field) != nullptr ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("a whole session's codes come out of the port in order, and stand in the journal with their times") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_trigger_plan();
  const PseudoTerminal terminal;
  {
    TriggerLine line(terminal.name(), kBaud, 0);
    REQUIRE(run_script(plan, temporary / "ses", answer_left_then_right, Resume::no, &line).finished);
  }
  const std::vector<int> expected{100, 2, 11, 1, 11, 1, 12, 30, 31, 1, 11, 1, 12, 101};
  CHECK(terminal.read_rest() == expected);
  const std::vector<JournalledCode> journalled = journalled_codes(temporary / "ses");
  CHECK(codes_of(journalled) == expected);
  for (std::size_t i = 1; i < journalled.size(); ++i) CHECK(journalled[i].t_ns >= journalled[i - 1].t_ns);

  // An onset's code stands in its response's line, sent at the onset as this clock has it.
  for (const Value& event : read_journal(temporary / "ses/journal.jsonl").events) {
    if (*event.find("event")->if_text() != "response") continue;
    const Value& onset = event.find("triggers")->if_array()->front();
    CHECK(*onset.find("t_ns")->if_integer() == *event.find("onset_ns")->if_integer());
  }
  const SessionRecord record = read_session(temporary / "ses");
  CHECK(*record.details.find("n_triggers")->if_integer() == 14);
  CHECK(*record.details.find("n_triggers_lost")->if_integer() == 0);
  CHECK(*record.details.find("trigger_port")->find("port")->if_text() == terminal.name());
  CHECK(record.details.find("trigger_fault") == nullptr);
}

TEST_CASE("every byte from 1 to 255 comes out of the port as it went in") {
  const PseudoTerminal terminal;
  std::vector<int> all;
  {
    TriggerLine line(terminal.name(), kBaud, 0);
    for (int code = 1; code <= 255; ++code) {
      line.send(code, code);
      all.push_back(code);
    }
  }
  CHECK(terminal.read_rest() == all);
}

TEST_CASE("stimuli that go and responses that do not come have their codes") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_trigger_plan();
  plan.protocol.breaks = {};
  plan.protocol.triggers.stimulus_off = 3;
  plan.protocol.timing.stimulus_s = 0.2;
  plan.protocol.timing.max_response_s = 1.0;
  const PseudoTerminal terminal;
  TriggerLine line(terminal.name(), kBaud, 0);
  run_script(
      plan, temporary / "ses",
      [](Script& script, const Screen& screen) {
        const auto* pair = std::get_if<PairScreen>(&screen);
        if (pair != nullptr && pair->images_shown && pair->number.trial == 2) script.tap(Key::left, 500);
      },
      Resume::no, &line);
  CHECK(terminal.read_rest() == std::vector<int>{100, 2, 3, 19, 1, 3, 19, 1, 3, 11, 1, 3, 19, 1, 3, 19, 101});
}

TEST_CASE("each rating given has its code, and the confirmation that of a response") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::ratings, 0, 1);
  plan.protocol.triggers.onset = 1;
  plan.protocol.triggers.response = 9;
  plan.protocol.triggers.answers = {{"count", {50}}, {"choice", {60, 61, 62}}};
  const PseudoTerminal terminal;
  TriggerLine line(terminal.name(), kBaud, 0);
  bool shown = false;
  run_script(
      plan, temporary / "ses",
      [&](Script& script, const Screen&) {
        if (std::exchange(shown, true)) return;  // the same screen with another answer
        script.tap(*protocols::key_named("4"), 300);
        script.tap(Key::down, 400);
        script.tap(*protocols::key_named("2"), 500);
        script.tap(Key::right, 600);
        script.tap(Key::enter, 700);
      },
      Resume::no, &line);
  CHECK(terminal.read_rest() == std::vector<int>{1, 50, 61, 62, 9});
}

TEST_CASE("an interrupted and a declined session end with the code of a session's end") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_trigger_plan();
  const PseudoTerminal terminal;
  TriggerLine line(terminal.name(), kBaud, 0);
  SECTION("interrupted") {
    run_script(
        plan, temporary / "ses",
        [](Script& script, const Screen&) { script.add(InputEvent::Kind::close, Key::other, 100, false); },
        Resume::no, &line);
    CHECK(terminal.read_rest() == std::vector<int>{100, 2, 101});
  }
  SECTION("declined") {
    plan.protocol.consent = "Do you take part?";
    run_script(
        plan, temporary / "ses",
        [](Script& script, const Screen&) {
          script.tap(*protocols::key_named("2"), 100);
          script.tap(Key::enter, 200);
        },
        Resume::no, &line);
    CHECK(terminal.read_rest() == std::vector<int>{100, 101});
    CHECK(read_session(temporary / "ses").state == "declined");
  }
  CHECK(codes_of(journalled_codes(temporary / "ses")).back() == 101);
}

TEST_CASE("a pulse goes back to 0, not before its time, and a code that comes meanwhile has a whole one") {
  const PseudoTerminal terminal;
  const auto begin = std::chrono::steady_clock::now();
  TriggerLine line(terminal.name(), kBaud, 20);
  line.send(5, 0);
  CHECK(terminal.read(2) == std::vector<int>{5, 0});
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(20));
  {
    TriggerLine other(terminal.name(), kBaud, 1000);
    other.send(6, 0);
    other.send(7, 0);  // the line still stands at 6
  }
  CHECK(terminal.read_rest() == std::vector<int>{6, 7, 0});
}

TEST_CASE("when the port is pulled out the session goes on, its data are complete, and it is told once") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_trigger_plan();
  PseudoTerminal terminal;
  TriggerLine line(terminal.name(), kBaud, 5);
  const SessionEnd end = run_script(
      plan, temporary / "ses",
      [&](Script& script, const Screen& screen) {
        const auto* pair = std::get_if<PairScreen>(&screen);
        if (pair != nullptr && pair->number.phase == Phase::main && pair->number.trial == 2) terminal.unplug();
        answer_left_then_right(script, screen);
      },
      Resume::no, &line);
  CHECK(end.finished);
  REQUIRE(run_script(plan, temporary / "without", answer_left_then_right).finished);
  CHECK(read_file(temporary / "ses/trials.tsv") == read_file(temporary / "without/trials.tsv"));
  CHECK(count_events_with(temporary / "ses", "trigger_fault") == 1);
  const SessionRecord record = read_session(temporary / "ses");
  CHECK_THAT(*record.details.find("trigger_fault")->if_text(), Contains("is gone"));
  const std::vector<JournalledCode> journalled = journalled_codes(temporary / "ses");
  CHECK(codes_of(journalled) == std::vector<int>{100, 2, 11, 1, 11, 1, 12, 30, 31, 1, 11, 1, 12, 101});
  for (std::size_t i = 0; i < journalled.size(); ++i) CHECK(journalled[i].lost == (i >= 5));
}

TEST_CASE("a port that takes nothing more costs codes and no time, and is used again when it does") {
  const PseudoTerminal terminal;
  TriggerLine line(terminal.name(), kBaud, 0);
  constexpr int kMany = 100'000;  // far more than any buffer between here and there
  for (int i = 0; i < kMany; ++i) line.send(1, i);
  Value event;
  line.put_sent(event);
  CHECK_THAT(*event.find("trigger_fault")->if_text(), Contains("takes no bytes"));
  const Value::Array& sent = *event.find("triggers")->if_array();
  REQUIRE(sent.size() == kMany);
  CHECK(sent.front().find("lost") == nullptr);
  CHECK(sent.back().find("lost") != nullptr);

  for (bool taken = false; !taken;) {  // what lies there is taken away, then there is room
    terminal.read_rest();
    line.send(2, 0);
    Value after;
    line.put_sent(after);
    taken = after.find("triggers")->if_array()->front().find("lost") == nullptr;
    CHECK(after.find("trigger_fault") == nullptr);  // told already
  }
}

TEST_CASE("what is no port, or no rate, is refused with what to do") {
  const TemporaryFolder temporary;
  write_file(temporary / "file", "");
  CHECK_THROWS_WITH(SerialPort((temporary / "none").string(), kBaud), Contains("No such file") && Contains("--trigger-port"));
  CHECK_THROWS_WITH(SerialPort((temporary / "file").string(), kBaud), Contains("cannot be opened"));
  CHECK_THROWS_AS(SerialPort(temporary.path().string(), kBaud), InputError);
  CHECK_THROWS_AS(SerialPort("/dev/null", kBaud), InputError);
  const PseudoTerminal terminal;
  CHECK_THROWS_WITH(SerialPort(terminal.name(), 12345), Contains("9600") && Contains("--trigger-baud"));
}

TEST_CASE("an observer's session with codes needs a port, a port needs codes, and pilots need neither") {
  SessionPlan plan = make_trigger_plan();
  SessionOptions options;
  const auto state = [&] { return check_triggers(options, plan).state; };
  CHECK_THROWS_WITH(open_triggers(options, plan), Contains("--trigger-port none"));
  CHECK(state() == StartCheck::State::problem);
  options.trigger_port = "none";
  CHECK(open_triggers(options, plan) == nullptr);
  CHECK(state() == StartCheck::State::warning);
  options.trigger_port.clear();
  for (const SessionOrigin origin : {SessionOrigin::pilot, SessionOrigin::simulated}) {
    plan.record.origin = origin;
    CHECK(open_triggers(options, plan) == nullptr);
    CHECK(state() == StartCheck::State::ok);
  }
  const PseudoTerminal terminal;
  options.trigger_port = terminal.name();
  CHECK(open_triggers(options, plan) != nullptr);
  CHECK(check_triggers(options, plan).found == terminal.name() + " opens at 115200 baud");
  CHECK(terminal.read_rest().empty());
  plan.protocol.triggers = {};
  CHECK_THROWS_WITH(open_triggers(options, plan), Contains("no table [triggers]"));
}

TEST_CASE("a session started as its user types it sends its codes") {
  if (!fs::exists(program())) {
    WARN("skipped: " << program() << " was not built");
    return;
  }
  const TemporaryFolder temporary;
  const fs::path study = temporary / "study";
  make_study(study, StimulusList::Kind::pairs, 0, 2);
  const fs::path protocol = study / "protocols/easier_image.toml";
  write_file(protocol, read_file(protocol) + "[triggers]\nonset = 1\nresponse = 10\nsession_end = 101\n");
  const PseudoTerminal terminal;
  const std::string words = program().string() + " session easier_image --study " + study.string() +
                            " --list list --observer 01 ";
  const std::string quietly = " >" + (temporary / "out").string() + " 2>&1";
  CHECK(WEXITSTATUS(std::system((words + quietly).c_str())) == 2);
  CHECK_THAT(read_file(temporary / "out"), Contains("--trigger-port none"));
  CHECK_FALSE(fs::exists(study / "sessions"));
  const std::string with_port = " --simulate accuracy=1,seed=1 --trigger-port " + terminal.name();
  CHECK(WEXITSTATUS(std::system((words + with_port + " --check" + quietly).c_str())) == 0);
  CHECK_THAT(read_file(temporary / "out"), Contains(terminal.name() + " opens at 115200 baud"));
  CHECK(std::system((words + with_port + quietly).c_str()) == 0);
  CHECK(terminal.read_rest() == std::vector<int>{1, 10, 1, 10, 101});
}
