// Consent, the observer's form and remarks, through the real loop without a window.

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "session_fixture.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::runner;
using protocols::FormField;
namespace fs = std::filesystem;

namespace {

SessionPlan plan_with_forms(const std::string& simulate = "") {
  SessionPlan plan = make_plan(Task::two_choice, 0, 2, simulate);
  plan.protocol.consent = "I take part of my own will.";
  plan.protocol.texts.consent_yes = "Yes";
  plan.protocol.texts.consent_no = "No";
  plan.protocol.texts.declined = "Declined";
  FormField age;
  age.name = "age";
  age.kind = FormField::Kind::number;
  age.smallest = 16;
  age.largest = 99;
  FormField hand;
  hand.name = "handedness";
  hand.kind = FormField::Kind::choice;
  hand.answers = {"left", "right"};
  FormField vision;
  vision.name = "vision";
  plan.protocol.form = {age, hand, vision};
  plan.protocol.comment = "Anything else?";
  return plan;
}

void write(Script& script, const std::u32string& text, int after_ms) {
  for (const char32_t character : text) {
    script.add(InputEvent::Kind::text, Key::other, after_ms++, false);
    script.coming().back().character = character;
  }
}

std::string name_of(const FormScreen& screen) {
  return screen.form->fields().size() == 3 ? "form" : screen.form->fields()[0].name;
}

const Key k1 = *protocols::key_named("1");
const Key k2 = *protocols::key_named("2");

/// Fills in everything; `stop_at` is the form at which nothing is pressed any more.
SessionEnd run_forms(const SessionPlan& plan, const fs::path& folder, std::vector<std::string>& seen,
                     const std::string& stop_at = "", Resume resume = Resume::no, Key consent = k1) {
  SessionStore store(folder, plan, resume);
  SimulatedClock clock;
  const EntryForm* filled = nullptr;
  Script script(clock, [&](Script& self, const Screen& screen) {
    const auto* form = std::get_if<FormScreen>(&screen);
    if (form == nullptr) return self.tap(std::holds_alternative<PairScreen>(screen) ? Key::left : Key::space, 50);
    if (form->form == filled && name_of(*form) == seen.back()) return;  // drawn again after a change
    filled = form->form;
    const std::string name = name_of(*form);
    seen.push_back(name);
    if (name == stop_at) return;
    if (name == "consent") {
      self.tap(Key::enter, 10);  // without an answer
      self.tap(consent, 100);
      return self.tap(Key::enter, 200);
    }
    if (name == "comment") {
      write(self, U"Grüße, 日本", 10);
      return self.tap(Key::enter, 100);
    }
    self.tap(Key::enter, 5);  // leaves age open for now
    self.tap(k2, 10);         // right-handed; the digit's own character follows and is no text
    write(self, U"2", 11);
    write(self, U"mit Brille", 20);
    self.tap(Key::backspace, 40);
    self.tap(Key::up, 50);
    self.tap(Key::up, 60);
    write(self, U"3x4", 70);
    self.tap(Key::down, 80);
    self.tap(Key::down, 90);
    self.tap(Key::enter, 100);
  });
  return run_session(plan, store, script, script, clock);
}

}  // namespace

TEST_CASE("answers and remarks go to observer.json, which only its owner may read, and never to the journal") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "sub-01/ses-01_task-test";
  std::vector<std::string> seen;
  REQUIRE(run_forms(plan_with_forms(), folder, seen).finished);
  CHECK(seen == std::vector<std::string>{"consent", "form", "comment"});
  const fs::path file = temporary / "sub-01/observer.json";
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  const Value content = read_json(file);
  CHECK(*content.find("observer")->if_text() == "01");
  const Value& entry = content.find("sessions")->if_array()->at(0);
  CHECK(*entry.find("session")->if_integer() == 1);
  CHECK(*entry.find("answers")->find("age")->if_integer() == 34);
  CHECK(*entry.find("answers")->find("handedness")->if_text() == "right");
  CHECK(*entry.find("answers")->find("vision")->if_text() == "mit Brill");
  CHECK(*entry.find("comment")->if_text() == "Grüße, 日本");
  for (const char* name : {"journal.jsonl", "session.json", "trials.tsv", "order.csv"}) {
    const std::string text = read_file(folder / name);
    for (const char* personal : {"Brill", "handedness", "Gr"}) CHECK(text.find(personal) == std::string::npos);
  }
  CHECK(*read_session(folder).details.find("consent")->if_bool());
}

TEST_CASE("whoever does not consent is shown nothing, and the session stays declined") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "sub-01/ses-01_task-test";
  std::vector<std::string> seen;
  const SessionPlan plan = plan_with_forms();
  const SessionEnd end = run_forms(plan, folder, seen, "", Resume::no, k2);
  CHECK_FALSE(end.finished);
  CHECK(end.declined);
  CHECK(seen == std::vector<std::string>{"consent"});
  CHECK(read_session(folder).state == "declined");
  CHECK(read_trials(folder / "trials.tsv").empty());
  CHECK_FALSE(fs::exists(temporary / "sub-01/observer.json"));
  for (const Resume resume : {Resume::no, Resume::yes}) {
    CHECK_THROWS_WITH(SessionStore(folder, plan, resume), Catch::Contains("declined by the observer"));
  }
}

TEST_CASE("a session that stopped in a form asks only what was not answered") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "sub-01/ses-01_task-test";
  const SessionPlan plan = plan_with_forms();
  std::vector<std::string> seen;
  CHECK(run_forms(plan, folder, seen, "form").reason == "the window was closed");
  CHECK(run_forms(plan, folder, seen, "comment", Resume::yes).reason == "the window was closed");
  CHECK(read_trials(folder / "trials.tsv").size() == 2);
  REQUIRE(run_forms(plan, folder, seen, "", Resume::yes).finished);
  CHECK(seen == std::vector<std::string>{"consent", "form", "form", "comment", "comment"});
}

TEST_CASE("a second session's answers stand beside the first one's, and another observer's file is refused") {
  const TemporaryFolder temporary;
  std::vector<std::string> seen;
  SessionPlan plan = plan_with_forms();
  REQUIRE(run_forms(plan, temporary / "sub-01/ses-01_task-test", seen).finished);
  plan.record.session = 2;
  REQUIRE(run_forms(plan, temporary / "sub-01/ses-02_task-test", seen).finished);
  CHECK(read_json(temporary / "sub-01/observer.json").find("sessions")->if_array()->size() == 2);
  plan.record.session = 3;
  plan.record.observer = "02";
  CHECK_THROWS_WITH(run_forms(plan, temporary / "sub-01/ses-03_task-test", seen),
                    Catch::Contains("belongs to another observer"));
}

TEST_CASE("simulated observers consent, fill in every form, and go on") {
  const TemporaryFolder temporary;
  REQUIRE(run_simulated(plan_with_forms("accuracy=0.8,seed=1"), temporary / "sim-01/ses").finished);
  const Value content = read_json(temporary / "sim-01/observer.json");
  const Value& entry = content.find("sessions")->if_array()->at(0);
  CHECK(*entry.find("answers")->find("age")->if_integer() == 16);
  CHECK(*entry.find("comment")->if_text() == "simulated");
}

TEST_CASE("a form goes to what is missing, and leaves open what may stay open") {
  FormField must;
  must.name = "code";
  must.may_decline = false;
  FormField may;
  may.name = "age";
  may.kind = FormField::Kind::number;
  may.smallest = 16;
  may.largest = 99;
  const std::vector<FormField> fields{must, may};
  EntryForm form(fields);
  CHECK_FALSE(form.complete());
  CHECK(form.press(Key::enter) == EntryForm::Effect::changed);
  CHECK(form.press(Key::enter) == EntryForm::Effect::changed);  // back to the code
  CHECK(form.focus() == 0);
  CHECK(form.write(U' ') == EntryForm::Effect::none);
  CHECK(form.write(U'ß') == EntryForm::Effect::changed);
  CHECK(form.press(Key::backspace) == EntryForm::Effect::changed);
  CHECK(form.text(0).empty());
  form.write(U'K');
  CHECK(form.complete());
  CHECK(form.answer(1).is_null());
  form.press(Key::down);
  form.write(U'7');
  CHECK_FALSE(form.complete());  // too young
  CHECK(form.press(Key::enter) == EntryForm::Effect::none);
  form.write(U'0');
  CHECK(form.press(Key::enter) == EntryForm::Effect::confirmed);
  CHECK(*form.answer(1).if_integer() == 70);
}
