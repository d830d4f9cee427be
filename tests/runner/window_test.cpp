// The real window, on a virtual X display, with keys pressed from outside. Skipped, with the reason, where Xvfb,
// xdotool, ImageMagick's import or the program itself are missing.

#include "window_place.h"

using namespace tricky;
using namespace tricky::runner;

TEST_CASE("in a real window keys answer pairs, a held key answers one, and an interrupted session goes on",
          "[window]") {
  const auto place = window_place();
  if (!place) return;
  const TemporaryFolder& temporary = place->folder;
  const fs::path root = temporary / "study";
  make_study(root, StimulusList::Kind::pairs, 1, 4);
  {
    WindowSession session(root, "easier_image");
    REQUIRE(session.go_on_until("trial", 1));

    // Pixel by pixel what the files hold, on the same rows.
    const auto left = wait_for_image(root / "lists/list_images/1.png", temporary / "screen.png");
    const auto right = wait_for_image(root / "lists/list_images/2.png", temporary / "screen.png");
    REQUIRE(left.has_value());
    REQUIRE(right.has_value());
    CHECK(left->second == right->second);
    CHECK(right->first >= left->first + 224);

    REQUIRE(session.answer("Left", 1));
    REQUIRE(session.go_on_until("trial", 2));  // feedback, and practice is over
    REQUIRE(session.hold("j", 2));
    REQUIRE(session.wait_for("trial", 3));
    sleep_ms(900);  // the X server repeats the key meanwhile
    CHECK(session.count("response") == 2);
    xdotool("keyup j key x");
    REQUIRE(session.answer("f", 3));
    REQUIRE(session.wait_for("trial", 4));
    session.process().signal(SIGTERM);
    session.check_ends_with(75);
    CHECK(read_trials(session.folder() / "trials.tsv").size() == 3);
    CHECK(read_file(root / "runner.log").find("--observer 01 --resume") != std::string::npos);
  }
  WindowSession session(root, "easier_image", {"--resume"});
  REQUIRE(session.go_on_until("trial", 5));
  REQUIRE(session.answer("Right", 4));
  REQUIRE(session.answer("Left", 5));
  REQUIRE(session.wait_for("finished", 1));
  session.check_goes_on_to_its_end();

  std::vector<std::string> given;
  for (const TrialRecord& row : read_trials(session.folder() / "trials.tsv")) {
    given.push_back(row.response);
    CHECK(*row.response_time_s > 0.0);
    CHECK(*row.uncertainty_s < 0.05);
  }
  CHECK(given == std::vector<std::string>{"left", "right", "left", "right", "left"});
  const SessionRecord record = read_session(session.folder());
  CHECK(record.state == "finished");
  CHECK(record.origin == SessionOrigin::observer);
}

TEST_CASE("in a real window a pixel is a square of pixels where the protocol enlarges images", "[window]") {
  const auto place = window_place();
  if (!place) return;
  const fs::path root = place->folder / "study";
  make_study(root, StimulusList::Kind::pairs, 0, 1);
  const fs::path protocol = root / "protocols/easier_image.toml";
  write_file(protocol, "enlarge = 2\n" + read_file(protocol));
  const stimuli::RgbImage small = stimuli::read_image(root / "lists/list_images/1.png");
  stimuli::RgbImage large = stimuli::black_image(2 * small.width_px, 2 * small.height_px);
  for (int y = 0; y < large.height_px; ++y) {
    for (int x = 0; x < large.width_px; ++x) std::copy_n(small.row(y / 2) + 3 * (x / 2), 3, large.row(y) + 3 * x);
  }
  stimuli::write_png(place->folder / "large.png", large);
  WindowSession session(root, "easier_image");
  REQUIRE(session.go_on_until("trial", 1));
  CHECK(wait_for_image(place->folder / "large.png", place->folder / "screen.png").has_value());
  REQUIRE(session.answer("Left", 1));
  REQUIRE(session.wait_for("finished", 1));
  session.check_goes_on_to_its_end();
  const Value display = *read_session(session.folder()).details.find("display");
  CHECK(*display.find("pixels")->if_text() == "2:1");
  CHECK(*display.find("pixel_proof")->find("n_equal")->if_integer() == 2);
}

TEST_CASE("in a real window questions are answered by keyboard alone", "[window]") {
  const auto place = window_place();
  if (!place) return;
  const TemporaryFolder& temporary = place->folder;
  const fs::path images = temporary / "study/lists/list_images";
  make_study(temporary / "study", StimulusList::Kind::ratings, 0, 2);
  WindowSession session(temporary / "study", "three_questions");
  REQUIRE(session.go_on_until("trial", 1));
  REQUIRE(wait_for_image(images / "1.png", temporary / "screen.png").has_value());
  xdotool("key --delay 30 1 2 Return 3 1 Return");
  REQUIRE(session.wait_for("trial", 2));
  REQUIRE(wait_for_image(images / "2.png", temporary / "screen.png").has_value());
  xdotool("key --delay 30 plus Right Down 2 2 Left Return");
  REQUIRE(session.wait_for("finished", 1));
  session.check_goes_on_to_its_end();
  std::vector<std::string> given;
  for (const TrialRecord& row : read_trials(session.folder() / "trials.tsv")) given.push_back(row.response);
  CHECK(given == std::vector<std::string>{"12", "2", "0", "1", "1", "0"});
}

TEST_CASE("without a display the window is refused and nothing is left behind", "[window]") {
  if (!fs::exists(program())) {
    WARN("skipped: " << program() << " was not built");
    return;
  }
  const TemporaryFolder temporary;
  make_study(temporary / "study", StimulusList::Kind::pairs, 0, 1);
  const std::string command = "env -u DISPLAY -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER " + program().string() +
                              " session easier_image --study " + (temporary / "study").string() +
                              " --list list --observer 01 2>" + (temporary / "log").string();
  const int status = std::system(command.c_str());
  INFO(read_file(temporary / "log"));
  CHECK(WEXITSTATUS(status) == 2);
  CHECK(read_file(temporary / "log").find("there is no display") != std::string::npos);
  CHECK_FALSE(fs::exists(temporary / "study/sessions/sub-01"));
}
