// A session in the real window, and then its replay, on a virtual X display: what stands there must be the same.
// Skipped, with the reason, where Xvfb, xdotool, ImageMagick's import or the program itself are missing.

#include "window_place.h"

using namespace tricky;
using namespace tricky::runner;

namespace {

/// The screen above the replay's band, where both show the same window.
std::vector<std::uint8_t> above_band(const stimuli::RgbImage& screen, int bottom_px) {
  return {screen.row(0), screen.row(bottom_px)};
}

/// Waits until the screen above `bottom_px` is that of `expected`.
bool wait_for_screen(const stimuli::RgbImage& expected, int bottom_px, const fs::path& scratch_file) {
  for (int i = 0; i < 300; ++i, sleep_ms(100)) {
    if (above_band(screenshot(scratch_file), bottom_px) == above_band(expected, bottom_px)) return true;
  }
  return false;
}

std::vector<std::string> replay_words(const fs::path& session, const std::vector<std::string>& more) {
  std::vector<std::string> words{program().string(), "session", "--replay", session.string()};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// Presses a key again and again until the process ends; its exit code.
int ends_with(Process& process, const std::string& key) {
  int code = -1;
  for (int i = 0; i < 60 && code == -1; ++i) {
    xdotool("key " + key);
    code = process.wait(1);
  }
  return code;
}

}  // namespace

TEST_CASE("in a real window a replayed trial is, pixel for pixel, what the observer saw", "[window][replay]") {
  const auto place = window_place();
  if (!place) return;
  const TemporaryFolder& temporary = place->folder;
  const fs::path root = temporary / "study";
  const fs::path images = root / "lists/list_images";
  make_study(root, StimulusList::Kind::pairs, 0, 2);
  fs::path folder;
  std::optional<stimuli::RgbImage> seen;
  std::optional<std::pair<int, int>> left;
  {
    WindowSession session(root, "easier_image");
    REQUIRE(session.go_on_until("trial", 1));
    REQUIRE(wait_for_image(images / "1.png", temporary / "screen.png").has_value());
    seen = screenshot(temporary / "seen.png");
    left = find_on_screen(*seen, stimuli::read_image(images / "1.png"));
    REQUIRE(session.answer("Left", 1));
    REQUIRE(session.answer("Right", 2));
    REQUIRE(session.wait_for("finished", 1));
    session.check_goes_on_to_its_end();
    folder = session.folder();
  }
  // So slow that the first trial stands there until it was looked at.
  Process replay(replay_words(folder, {"--speed", "0.01"}), temporary / "replay.log");
  REQUIRE(wait_for_image(images / "1.png", temporary / "screen.png").has_value());
  const stimuli::RgbImage shown = screenshot(temporary / "replayed.png");
  CHECK(find_on_screen(shown, stimuli::read_image(images / "1.png")) == left);
  CHECK(find_on_screen(shown, stimuli::read_image(images / "2.png")) ==
        find_on_screen(*seen, stimuli::read_image(images / "2.png")));
  // Window and screen have the same middle; its lower edge, and the foot above the band, follow from the window's 860 rows.
  const int bottom_px = 1024 / 2 + 860 / 2 - 28;
  CHECK(wait_for_screen(*seen, bottom_px, temporary / "screen.png"));
  const auto pixel_of_band = [&](const stimuli::RgbImage& screen) { return screen.row(bottom_px + 14)[640 * 3]; };
  CHECK(pixel_of_band(*seen) == 255);
  CHECK(pixel_of_band(shown) < 64);
  xdotool("key n");
  CHECK(wait_for_image(images / "3.png", temporary / "screen.png").has_value());
  CHECK(ends_with(replay, "Escape") == 0);
  INFO(read_file(temporary / "replay.log"));
  CHECK(read_file(temporary / "replay.log").empty());
}

TEST_CASE("replay of a session that nobody may write to lists it, and refuses a changed image", "[window][replay]") {
  if (!fs::exists(program())) {
    WARN("skipped: " << program() << " was not built");
    return;
  }
  const TemporaryFolder temporary;
  const fs::path root = temporary / "study";
  make_study(root, StimulusList::Kind::ratings, 1, 2);
  const std::string tricky = program().string();
  const std::string out = (temporary / "out").string();
  const auto run = [&](const std::string& words) {
    return WEXITSTATUS(std::system((tricky + " session " + words + " >" + out + " 2>&1").c_str()));
  };
  REQUIRE(run("three_questions --study " + root.string() + " --list list --observer s1 --simulate noise=0.3,seed=1") == 0);
  const fs::path folder = root / "sessions/sim-s1/ses-01_task-three_questions";
  fs::remove(folder / ".lock");
  fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(run("--replay " + folder.string() + " --headless") == 0);
  CHECK(read_file(out).find("2 of 2 trials answered, 3 images, every pixel as it was shown") != std::string::npos);
  CHECK(run("--replay " + folder.string() + " --headless --json --from 2") == 0);
  const Value listed = read_json(out);
  REQUIRE(listed.find("trials")->if_array()->size() == 1);
  CHECK(*listed.find("trials")->if_array()->front().find("trial")->if_integer() == 2);
  CHECK_FALSE(fs::exists(folder / ".lock"));
  CHECK(run("--replay " + folder.string() + " --observer 02") == 2);
  CHECK(run("--speed 2") != 0);
  stimuli::write_png(root / "lists/list_images/2.png", stimuli::black_image(224, 224));
  CHECK(run("--replay " + folder.string()) == 2);
  CHECK(read_file(out).find("list_images/2.png: its pixels have changed") != std::string::npos);
  fs::permissions(folder, fs::perms::owner_all);
}
