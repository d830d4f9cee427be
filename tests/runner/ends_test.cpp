// Every way to end, on every screen: the data are synced, the derived files written, the state is recorded, and what
// was interrupted goes on to the same end as a session that was not.

#include <catch2/catch.hpp>
#include <csignal>

#include "file_faults.h"
#include "in_child.h"

using namespace tricky;
using namespace tricky::runner;
using protocols::FormField;
namespace fs = std::filesystem;

namespace {

/// Everything that a session can show.
SessionPlan plan_of_all_screens(Task task) {
  SessionPlan plan = make_plan(task, 1, 3);
  protocols::Protocol& protocol = plan.protocol;
  protocol.consent = "I take part of my own will.";
  protocol.texts.consent_yes = "Yes";
  protocol.texts.consent_no = "No";
  protocol.texts.declined = "Declined";
  protocol.texts.practice_again = "Once more";
  FormField age;
  age.name = "age";
  age.kind = FormField::Kind::number;
  age.smallest = 16;
  age.largest = 99;
  protocol.form = {age};
  protocol.comment = "Anything else?";
  protocol.breaks.every = 2;
  protocol.breaks.min_s = 3.0;
  protocol.breaks.text = "A break";
  protocol.timing.fixation_s = 0.5;
  protocol.timing.stimulus_s = 0.2;
  protocol.timing.inter_trial_s = 0.5;
  return plan;
}

std::string name_of(const Screen& screen) {
  if (const auto* form = std::get_if<FormScreen>(&screen)) return form->form->fields()[0].name;
  if (std::holds_alternative<FixationScreen>(screen)) return "fixation";
  if (std::holds_alternative<BlankScreen>(screen)) return "blank";
  if (std::holds_alternative<LeaveScreen>(screen)) return "leave";
  if (const auto* text = std::get_if<TextScreen>(&screen)) return std::string(text->text);
  if (const auto* ratings = std::get_if<RatingsScreen>(&screen)) {
    return ratings->images_shown ? "ratings" : "ratings without image";
  }
  const PairScreen& pair = std::get<PairScreen>(screen);
  if (pair.feedback) return "feedback";
  if (!pair.images_shown) return "pair without images";
  return pair.number.phase == Phase::practice ? "practice pair" : "pair";
}

void signal(Script& script, int number) {
  script.add(InputEvent::Kind::stop, Key::other, 50, false);
  script.coming().back().signal = number;
}

struct Way {
  std::string reason;  ///< what session.json says of it
  void (*act)(Script& script);
};
const std::vector<Way> kWays{
    {"Escape", [](Script& script) { script.tap(Key::escape, 50); }},
    {"the window was closed",
     [](Script& script) { script.add(InputEvent::Kind::close, Key::other, 50, false); }},
    {"signal 15", [](Script& script) { signal(script, SIGTERM); }},
    {"signal 2", [](Script& script) { signal(script, SIGINT); }},
    {"signal 1", [](Script& script) { signal(script, SIGHUP); }},
    {"error: the display failed", [](Script&) { throw IoError("the display failed"); }},
    {"error: no memory", [](Script&) { throw std::runtime_error("no memory"); }},
};

/// Presses what goes on, whatever is shown.
void go_on(Script& script, const Screen& screen, Key consent) {
  const std::string name = name_of(screen);
  if (name == "consent") {
    script.tap(consent, 10);
    return script.tap(Key::enter, 20);
  }
  if (name == "age" || name == "comment" || name == "leave") return script.tap(Key::enter, 10);
  if (const auto* ratings = std::get_if<RatingsScreen>(&screen)) {
    if (ratings->form->answers()[0].value) return;  // drawn again after a change
    script.tap(*protocols::key_named("3"), 10);
    script.tap(Key::down, 20);
    script.tap(*protocols::key_named("2"), 30);
    return script.tap(Key::enter, 40);
  }
  if (name == "practice pair" || name == "pair") return script.tap(Key::left, 300);  // after the stimulus
  if (std::holds_alternative<TextScreen>(screen) || name == "feedback") script.tap(Key::space, 50);
}

struct Ended {
  SessionEnd end;
  std::string thrown;
  bool reached = false;
  bool was_asked = false;  ///< whether to leave
};

/// Runs the session up to the n-th showing of the screen named, and ends it there.
Ended run_until(const SessionPlan& plan, const fs::path& folder, const std::string& place, int n, const Way* way,
                Resume resume, Key consent) {
  Ended ended;
  SessionStore store(folder, plan, resume);
  SimulatedClock clock;
  bool ending = false;
  bool asked = false;
  Script script(clock, [&](Script& self, const Screen& screen) {
    if (std::get_if<TextScreen>(&screen) != nullptr && std::get<TextScreen>(screen).opens_in_s > 0 && place != "A break") {
      return;
    }
    ended.was_asked = ended.was_asked || name_of(screen) == "leave";
    if (way == nullptr || ending) return go_on(self, screen, consent);
    if (place == "leave" && name_of(screen) == "pair" && !asked) {
      asked = true;
      return self.tap(Key::escape, 50);
    }
    if (name_of(screen) != place || --n > 0) return go_on(self, screen, consent);
    ended.reached = ending = true;
    // What was held is let go; nothing else is to come.
    std::erase_if(self.coming(), [](const InputEvent& event) { return event.kind != InputEvent::Kind::key_up; });
    if (place == "leave" && way->reason == "Escape") return self.tap(Key::enter, 50);
    way->act(self);
  });
  forget_unsynced();
  try {
    ended.end = run_session(plan, store, script, script, clock);
  } catch (const std::exception& error) {
    ended.thrown = error.what();
  }
  CHECK(n_unsynced_files() == 0);
  return ended;
}

std::size_t n_responses(const JournalContent& journal) {
  std::size_t n = 0;
  for (const Value& event : journal.events) n += *event.find("event")->if_text() == "response" ? 1 : 0;
  return n;
}

/// What any end leaves: a whole journal, files that are what it says, and the state.
void check_files(const fs::path& folder, const std::string& state, const std::string& reason) {
  const JournalContent journal = read_journal(folder / "journal.jsonl");
  CHECK(journal.n_torn_bytes == 0);
  const std::string last = *journal.events.back().find("event")->if_text();
  CHECK(last == (state == "declined" ? "consent" : state));
  const SessionRecord record = read_session(folder);
  CHECK(record.state == state);
  CHECK(*record.details.find("n_trials_answered")->if_integer() == static_cast<std::int64_t>(n_responses(journal)));
  if (state == "interrupted") CHECK(*record.details.find("interrupted_by")->if_text() == reason);
  const auto derived = [&] {
    return read_file(folder / "session.json") + read_file(folder / "trials.tsv") + read_file(folder / "trials.json");
  };
  const std::string before = derived();
  write_derived_files(folder);
  CHECK(derived() == before);
}

/// Ends sessions in each way on this page, after which nothing but the state is left to be said.
void check_ends_on_last_page(const std::string& page, Key consent, const std::string& state, bool SessionEnd::*told) {
  const TemporaryFolder temporary;
  const SessionPlan plan = plan_of_all_screens(Task::two_choice);
  for (const Way& way : kWays) {
    const fs::path folder = temporary / way.reason / "ses";
    INFO(way.reason);
    const Ended ended = run_until(plan, folder, page, 1, &way, Resume::no, consent);
    REQUIRE(ended.reached);
    CHECK_FALSE(ended.was_asked);
    CHECK(ended.end.*told == ended.thrown.empty());
    check_files(folder, state, "");
    CHECK(fs::exists(temporary / way.reason / "observer.json") == (state == "finished"));
  }
}

const Key k1 = *protocols::key_named("1");
const Key k2 = *protocols::key_named("2");

}  // namespace

TEST_CASE("whatever ends a session of pairs, on whatever screen, all is kept and it can go on to the same end") {
  const TemporaryFolder temporary;
  const SessionPlan plan = plan_of_all_screens(Task::two_choice);
  REQUIRE(run_until(plan, temporary / "whole/ses", "", 0, nullptr, Resume::no, k1).end.finished);
  const auto expected = answers(temporary / "whole/ses");
  REQUIRE(expected.size() == 4);
  const std::vector<std::pair<std::string, int>> places{
      {"consent", 1},  {"age", 1},           {"Page one", 1}, {"Page two", 1},
      {"fixation", 1}, {"practice pair", 1}, {"feedback", 1}, {"Practice is over", 1},
      {"pair", 1},     {"pair", 3},          {"leave", 1},    {"pair without images", 2},
      {"blank", 1},    {"A break", 1},       {"A break", 4},  {"comment", 1}};
  int n = 0;
  for (const auto& [place, nth] : places) {
    for (const Way& way : kWays) {
      const fs::path folder = temporary / std::to_string(n++) / "ses";
      INFO(way.reason << " on showing " << nth << " of " << place);
      const Ended ended = run_until(plan, folder, place, nth, &way, Resume::no, k1);
      REQUIRE(ended.reached);
      CHECK(ended.was_asked == (way.reason == "Escape" || place == "leave"));
      const bool error = way.reason.starts_with("error: ");
      CHECK((error ? "error: " + ended.thrown : ended.end.reason) == way.reason);
      CHECK_FALSE(ended.end.finished);
      CHECK_FALSE(ended.end.declined);
      check_files(folder, "interrupted", way.reason);
      REQUIRE(run_until(plan, folder, "", 0, nullptr, Resume::yes, k1).end.finished);
      check_files(folder, "finished", "");
      CHECK(answers(folder) == expected);
    }
  }
}

TEST_CASE("whatever ends a session of ratings, half an answer counts for nothing and it can go on") {
  const TemporaryFolder temporary;
  const SessionPlan plan = plan_of_all_screens(Task::ratings);
  REQUIRE(run_until(plan, temporary / "whole/ses", "", 0, nullptr, Resume::no, k1).end.finished);
  const auto expected = answers(temporary / "whole/ses");
  REQUIRE(expected.size() == 8);
  int n = 0;
  for (const int showing : {1, 2, 6}) {  // before anything is pressed, after the first digit, in a later trial
    for (const Way& way : kWays) {
      const fs::path folder = temporary / std::to_string(n++) / "ses";
      INFO(way.reason << " on showing " << showing);
      REQUIRE(run_until(plan, folder, "ratings", showing, &way, Resume::no, k1).reached);
      check_files(folder, "interrupted", way.reason);
      REQUIRE(run_until(plan, folder, "", 0, nullptr, Resume::yes, k1).end.finished);
      CHECK(answers(folder) == expected);
    }
  }
}

TEST_CASE("on the last page everything is kept already: however it is left, the session is finished") {
  check_ends_on_last_page("Thanks", k1, "finished", &SessionEnd::finished);
}

TEST_CASE("whoever declined has declined, however the page that says so is left") {
  check_ends_on_last_page("Declined", k2, "declined", &SessionEnd::declined);
}
