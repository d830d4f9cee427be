// The launcher: what it fills in, checks and starts; its window on a virtual display, from start to session and back.

#include "runner/launcher/launcher.h"

#include "runner/commands/prepared_session.h"
#include "runner/commands/session_options.h"

#include "window_place.h"

using namespace tricky;
using namespace tricky::runner;

namespace {

bool has_problem(const Launcher& launcher, const std::string& name) {
  return std::any_of(launcher.checks.begin(), launcher.checks.end(), [&](const StartCheck& each) {
    return each.name == name && each.state == StartCheck::State::problem;
  });
}

}  // namespace

TEST_CASE("opening a study takes the first protocol, a list it can show, and an observer who has no session") {
  const TemporaryFolder folder;
  make_study(folder.path(), StimulusList::Kind::pairs, 1, 2);
  fs::create_directories(folder / "sessions/sub-01");
  Launcher launcher;
  open_study(launcher, folder.path().string());
  CHECK(launcher.form.protocol == "easier_image");
  CHECK(launcher.form.list == "list");
  CHECK(launcher.form.observer == "02");
  CHECK(launcher.protocols == std::vector<std::string>{"easier_image", "three_questions"});
  // The other task cannot show pairs, so it has no list.
  launcher.form.protocol = "three_questions";
  update_launcher(launcher);
  CHECK(launcher.lists.empty());
  CHECK(has_problem(launcher, "list"));
}

TEST_CASE("what the launcher starts is what the flags say") {
  LauncherForm form;
  form.study = "/s";
  form.protocol = "easier_image";
  form.list = "pairs";
  form.observer = "07";
  form.session = 2;
  form.fullscreen = false;
  form.pilot = true;
  CHECK(session_arguments(form) == std::vector<std::string>{"easier_image", "--study", "/s", "--list", "pairs",
                                                            "--observer", "07", "--session", "2", "--pilot"});
  form.resume = true;
  CHECK(session_arguments(form)[9] == "--resume");
  form.monitor = "HDMI 2";
  form.viewing_distance_cm = "57.5";
  const SessionOptions options = read_session_options({"tricky", "session", session_arguments(form)});
  CHECK(options.monitor == "HDMI 2");
  CHECK(options.viewing_distance_cm == 57.5);
}

TEST_CASE("triggers, another session's order and a simulated observer in the launcher's form are what the flags say") {
  LauncherForm form;
  form.study = "/s";
  form.protocol = "easier_image";
  form.list = "pairs";
  form.observer = "07";
  const auto options = [&] { return read_session_options({"tricky", "session", session_arguments(form)}); };
  CHECK(options().trigger_port.empty());
  CHECK(options().yoked_to.empty());
  CHECK(options().simulate.empty());
  form.trigger_port = "/dev/ttyUSB0";
  form.yoked_to = "sub-01/ses-01_task-easier_image";
  form.simulated_observer = "accuracy=0.7,seed=3";
  CHECK(options().trigger_port == "/dev/ttyUSB0");
  CHECK(options().yoked_to == "sub-01/ses-01_task-easier_image");
  CHECK(options().simulate.empty());  // not ticked
  form.simulate = true;
  CHECK(options().simulate == "accuracy=0.7,seed=3");
  CHECK(options().window);
  form.human_speed = false;
  CHECK(options().headless);
  CHECK_FALSE(options().window);
}

TEST_CASE("the launcher asks for a port and for another session's order only where the protocol does") {
  const TemporaryFolder folder;
  make_study(folder.path(), StimulusList::Kind::pairs, 0, 2);
  const std::string plain = read_file(folder / "protocols/easier_image.toml");
  std::string yoked = plain;
  const std::size_t order = yoked.find("\norder = ");
  REQUIRE(order != std::string::npos);
  yoked.replace(order, yoked.find_first_of("#\n", order + 1) - order, "\norder = \"yoked\" ");
  write_file(folder / "protocols/yoked.toml", yoked + "\n[triggers]\nonset = 1\n");
  Launcher launcher;
  open_study(launcher, folder.path().string());
  launcher.form.trigger_port = "/dev/nothing";
  launcher.form.yoked_to = "sub-01/ses-01_task-easier_image";
  update_launcher(launcher);
  CHECK_FALSE(launcher.sends_triggers);
  CHECK_FALSE(launcher.is_yoked);
  CHECK(launcher.form.trigger_port.empty());
  CHECK(launcher.form.yoked_to.empty());
  CHECK(launcher.usual_simulation.starts_with("accuracy="));

  launcher.form.protocol = "yoked";
  update_launcher(launcher);
  CHECK(launcher.sends_triggers);
  CHECK(launcher.yokable.empty());
  CHECK(has_problem(launcher, "order"));

  const Invocation invocation{
      "tricky", "session", {"easier_image", "--study", folder.path().string(), "--list", "list", "--observer", "09"}};
  const PreparedSession other = prepare_session(read_session_options(invocation), invocation);
  run_script(other.plan, other.folder, [](Script& script, const Screen&) { script.tap(Key::left, 300); });
  update_launcher(launcher);
  REQUIRE(launcher.yokable == std::vector<std::string>{"sub-09/ses-01_task-easier_image"});
  CHECK(has_problem(launcher, "order"));  // nobody's order is taken unasked
  launcher.form.yoked_to = launcher.yokable.front();
  update_launcher(launcher);
  CHECK_FALSE(has_problem(launcher, "order"));
  CHECK_FALSE(has_problem(launcher, "study"));
  CHECK(has_problem(launcher, "triggers"));  // no port is named
  launcher.form.trigger_port = "none";
  update_launcher(launcher);
  CHECK_FALSE(has_problem(launcher, "triggers"));
}

TEST_CASE("the launcher begins with the remembered display, and another monitor has no viewing distance yet") {
  Launcher launcher;
  launcher.monitors = {{1, "DP-1", 1920, 1080, 60, {}}, {2, "HDMI", 2560, 1440, 60, {}}, {3, "twin", 800, 600, 60, {}},
                       {4, "twin", 800, 600, 60, {}}};
  open_study(launcher, "");
  CHECK(launcher.form.monitor.empty());
  CHECK(launcher.form.viewing_distance_cm.empty());
  CHECK(chosen_monitor(launcher)->number == 1);
  // The first one, never named, was measured: naming it now would forget its width.
  launcher.remembered = {"", 531.0, 57.5};
  open_study(launcher, "");
  CHECK(launcher.form.viewing_distance_cm == "57.5");
  choose_monitor(launcher, launcher.monitors[1]);
  CHECK(launcher.form.monitor == "HDMI");
  CHECK(launcher.form.viewing_distance_cm.empty());
  choose_monitor(launcher, launcher.monitors[3]);
  CHECK(launcher.form.monitor == "4");
  launcher.form.viewing_distance_cm = "80";
  choose_monitor(launcher, launcher.monitors[3]);
  CHECK(launcher.form.viewing_distance_cm == "80");
  choose_monitor(launcher, launcher.monitors[0]);
  CHECK(launcher.form.monitor.empty());
  CHECK(launcher.form.viewing_distance_cm == "57.5");
  launcher.remembered = {"2", {}, 57.0};
  open_study(launcher, "");
  CHECK(launcher.form.monitor == "2");
  choose_monitor(launcher, launcher.monitors[0]);
  CHECK(launcher.form.monitor == "DP-1");
  choose_monitor(launcher, launcher.monitors[1]);
  CHECK(launcher.form.monitor == "2");
  launcher.form.monitor = "unplugged";
  CHECK_FALSE(chosen_monitor(launcher));
}

TEST_CASE("the launcher offers to go on with an interrupted session, and the next number after a finished one") {
  const TemporaryFolder folder;
  make_study(folder.path(), StimulusList::Kind::pairs, 0, 3);
  Launcher launcher;
  open_study(launcher, folder.path().string());
  launcher.form.observer = "05";
  const Invocation invocation{"tricky", "session", session_arguments(launcher.form)};
  const PreparedSession prepared = prepare_session(read_session_options(invocation), invocation);
  int n_shown = 0;
  run_script(prepared.plan, prepared.folder, [&](Script& script, const Screen&) {
    if (++n_shown == 1) script.tap(Key::left, 300);
  });
  update_launcher(launcher);
  CHECK(has_problem(launcher, "earlier"));
  CHECK(launcher.can_resume);
  CHECK(launcher.free_session == 2);
  launcher.form.resume = true;
  update_launcher(launcher);
  CHECK_FALSE(has_problem(launcher, "earlier"));
  run_script(
      prepared.plan, prepared.folder, [](Script& script, const Screen&) { script.tap(Key::left, 300); }, Resume::yes);
  launcher.form.resume = false;
  update_launcher(launcher);
  CHECK_FALSE(launcher.can_resume);
  CHECK(launcher.free_session == 2);
}

TEST_CASE("what is missing or wrong in the launcher's form is a problem, never an end") {
  const TemporaryFolder folder;
  Launcher launcher;
  update_launcher(launcher);
  CHECK(has_problem(launcher, "study"));
  open_study(launcher, (folder / "nowhere").string());
  update_launcher(launcher);
  CHECK(has_problem(launcher, "study"));
  make_study(folder.path(), StimulusList::Kind::pairs, 0, 1);
  open_study(launcher, folder.path().string());
  launcher.form.observer = "../x";
  update_launcher(launcher);
  CHECK_FALSE(can_start(launcher.checks));
  launcher.form.observer = "";
  update_launcher(launcher);
  CHECK(has_problem(launcher, "observer"));
  launcher.form.observer = "01";
  launcher.form.viewing_distance_cm = "57 inches";
  update_launcher(launcher);
  CHECK_FALSE(can_start(launcher.checks));
}

TEST_CASE("recent studies come back, last one first and each once; a damaged file is told and forgotten") {
  const TemporaryFolder folder;
  const fs::path file = folder / "tricky/recent_studies.json";
  std::string complaint;
  CHECK(read_recent_studies(file, complaint).empty());
  CHECK(complaint.empty());
  for (int i = 0; i < 10; ++i) remember_study(file, {"/study" + std::to_string(i), "p", "l", i % 2 == 1});
  remember_study(file, {"/study5", "other", "l", false, "/dev/ttyACM0"});
  const auto studies = read_recent_studies(file, complaint);
  REQUIRE(studies.size() == 8);
  CHECK(studies[0].study == "/study5");
  CHECK(studies[0].protocol == "other");
  CHECK(studies[0].trigger_port == "/dev/ttyACM0");
  CHECK(studies[1].study == "/study9");
  CHECK(studies[1].trigger_port.empty());
  CHECK(studies[1].fullscreen);
  write_file(file, "{\"studies\": [{}]}");
  CHECK(read_recent_studies(file, complaint).empty());
  CHECK(complaint.find("forgotten") != std::string::npos);
}

TEST_CASE("the outcome of a session is told in words") {
  Launcher launcher;
  tell_outcome(launcher, 0, "/s/sessions/sub-01/ses-01_task-e\nobserver 01, session 1 of e: 2 of 2 trials\n");
  CHECK(launcher.outcome == "Finished: observer 01, session 1 of e: 2 of 2 trials.");
  tell_outcome(
      launcher, 75,
      "tricky-runner: the session was interrupted (Escape); every response is kept. Go on with:\n  tricky …\n");
  CHECK(launcher.outcome == "Interrupted (Escape); every response is kept. It can go on from here.");
  CHECK_FALSE(launcher.outcome_is_good);
  tell_outcome(launcher, 1, "tricky-runner: no room\n");
  CHECK(launcher.outcome == "no room");
  tell_outcome(launcher, 139, "");
  CHECK(launcher.outcome == "The session's program ended with 139.");
}

TEST_CASE("from the launcher's window a session starts with Enter, and the launcher comes back", "[window]") {
  const auto place = window_place();
  if (!place) return;
  const TemporaryFolder& temporary = place->folder;
  const fs::path root = temporary / "study";
  make_study(root, StimulusList::Kind::pairs, 0, 2);
  ::setenv("XDG_STATE_HOME", temporary.path().c_str(), 1);
  Process launcher({program().string(), "session", "--study", root.string()}, temporary / "log");
  const FollowedSession session(root / "sessions/sub-01/ses-01_task-easier_image", temporary / "log");
  for (int i = 0; i < 600 && !shows_window("start a session"); ++i) sleep_ms(100);
  REQUIRE(shows_window("start a session"));
  REQUIRE(session.go_on_until("instructions", 1, "Return"));  // once the images have been looked at
  REQUIRE(session.go_on_until("trial", 1));
  REQUIRE(session.answer("Left", 1));
  REQUIRE(session.answer("Right", 2));
  REQUIRE(session.wait_for("finished", 1));
  for (int i = 0; i < 60 && !shows_window("start a session"); ++i) {
    xdotool("key space");
    sleep_ms(1000);
  }
  INFO(read_file(temporary / "log"));
  REQUIRE(shows_window("start a session"));
  CHECK(read_file(temporary / "tricky/recent_studies.json").find(root.string()) != std::string::npos);
  launcher.signal(SIGTERM);
  CHECK(launcher.wait(60) == 0);
  CHECK(read_file(temporary / "log").find("2 of 2 trials") != std::string::npos);
  ::unsetenv("XDG_STATE_HOME");
}

TEST_CASE("the monitor window stands beside a session, leaves it the keyboard and ends with it", "[window]") {
  const auto place = window_place();
  if (!place) return;
  const TemporaryFolder& temporary = place->folder;
  make_study(temporary / "study", StimulusList::Kind::pairs, 0, 2);
  WindowSession session(temporary / "study", "easier_image", {"--monitor-window"});
  REQUIRE(session.wait_for("instructions", 1));
  CHECK(shows_window("how the session goes"));
  REQUIRE(session.go_on_until("trial", 1));
  REQUIRE(session.answer("Left", 1));
  REQUIRE(session.answer("Right", 2));
  REQUIRE(session.wait_for("finished", 1));
  session.check_goes_on_to_its_end();
  CHECK_FALSE(shows_window("how the session goes"));
}
