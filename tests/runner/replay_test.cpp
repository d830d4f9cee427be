#include "runner/replay/session_replay.h"

#include <catch2/catch.hpp>

#include "runner/replay/replay_moments.h"
#include "runner/replay/replay_player.h"
#include "runner/stimulus_images.h"
#include "session_fixture.h"
#include "tricky/data/errors.h"
#include "tricky/data/provenance.h"

using namespace tricky;
using namespace tricky::runner;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// A study in which a simulated observer sat through one session; `more` is put at the end of the protocol.
struct RecordedStudy {
  RecordedStudy(Task task, int n_practice, int n_main, const std::string& simulate, const std::string& more = "",
                int n_catch = 0) {
    const std::string name = task == Task::two_choice ? "easier_image" : "three_questions";
    const char* source = std::getenv("TRICKY_SOURCE");
    write_file(root / "study.toml", "name = \"replay test\"\n");
    protocol_file = root / "protocols" / (name + ".toml");
    write_file(protocol_file, read_file(fs::path(source != nullptr ? source : ".") / "protocols/experiments" /
                                        (name + ".toml")) + more);
    StimulusList list = make_list(protocols::list_kind_of(task), n_practice, n_main, root / "lists");
    for (int i = 0; i < n_catch; ++i) {
      for (std::size_t side : {0, 1}) {
        ListedStimulus stimulus = list.stimuli[side];
        stimulus.trial = n_main + i + 1;
        stimulus.phase = Phase::main;
        stimulus.catch_side = Position::right;
        list.stimuli.push_back(stimulus);
      }
    }
    write_stimulus_list(root / "lists/list.csv", list, provenance_of({"tricky", "stimuli", {}}, {}));
    plan = make_plan(task, n_practice, n_main, simulate);
    plan.protocol = protocols::read_protocol(protocol_file);
    plan.list = read_stimulus_list(root / "lists/list.csv");
    plan.record.protocol = name;
    plan.record.protocol_sha256 = plan.protocol.sha256;
    plan.record.list_sha256 = stimulus_list_digest(root / "lists/list.csv");
    plan.trials = make_trials(plan.list, plan.record.list_sha256, plan.protocol, "01", 1);
    folder = root / "sessions/sub-01" / ("ses-01_task-" + name);
    run_simulated(plan, folder);
  }
  SessionReplay replay() const { return read_replay(folder, "", ""); }

  TemporaryFolder temporary;
  fs::path root = temporary.path();
  fs::path protocol_file;
  fs::path folder;
  SessionPlan plan;
};

/// What lies in the folder, with when it was written.
std::vector<std::string> contents(const fs::path& folder) {
  std::vector<std::string> result;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const auto written = fs::last_write_time(entry.path()).time_since_epoch().count();
    result.push_back(entry.path().string() + " " + std::to_string(written) + " " +
                     (entry.is_regular_file() ? read_file(entry.path()) : ""));
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::string status_of(const Screen& screen) { return std::string(std::get<ReplayScreen>(screen).status); }

constexpr const char* kTimed = "\n[timing]\nfixation_s = 0.5\nstimulus_s = 0.2\ninter_trial_s = 0.25\nfeedback_s = 0.75\n";

}  // namespace

TEST_CASE("a replay shows the images, sides and responses that trials.tsv has, and writes nothing", "[replay]") {
  const RecordedStudy study(Task::two_choice, 2, 12, "accuracy=0.7,seed=3");
  const auto before = contents(study.root);
  const SessionReplay replay = study.replay();
  const std::vector<TrialRecord> rows = read_trials(study.folder / "trials.tsv");
  REQUIRE(replay.trials.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ReplayedTrial& trial = replay.trials[i];
    CHECK(trial.number.phase == rows[i].phase);
    CHECK(trial.item_ids == std::vector<std::string>{rows[i].left_item_id, rows[i].right_item_id});
    const auto& shown = replay.shown.stimuli;
    CHECK(shown[trial.images[0]].sha256_rgb + "+" + shown[trial.images[1]].sha256_rgb == rows[i].image_sha256);
    REQUIRE(trial.answers.size() == 1);
    CHECK(trial.answers[0].response == rows[i].response);
    CHECK(static_cast<double>(*trial.answers[0].after_ns) * 1e-9 == Approx(*rows[i].response_time_s).margin(1e-8));
  }
  CHECK(load_images(replay.shown, replay.list_file).size() == 28);
  CHECK(contents(study.root) == before);
}

TEST_CASE("a replayed trial has its fixation, its blank, its choice and its feedback, each as long as it was", "[replay]") {
  const RecordedStudy study(Task::two_choice, 2, 3, "accuracy=0.7,seed=3", kTimed);
  const SessionReplay replay = study.replay();
  const ReplayMoments second(replay, 1);
  const auto& moments = second.moments();
  REQUIRE(moments.size() == 6);
  CHECK(std::holds_alternative<BlankScreen>(moments[0].screen.shown));
  CHECK(moments[0].lasts_ns == 250'000'000);
  CHECK(std::holds_alternative<FixationScreen>(moments[1].screen.shown));
  CHECK(moments[1].lasts_ns == 500'000'000);
  const auto& stimulus = std::get<PairScreen>(moments[2].screen.shown);
  CHECK((stimulus.images_shown && !stimulus.chosen && !stimulus.feedback));
  CHECK(stimulus.number.n_trials == 2);
  CHECK(moments[2].lasts_ns == *replay.trials[1].blank_after_ns);
  CHECK_FALSE(std::get<PairScreen>(moments[3].screen.shown).images_shown);
  CHECK(moments[2].lasts_ns + moments[3].lasts_ns == *replay.trials[1].answers[0].after_ns);
  CHECK(moments[3].screen.status == "replay, practice trial 2 of 2");
  const auto& answered = std::get<PairScreen>(moments[4].screen.shown);
  const bool left = replay.trials[1].answers[0].response == "left";
  CHECK(answered.chosen == (left ? Position::left : Position::right));
  CHECK_FALSE(answered.images_shown);
  CHECK_THAT(std::string(moments[4].screen.status),
             Contains(std::string("replay, practice trial 2 of 2, chose ") + (left ? "L" : "R") + " after "));
  const auto& feedback = std::get<PairScreen>(moments[5].screen.shown);
  REQUIRE(feedback.feedback);
  CHECK(to_text(feedback.feedback->easier) == replay.trials[1].expected);
  CHECK(feedback.feedback->right == (replay.trials[1].expected == replay.trials[1].answers[0].response));
  CHECK(moments[5].lasts_ns == 750'000'000);
  CHECK(std::get<PairScreen>(second.still().shown).images_shown);
  CHECK_FALSE(std::get<PairScreen>(ReplayMoments(replay, 2).moments().back().screen.shown).feedback);  // a main trial
}

TEST_CASE("a replayed catch trial tells what the observer was told", "[replay]") {
  const RecordedStudy study(Task::two_choice, 1, 6, "accuracy=0.7,seed=3", "", 1);
  const SessionReplay replay = study.replay();
  const auto place = static_cast<std::size_t>(
      std::find_if(replay.trials.begin(), replay.trials.end(),
                   [](const ReplayedTrial& trial) { return trial.kind == TrialKind::catch_trial; }) -
      replay.trials.begin());
  REQUIRE(place < replay.trials.size());
  const ReplayMoments moments(replay, place);
  const auto& shown = std::get<PairScreen>(moments.still().shown);
  REQUIRE(shown.told);
  CHECK(shown.told->side == Position::right);
  CHECK(shown.told->text == study.plan.protocol.catch_texts.right);
  CHECK_THAT(std::string(moments.still().status), Contains("of 7 (catch trial), chose R after "));
}

TEST_CASE("replayed ratings appear one by one in the order in which they were given", "[replay]") {
  const RecordedStudy study(Task::ratings, 0, 3, "noise=0.3,seed=5");
  const SessionReplay replay = study.replay();
  const ReplayMoments moments(replay, 2);
  REQUIRE(moments.moments().size() == 4);  // nothing answered, one, two, all three
  std::int64_t before_last_ns = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& screen = std::get<RatingsScreen>(moments.moments()[i].screen.shown);
    std::size_t n_given = 0;
    for (const RatingForm::Answer& answer : screen.form->answers()) n_given += answer.value ? 1 : 0;
    CHECK(n_given == i);
    if (i < 3) before_last_ns += moments.moments()[i].lasts_ns;
  }
  const auto& answers = std::get<RatingsScreen>(moments.still().shown).form->answers();
  std::int64_t last_ns = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(std::to_string(*answers[i].value) == replay.trials[2].answers[i].response);
    last_ns = std::max(last_ns, *replay.trials[2].answers[i].after_ns);
  }
  CHECK(before_last_ns == last_ns);
  CHECK_THAT(std::string(moments.still().status), Contains("replay, trial 3 of 3, answered ") && Contains(" after "));
}

TEST_CASE("a trial without a response in time is replayed as long as the protocol gave it", "[replay]") {
  const RecordedStudy study(Task::two_choice, 0, 2, "accuracy=0.7,seed=3", "\n[timing]\nmax_response_s = 0.2\n");
  const SessionReplay replay = study.replay();
  const ReplayMoments moments(replay, 0);
  REQUIRE(replay.trials[0].answers[0].response.empty());
  CHECK(moments.moments()[0].lasts_ns == 200'000'000);
  CHECK(moments.still().status == "replay, trial 1 of 2, no response");
  CHECK_FALSE(std::get<PairScreen>(moments.still().shown).chosen);
}

TEST_CASE("an unfinished session is replayed as far as it went, whatever follows its last whole line", "[replay]") {
  const RecordedStudy study(Task::two_choice, 1, 6, "accuracy=0.7,seed=3");
  const std::string journal = read_file(study.folder / "journal.jsonl");
  std::size_t at = 0;
  for (int n = 0; n < 4; ++n) at = journal.find("\"event\":\"response\"", at + 1);
  write_file(study.folder / "journal.jsonl", journal.substr(0, journal.find('\n', at) + 20));  // and a torn line
  const SessionReplay replay = study.replay();
  CHECK(replay.trials.size() == 4);
  CHECK(replay.record.state == "interrupted");
  CHECK(replay.place_of_main_trial(2) == 2);
  CHECK_THROWS_WITH(replay.place_of_main_trial(4), Contains("last main trial that was answered is 3"));
  CHECK_THAT(replay_as_text(replay, 0), Contains("3 of 6 trials answered"));
}

TEST_CASE("a changed and a missing image are refused by name before anything is shown", "[replay]") {
  const RecordedStudy study(Task::two_choice, 0, 3, "accuracy=0.7,seed=3");
  stimuli::RgbImage other = stimuli::black_image(4, 3);
  other.pixels[5] = 1;
  stimuli::write_png(study.root / "lists/list_images/2.png", other);
  fs::remove(study.root / "lists/list_images/5.png");
  const SessionReplay replay = study.replay();
  ImageLoader loader(replay.shown, replay.list_file, ImageLoader::Digests::of_session);
  CHECK_THROWS_WITH(loader.finish(), Contains("2 of 6 images are not what the session showed") &&
                                         Contains("list_images/2.png: its pixels have changed") &&
                                         Contains("list_images/5.png: is missing"));
}

TEST_CASE("an image that the list has in another version since is held against the session, not the list", "[replay]") {
  const RecordedStudy study(Task::two_choice, 0, 3, "accuracy=0.7,seed=3");
  stimuli::RgbImage other = stimuli::black_image(4, 3);
  other.pixels[5] = 1;
  stimuli::write_png(study.root / "lists/list_images/2.png", other);
  StimulusList list = read_stimulus_list(study.root / "lists/list.csv");
  list.stimuli[1].sha256_rgb = stimuli::sha256_of_pixels(other);
  write_stimulus_list(study.root / "lists/list.csv", list, provenance_of({"tricky", "stimuli", {}}, {}));
  REQUIRE_NOTHROW(load_images(list, study.root / "lists/list.csv"));
  const SessionReplay replay = study.replay();
  CHECK_THROWS_WITH(load_images(replay.shown, replay.list_file), Contains("list_images/2.png: its pixels have changed"));
  list.stimuli.erase(list.stimuli.begin() + 4, list.stimuli.end());
  write_stimulus_list(study.root / "lists/list.csv", list, provenance_of({"tricky", "stimuli", {}}, {}));
  CHECK_THROWS_WITH(study.replay(), Contains("i5: is not in the list") && Contains("put the list back"));
}

TEST_CASE("a protocol in another version is refused, unless it is named, and then marked", "[replay]") {
  const RecordedStudy study(Task::two_choice, 1, 3, "accuracy=0.7,seed=3");
  write_file(study.protocol_file, read_file(study.protocol_file) + "\n# another version\n");
  CHECK_THROWS_WITH(study.replay(), Contains("easier_image\" in the version that the session was run with") &&
                                        Contains("tricky session easier_image --replay"));
  const SessionReplay replay = read_replay(study.folder, "", "easier_image");
  CHECK(replay.other_words);
  CHECK_THAT(std::string(ReplayMoments(replay, 1).still().status), Contains("words of another version"));
  // The version recorded is found under any name.
  const RecordedStudy moved(Task::two_choice, 1, 3, "accuracy=0.7,seed=3");
  fs::rename(moved.protocol_file, moved.root / "protocols/as_it_was.toml");
  CHECK_FALSE(moved.replay().other_words);
}

TEST_CASE("what is no session with responses is refused", "[replay]") {
  const RecordedStudy study(Task::two_choice, 1, 3, "accuracy=0.7,seed=3");
  CHECK_THROWS_WITH(read_replay(study.root, "", ""), Contains("holds no journal.jsonl"));
  const std::string journal = read_file(study.folder / "journal.jsonl");
  write_file(study.folder / "journal.jsonl", journal.substr(0, journal.find('\n') + 1));
  CHECK_THROWS_WITH(study.replay(), Contains("no trial was answered"));
  write_file(study.folder / "journal.jsonl", "");
  CHECK_THROWS_WITH(study.replay(), Contains("holds no event"));
}

TEST_CASE("a replay plays to its end at the speed asked for, and stands still there until Escape", "[replay]") {
  const RecordedStudy study(Task::two_choice, 1, 3, "accuracy=0.7,seed=3", kTimed);
  const SessionReplay replay = study.replay();
  std::int64_t all_ns = 0;
  std::size_t n_moments = 0;
  for (std::size_t i = 0; i < replay.trials.size(); ++i) {
    const ReplayMoments trial(replay, i);
    for (const ReplayMoment& moment : trial.moments()) all_ns += moment.lasts_ns;
    n_moments += trial.moments().size();
  }
  SimulatedClock clock;
  const std::int64_t begin_ns = clock.now_ns();
  std::size_t n_shown = 0;
  Script script(clock, [&](Script& self, const Screen& screen) {
    ++n_shown;
    if (std::get<ReplayScreen>(screen).paused) self.tap(Key::escape, 5);
  });
  play(replay, 0, 4.0, script, script, clock);
  CHECK(n_shown == n_moments + 1);
  const auto frames_ns = static_cast<std::int64_t>(n_shown) * 10'000'000;  // the script's display takes so long
  CHECK(std::abs(clock.now_ns() - begin_ns - frames_ns - all_ns / 4) < 6'000'000);
}

TEST_CASE("Space pauses a replay where it is; arrows, N and P go from trial to trial", "[replay]") {
  const RecordedStudy study(Task::two_choice, 0, 4, "accuracy=0.7,seed=3");
  const SessionReplay replay = study.replay();
  const Key n = *protocols::key_named("n");
  const Key p = *protocols::key_named("p");
  const std::vector<Key> keys{Key::space, Key::right, n, Key::right, Key::right, p, Key::left, Key::space, Key::escape};
  const std::vector<std::pair<int, bool>> expected{{2, false}, {2, true}, {3, true}, {4, true}, {4, true},
                                                   {4, true},  {3, true}, {2, true}, {2, false}};
  SimulatedClock clock;
  std::vector<std::pair<int, bool>> seen;
  Script script(clock, [&](Script& self, const Screen& screen) {
    const auto& shown = std::get<ReplayScreen>(screen);
    seen.emplace_back(std::get<PairScreen>(shown.shown).number.trial, shown.paused);
    // Standing still it tells the whole trial, playing it tells it only afterwards.
    CHECK((status_of(screen).find("chose") != std::string::npos) == (shown.paused && seen.size() > 2));
    self.tap(keys.at(seen.size() - 1), 20);
  });
  play(replay, 1, 1.0, script, script, clock);
  CHECK(seen == expected);
}
