#include <catch2/catch.hpp>
#include <chrono>

#include "runner/checks/machine_checks.h"
#include "runner/checks/session_checks.h"
#include "session_fixture.h"
#include "window_fixture.h"

using namespace tricky;
using namespace tricky::runner;
using State = StartCheck::State;

namespace {

/// Two devices as Linux lists them: a keyboard and a mouse.
constexpr const char* kDevices =
    "I: Bus=0003 Vendor=046d Product=c31c Version=0110\nN: Name=\"Logitech USB Keyboard\"\n"
    "H: Handlers=sysrq kbd leds event3 \nB: PROP=0\nB: EV=120013\n\n"
    "I: Bus=0003 Vendor=046d Product=c077 Version=0111\nN: Name=\"Logitech USB Optical Mouse\"\n"
    "H: Handlers=mouse0 event4 \nB: PROP=0\nB: EV=17\n";

struct SmallStudy {
  SmallStudy() {
    make_study(folder.path(), StimulusList::Kind::pairs, 1, 3);
    plan = make_plan(Task::two_choice, 1, 3);
    plan.record.observer = "01";
  }
  StudyFolder study() const { return StudyFolder(folder.path()); }
  fs::path session() const { return session_folder(study(), plan.record); }

  TemporaryFolder folder;
  SessionPlan plan;
};

}  // namespace

TEST_CASE("images that are all there pass, and a missing and a changed one are named") {
  const TemporaryFolder folder;
  make_study(folder.path(), StimulusList::Kind::pairs, 0, 2);
  const fs::path list_file = folder / "lists/list.csv";
  const StimulusList list = read_stimulus_list(list_file);
  const StartCheck good = check_images(list, list_file);
  CHECK(good.state == State::ok);
  CHECK(good.found == "4 images, every pixel as the list has it");
  fs::remove(folder / "lists/list_images/1.png");
  fs::copy_file(folder / "lists/list_images/3.png", folder / "lists/list_images/2.png",
                fs::copy_options::overwrite_existing);
  const StartCheck bad = check_images(list, list_file);
  CHECK(bad.state == State::problem);
  CHECK(bad.found.find("2 of 4 images") != std::string::npos);
  CHECK(bad.found.find("1.png: is missing") != std::string::npos);
  CHECK(bad.found.find("2.png: its pixels have changed") != std::string::npos);
  CHECK(bad.fix.find("restore them") == 0);
  CHECK(bad.fix.find('\n') == std::string::npos);
}

TEST_CASE("an answer key that also turns pages is a warning") {
  protocols::Protocol protocol = make_protocol(Task::two_choice);
  CHECK(check_keys(protocol).state == State::ok);
  CHECK(check_keys(protocol).found == "left or f: left, right or j: right");
  std::get<protocols::TwoChoiceTask>(protocol.task).right_keys = {Key::space};
  CHECK(check_keys(protocol).state == State::warning);
}

TEST_CASE("a session that is finished, stopped or never run is told apart, with the number that is free") {
  SmallStudy small;
  CHECK(check_earlier_sessions(small.study(), small.plan, false).state == State::ok);
  CHECK(check_earlier_sessions(small.study(), small.plan, true).state == State::problem);  // nothing to resume

  int n_shown = 0;
  run_script(small.plan, small.session(), [&](Script& script, const Screen&) {
    if (++n_shown <= 2) script.tap(Key::left, 300);  // then the script ends, as if the window were closed
  });
  const StartCheck stopped = check_earlier_sessions(small.study(), small.plan, false);
  CHECK(stopped.state == State::problem);
  CHECK(stopped.found == "session 1 of observer 01 stopped after 2 of 4 trials");
  CHECK(stopped.fix.find("--resume") != std::string::npos);
  CHECK(stopped.fix.find("--session 2") != std::string::npos);
  CHECK(check_earlier_sessions(small.study(), small.plan, true).state == State::ok);
  SessionPlan other_list = small.plan;
  other_list.record.list_sha256 = std::string(64, 'f');
  CHECK(check_earlier_sessions(small.study(), other_list, true).state == State::problem);
  {
    const FolderLock somebody(small.session());
    CHECK(check_earlier_sessions(small.study(), small.plan, true).found ==
          "session 1 of observer 01 runs at this moment");
  }
  run_script(
      small.plan, small.session(), [](Script& script, const Screen&) { script.tap(Key::left, 300); }, Resume::yes);
  CHECK(check_earlier_sessions(small.study(), small.plan, false).found ==
        "session 1 of observer 01 is finished and stays as it is");
  SessionPlan third = small.plan;
  third.record.session = 3;
  const StartCheck skipped = check_earlier_sessions(small.study(), third, false);
  CHECK(skipped.state == State::warning);
  CHECK(skipped.found == "session 2 of observer 01 was never run");
}

TEST_CASE("pilots and simulated sessions are marked as not being data") {
  SessionPlan plan = make_plan(Task::two_choice, 0, 1);
  plan.record.origin = SessionOrigin::observer;
  CHECK(check_origin(plan).state == State::ok);
  plan.record.origin = SessionOrigin::pilot;
  CHECK(check_origin(plan).state == State::warning);
  plan.record.origin = SessionOrigin::simulated;
  CHECK(check_origin(plan).state == State::warning);
}

TEST_CASE("a clock that stands before the study was made is a warning") {
  const SmallStudy small;
  const fs::path list_file = small.folder / "lists/list.csv";
  const auto now = fs::last_write_time(list_file);
  CHECK(check_clock(small.study(), list_file, now).state == State::ok);
  CHECK(check_clock(small.study(), list_file, now - std::chrono::hours(24)).state == State::warning);
}

TEST_CASE("the estimate of a session's bytes is more than a session takes") {
  SmallStudy small;
  run_script(small.plan, small.session(), [](Script& script, const Screen&) { script.tap(Key::left, 300); });
  std::uintmax_t bytes = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(small.session())) bytes += entry.file_size();
  CHECK(bytes < session_bytes_estimate(small.plan));
  // Of a long session too: without the constant part.
  CHECK(2 * (bytes / small.plan.trials.size()) < 4096 * 2);
}

TEST_CASE("a folder that cannot be written is a problem, also when it is only there in part") {
  CHECK(check_folder("/proc/1/nothing/here").state == State::problem);
  const TemporaryFolder folder;
  CHECK(check_folder(folder / "sessions/sub-01/ses-01").state == State::ok);
  CHECK_FALSE(fs::exists(folder / "sessions"));
}

TEST_CASE("a full disk is a problem") {
  const SessionPlan plan = make_plan(Task::two_choice, 0, 1);
  CHECK(check_disk("/proc", plan).state == State::problem);  // has no room at all
  SessionPlan endless = plan;
  endless.trials.resize(100);
  CHECK(session_bytes_estimate(endless) - session_bytes_estimate(plan) == 99 * 4096);
}

TEST_CASE("a keyboard is found among the kernel's devices, and a mouse is none") {
  CHECK(check_keyboard(kDevices, true).found == "a keyboard; the kernel takes the times");
  CHECK(check_keyboard(kDevices, false).state == State::ok);
  const std::string all(kDevices);
  CHECK(check_keyboard(all.substr(all.find("\n\n") + 2), true).state == State::warning);
  CHECK(check_keyboard("", false).state == State::warning);
}

namespace {

SessionPlan plan_of_pairs() {
  SessionPlan plan;
  plan.list.kind = StimulusList::Kind::pairs;
  plan.list.image_width_px = plan.list.image_height_px = 224;
  return plan;
}

}  // namespace

TEST_CASE("a display must hold the images unscaled and refresh often enough") {
  const SessionPlan plan = plan_of_pairs();
  CHECK(check_display({}, "no X", "", plan).state == State::problem);
  CHECK(check_display({{1, "A", 1920, 1080, 60, {}}}, "", "", plan).state == State::ok);
  CHECK(check_display({{1, "A", 1920, 1080, 30, {}}}, "", "", plan).state == State::warning);
  CHECK(check_display({{1, "A", 1920, 1080, 0, {}}}, "", "", plan).state == State::warning);
  CHECK(check_display({{1, "A", 600, 1080, 60, {}}}, "", "", plan).state == State::problem);
  CHECK(check_display({{1, "A", 1920, 320, 60, {}}}, "", "", plan).state == State::problem);
}

TEST_CASE("a display must hold the images at the size that the protocol enlarges them to") {
  SessionPlan plan = plan_of_pairs();
  plan.protocol.enlarge = 4;
  CHECK(check_display({{1, "A", 2560, 1440, 60, {}}}, "", "", plan).state == State::ok);
  const StartCheck small = check_display({{1, "A", 1920, 1080, 60, {}}}, "", "", plan);
  CHECK(small.state == State::problem);
  CHECK(small.found.find("enlarged 4 times, need 1952x1056") != std::string::npos);
}

TEST_CASE("the monitor that was chosen is the one that is looked at") {
  const SessionPlan plan = plan_of_pairs();
  const std::vector<Monitor> two{{1, "A", 1920, 1080, 60, {}}, {2, "B", 600, 400, 60, {}}};
  CHECK(check_display(two, "", "", plan).state == State::ok);
  CHECK(check_display(two, "", "B", plan).state == State::problem);
  CHECK(check_display(two, "", "2", plan).found.find("monitor 2 of 2") != std::string::npos);
  const StartCheck unplugged = check_display(two, "", "C", plan);
  CHECK(unplugged.state == State::problem);
  CHECK(unplugged.fix.find("1920x1080") != std::string::npos);
}

TEST_CASE("checks become a table that says what to do, and JSON that says whether it can start") {
  const std::vector<StartCheck> checks{{"images", State::ok, "2 images", ""},
                                       {"disk", State::problem, "full", "make room"}};
  CHECK(checks_as_text(checks) ==
        "images    ok       2 images\n"
        "disk      problem  full\n"
        "                   → make room\n");
  CHECK_FALSE(can_start(checks));
  CHECK(to_json(checks_as_value(checks), JsonLayout::one_line) ==
        R"({"can_start":false,"checks":[{"name":"images","state":"ok","found":"2 images","fix":""},)"
        R"({"name":"disk","state":"problem","found":"full","fix":"make room"}]})");
}

TEST_CASE("the experimenter's window opens beside the observer's monitor, whichever that is") {
  const std::vector<Monitor> two{{1, "A", 1920, 1080, 60, {}}, {2, "B", 1920, 1080, 60, {}}};
  CHECK(monitor_beside(two, "").number == 2);
  CHECK(monitor_beside(two, "A").number == 2);
  CHECK(monitor_beside(two, "2").number == 1);
  CHECK(monitor_beside(two, "B").number == 1);
  CHECK(monitor_beside(two, "unplugged").number == 2);
  CHECK(monitor_beside({two[1]}, "2").number == 2);
}
