// A network of the study that sits down as an observer.

#include "runner/network_decisions.h"

#include <catch2/catch.hpp>

#include "runner/simulated_spec.h"
#include "session_fixture.h"
#include "tricky/data/decisions.h"

using namespace tricky;
using namespace tricky::runner;
using Catch::Contains;

namespace {

/// Items i1 … i8 of label 1. "seven": trained for three epochs, right on i1, i4, i5 and i6 at epoch 1, the last at which
/// it stands for its own condition; "gone" was imported and has no response for i1.
StudyFolder make_study(const TemporaryFolder& folder, StimulusList& list) {
  write_file(folder / "study.toml", "name = \"test\"\n");
  StudyFolder study(folder.path());
  std::vector<Item> items;
  for (int n = 1; n <= 8; ++n) items.push_back({item_name(n), 1});
  const ItemSet set(std::move(items));
  write_items(study.items_file(), set);
  list.item_set_digest = set.digest();
  RunRecord run{"seven", "seven", 1, RunRecord::Origin::trained, set.digest(), 8, RunComparison{1, {{"seven", 0, "seven"}}}, {}};
  write_run(study.run("seven"), run);
  write_responses(responses_file(study.run("seven"), 0), std::vector<std::uint16_t>(8, 0));
  write_responses(responses_file(study.run("seven"), 1), std::vector<std::uint16_t>{1, 0, 0, 1, 1, 1, 0, 2});
  write_responses(responses_file(study.run("seven"), 2), std::vector<std::uint16_t>(8, 1));
  for (const char* marker : {"DONE_0000", "DONE_0001", "DONE_0002"}) write_file(study.run("seven") / marker, "");
  write_run(study.run("gone"), {"gone", "gone", 1, RunRecord::Origin::imported, set.digest(), 8, {}, {}});
  write_responses(responses_file(study.run("gone"), std::nullopt),
                  std::vector<std::uint16_t>{kMissingResponse, 1, 1, 1, 1, 1, 1, 1});
  return study;
}

SimulatedObserver network_observer(const StudyFolder& study, const StimulusList& list, const std::string& spec,
                                   Task task = Task::two_choice) {
  SimulatedObserver observer = parse_simulated_observer(spec, task, "01", 1);
  observer.decisions = read_network_decisions(study, list, observer.network);
  return observer;
}

}  // namespace

TEST_CASE("a network's decisions are those of its last epoch for its own condition, a missing one being not right") {
  const TemporaryFolder folder;
  StimulusList list = make_list(StimulusList::Kind::pairs, 0, 4);
  const StudyFolder study = make_study(folder, list);
  const NetworkDecisions decisions = read_network_decisions(study, list, "seven");
  CHECK(decisions.epoch == 1);
  CHECK(decisions.right_on == std::unordered_set<std::string>{"i1", "i4", "i5", "i6"});
  CHECK(decisions.responses_sha256.size() == 64);
  const NetworkDecisions gone = read_network_decisions(study, list, "gone");
  CHECK_FALSE(gone.epoch);
  CHECK(gone.right_on.size() == 7);
  CHECK_FALSE(gone.right_on.contains("i1"));
}

TEST_CASE("a network chooses the image that it classified correctly, and tosses a coin over both or none") {
  const TemporaryFolder folder;
  StimulusList list = make_list(StimulusList::Kind::pairs, 0, 4);
  const StudyFolder study = make_study(folder, list);
  int n_right_of_both = 0;
  int n_right_of_none = 0;
  for (int seed = 1; seed <= 400; ++seed) {
    const auto observer = network_observer(study, list, "network=seven,seed=" + std::to_string(seed));
    CHECK(observer.choose(list.stimuli[0], list.stimuli[1]) == Position::left);   // i1 right, i2 not
    CHECK(observer.choose(list.stimuli[2], list.stimuli[3]) == Position::right);  // i3 not, i4 right
    n_right_of_both += observer.choose(list.stimuli[4], list.stimuli[5]) == Position::right ? 1 : 0;
    n_right_of_none += observer.choose(list.stimuli[6], list.stimuli[7]) == Position::right ? 1 : 0;
  }
  CHECK(std::abs(n_right_of_both - 200) < 40);
  CHECK(std::abs(n_right_of_none - 200) < 40);
  const auto always = network_observer(study, list, "network=seven,lapse=1,seed=4");
  int n_left = 0;
  for (int trial = 1; trial <= 400; ++trial) {
    ListedStimulus left = list.stimuli[0];
    left.trial = trial;
    n_left += always.choose(left, list.stimuli[1]) == Position::left ? 1 : 0;
  }
  CHECK(std::abs(n_left - 200) < 40);
}

TEST_CASE("a network answers questions as of a trivial image where it was right, else as of an impossible one") {
  const TemporaryFolder folder;
  StimulusList list = make_list(StimulusList::Kind::ratings, 0, 8);
  const StudyFolder study = make_study(folder, list);
  const auto observer = network_observer(study, list, "network=seven", Task::ratings);
  protocols::RatingQuestion question;
  question.answers = {"no", "maybe", "yes"};
  question.largest = 2;
  const std::vector<int> expected{0, 2, 2, 0, 0, 0, 2, 2};
  for (std::size_t i = 0; i < 8; ++i) CHECK(observer.rate(list.stimuli[i], question, 0) == expected[i]);
  question.rises_with_difficulty = false;
  CHECK(observer.rate(list.stimuli[0], question, 0) == 2);
}

TEST_CASE("networks that are not there, or saw other items, are refused by name") {
  const TemporaryFolder folder;
  StimulusList list = make_list(StimulusList::Kind::pairs, 0, 4);
  const StudyFolder study = make_study(folder, list);
  CHECK_THROWS_WITH(read_network_decisions(study, list, "sevn"), Contains("did you mean \"seven\"?"));
  CHECK_THROWS_WITH(read_network_decisions(study, list, "resnet50"), Contains("there are gone, seven"));
  list.item_set_digest = std::string(64, '1');
  CHECK_THROWS_WITH(read_network_decisions(study, list, "seven"), Contains("other items"));
}

TEST_CASE("what is not for a network is refused, and network= stands in for accuracy") {
  const auto refused = [](const std::string& spec, const std::string& why, Task task = Task::two_choice) {
    CHECK_THROWS_WITH(parse_simulated_observer(spec, task, "01", 1), Contains(why));
  };
  refused("network=seven,accuracy=0.8", "\"accuracy\" is not for a network");
  refused("network=seven,bias=1", "\"bias\" is not for a network");
  refused("network=seven,common=0.5", "\"common\" is not for a network", Task::ratings);
  refused("network=", "name of a network");
  refused("network=../x", "name of a network");
  refused("netwrk=seven", "did you mean \"network\"");
  CHECK(parse_simulated_observer("network=seven", Task::two_choice, "01", 1).network == "seven");
}

TEST_CASE("session.json says all that was simulated, and a session goes on only with the same responses") {
  const TemporaryFolder folder;
  SessionPlan plan = make_plan(Task::two_choice, 0, 4, "network=seven,seed=9");
  const StudyFolder study = make_study(folder, plan.list);
  const SimulatedObserver observer = network_observer(study, plan.list, plan.simulate);
  plan.simulated = to_value(observer, Task::two_choice);
  const std::filesystem::path session = folder / "ses";
  {
    SessionStore store(session, plan, Resume::no);
    SimulatedClock clock;
    HeadlessDisplay nowhere(clock);
    SimulatedInput hands(observer, plan, clock);
    WatchedDisplay display(nowhere, hands);
    REQUIRE(run_session(plan, store, display, hands, clock).finished);
  }
  const SessionRecord record = read_session(session);
  CHECK(record.origin == SessionOrigin::simulated);
  const Value* simulated = record.details.find("simulated");
  REQUIRE(simulated != nullptr);
  CHECK(*simulated->find("network")->if_text() == "seven");
  CHECK(*simulated->find("epoch")->if_integer() == 1);
  CHECK(*simulated->find("seed")->if_integer() == 9);
  CHECK(*simulated->find("tau")->if_real() == 0.4);
  CHECK(simulated->find("accuracy") == nullptr);

  // Cut off before the end; then the network was trained anew.
  const std::string journal = read_file(session / "journal.jsonl");
  write_file(session / "journal.jsonl", journal.substr(0, journal.find("{\"n\":6,")));
  SessionPlan other = plan;
  other.simulated["responses_sha256"] = std::string(64, '0');
  CHECK_THROWS_WITH(SessionStore(session, other, Resume::yes), Contains("another simulated observer"));
  CHECK_NOTHROW(SessionStore(session, plan, Resume::yes));
}
