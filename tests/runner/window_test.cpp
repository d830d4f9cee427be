// The real window, on a virtual X display, with keys pressed from outside. Skipped, with the reason, where Xvfb,
// xdotool, ImageMagick's import or the program itself are missing.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "session_fixture.h"
#include "tricky/data/provenance.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::runner;
namespace fs = std::filesystem;

namespace {

void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

bool has_tool(const std::string& name) { return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0; }

fs::path program() {
  const char* folder = std::getenv("TRICKY_BIN");
  return fs::path(folder != nullptr ? folder : fs::read_symlink("/proc/self/exe").parent_path().c_str()) /
         "tricky-runner";
}

std::string reason_to_skip() {
  for (const char* tool : {"Xvfb", "xdotool", "import"}) {
    if (!has_tool(tool)) return std::string(tool) + " is not installed";
  }
  if (!fs::exists(program())) return program().string() + " was not built";
  return {};
}

/// A program that ends with the test.
class Process {
 public:
  Process(const std::vector<std::string>& words, const fs::path& log) {
    id_ = ::fork();
    if (id_ != 0) return;
    [[maybe_unused]] const FILE* out = std::freopen(log.c_str(), "w", stdout);
    [[maybe_unused]] const FILE* err = std::freopen(log.c_str(), "a", stderr);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  void signal(int number) const { ::kill(id_, number); }
  /// The exit code, or -1 when it does not end within ten seconds.
  int wait() {
    for (int i = 0; i < 1000; ++i, sleep_ms(10)) {
      int status = 0;
      if (::waitpid(id_, &status, WNOHANG) != id_) continue;
      id_ = 0;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    }
    return -1;
  }

 private:
  pid_t id_ = 0;
};

/// A virtual display of its own number, which Xvfb chooses and writes down.
class VirtualDisplay {
 public:
  explicit VirtualDisplay(const fs::path& folder)
      : server_({"sh", "-c", "exec Xvfb -displayfd 3 -screen 0 1280x1024x24 3>" + (folder / "display").string()},
                folder / "xvfb.log") {
    for (int i = 0; i < 500 && number_.empty(); ++i, sleep_ms(10)) {
      if (!fs::exists(folder / "display")) continue;
      const std::string text = read_file(folder / "display");
      if (text.ends_with('\n')) number_ = ":" + text.substr(0, text.size() - 1);
    }
    ::setenv("DISPLAY", number_.c_str(), 1);
    ::setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
    ::setenv("SDL_VIDEODRIVER", "x11", 1);
  }
  bool ready() const { return !number_.empty(); }

 private:
  std::string number_;
  Process server_;
};

void xdotool(const std::string& what) { REQUIRE(std::system(("xdotool " + what).c_str()) == 0); }

/// A study with a list of noise images, so that the screen can be searched for them.
void make_study(const fs::path& root, StimulusList::Kind kind, int n_practice, int n_main) {
  write_file(root / "study.toml", "name = \"window test\"\n");
  const char* source = std::getenv("TRICKY_SOURCE");
  for (const char* name : {"easier_image.toml", "three_questions.toml"}) {
    write_file(root / "protocols" / name,
               read_file(fs::path(source != nullptr ? source : ".") / "protocols/experiments" / name));
  }
  StimulusList list = make_list(kind, n_practice, n_main);
  list.image_width_px = 224;
  list.image_height_px = 224;
  for (ListedStimulus& stimulus : list.stimuli) {
    stimuli::RgbImage image = stimuli::black_image(224, 224);
    RandomStream random(stimulus.image.size(), Stream::noise,
                        static_cast<std::uint32_t>(&stimulus - list.stimuli.data()));
    for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(random.next_u32());
    stimuli::write_png(root / "lists" / stimulus.image, image);
    stimulus.sha256_rgb = stimuli::sha256_of_pixels(image);
  }
  write_stimulus_list(root / "lists/list.csv", list, provenance_of({"tricky", "stimuli", {}}, {}));
}

class WindowSession {
 public:
  WindowSession(const fs::path& root, const std::string& protocol, const std::vector<std::string>& more = {})
      : folder_(root / "sessions/sub-01" / ("ses-01_task-" + protocol)),
        process_(words(root, protocol, more), root / "runner.log") {}

  /// Waits for the journal to say that so many of these events have come.
  bool wait_for(const std::string& event, int n) const {
    for (int i = 0; i < 1000; ++i, sleep_ms(10)) {
      if (count(event) >= n) return sleep_ms(80), true;  // the line is written just before the screen is shown
    }
    return false;
  }
  int count(const std::string& event) const {
    std::error_code error;
    if (!fs::exists(folder_ / "journal.jsonl", error)) return 0;
    const std::string text = read_file(folder_ / "journal.jsonl");
    int n = 0;
    for (std::size_t at = 0; (at = text.find("\"event\":\"" + event + "\"", at)) != std::string::npos; ++at) ++n;
    return n;
  }
  Process& process() { return process_; }
  const fs::path& folder() const { return folder_; }

 private:
  static std::vector<std::string> words(const fs::path& root, const std::string& protocol,
                                        const std::vector<std::string>& more) {
    std::vector<std::string> result{program().string(), "session", protocol,     "--study", root.string(),
                                    "--list",           "list",    "--observer", "01"};
    result.insert(result.end(), more.begin(), more.end());
    return result;
  }
  fs::path folder_;
  Process process_;
};

/// Where the image stands on the screen, pixel by pixel.
std::optional<std::pair<int, int>> find_on_screen(const stimuli::RgbImage& screen, const stimuli::RgbImage& image) {
  const std::size_t row_bytes = static_cast<std::size_t>(image.width_px) * 3;
  const auto same_row = [&](int x, int y, int row) {
    return std::equal(image.row(row), image.row(row) + row_bytes,
                      screen.row(y + row) + static_cast<std::size_t>(x) * 3);
  };
  for (int y = 0; y + image.height_px <= screen.height_px; ++y) {
    for (int x = 0; x + image.width_px <= screen.width_px; ++x) {
      int row = 0;
      while (row < image.height_px && same_row(x, y, row)) ++row;
      if (row == image.height_px) return std::pair(x, y);
    }
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("in a real window keys answer pairs, a held key answers one, and an interrupted session goes on",
          "[window]") {
  if (const std::string reason = reason_to_skip(); !reason.empty()) {
    WARN("skipped: " << reason);
    return;
  }
  const TemporaryFolder temporary;
  const VirtualDisplay display(temporary.path());
  REQUIRE(display.ready());
  const fs::path root = temporary / "study";
  make_study(root, StimulusList::Kind::pairs, 1, 4);
  {
    WindowSession session(root, "easier_image");
    REQUIRE(session.wait_for("instructions", 1));
    xdotool("key space");
    REQUIRE(session.wait_for("instructions", 2));
    xdotool("key space");
    REQUIRE(session.wait_for("trial", 1));

    // Pixel by pixel what the files hold, on the same rows.
    REQUIRE(std::system(("import -window root png24:" + (temporary / "screen.png").string()).c_str()) == 0);
    const auto screen = stimuli::read_image(temporary / "screen.png");
    const auto left = find_on_screen(screen, stimuli::read_image(root / "lists/list_images/1.png"));
    const auto right = find_on_screen(screen, stimuli::read_image(root / "lists/list_images/2.png"));
    REQUIRE(left.has_value());
    REQUIRE(right.has_value());
    CHECK(left->second == right->second);
    CHECK(right->first >= left->first + 224);

    xdotool("key Left");
    REQUIRE(session.wait_for("response", 1));
    xdotool("key space");  // feedback
    sleep_ms(150);
    xdotool("key space");  // practice is over
    REQUIRE(session.wait_for("trial", 2));
    xdotool("keydown j");
    REQUIRE(session.wait_for("trial", 3));
    sleep_ms(900);  // the X server repeats the key meanwhile
    CHECK(session.count("response") == 2);
    xdotool("keyup j key x key f");
    REQUIRE(session.wait_for("trial", 4));
    session.process().signal(SIGTERM);
    CHECK(session.process().wait() == 75);
    CHECK(read_trials(session.folder() / "trials.tsv").size() == 3);
    CHECK(read_file(root / "runner.log").find("--observer 01 --resume") != std::string::npos);
  }
  WindowSession session(root, "easier_image", {"--resume"});
  REQUIRE(session.wait_for("instructions", 3));
  xdotool("key space");
  REQUIRE(session.wait_for("instructions", 4));
  xdotool("key space");
  REQUIRE(session.wait_for("trial", 5));
  xdotool("key Right");
  REQUIRE(session.wait_for("trial", 6));
  xdotool("key Left");
  REQUIRE(session.wait_for("finished", 1));
  xdotool("key space");
  CHECK(session.process().wait() == 0);

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

TEST_CASE("in a real window questions are answered by keyboard alone", "[window]") {
  if (const std::string reason = reason_to_skip(); !reason.empty()) {
    WARN("skipped: " << reason);
    return;
  }
  const TemporaryFolder temporary;
  const VirtualDisplay display(temporary.path());
  REQUIRE(display.ready());
  make_study(temporary / "study", StimulusList::Kind::ratings, 0, 2);
  WindowSession session(temporary / "study", "three_questions");
  REQUIRE(session.wait_for("instructions", 1));
  xdotool("key space");
  REQUIRE(session.wait_for("instructions", 2));
  xdotool("key space");
  REQUIRE(session.wait_for("trial", 1));
  xdotool("key --delay 30 1 2 Return 3 1 Return");
  REQUIRE(session.wait_for("trial", 2));
  xdotool("key --delay 30 plus Right Down 2 2 Left Return");
  REQUIRE(session.wait_for("finished", 1));
  xdotool("key space");
  CHECK(session.process().wait() == 0);
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
  CHECK(WEXITSTATUS(status) == 2);
  CHECK(read_file(temporary / "log").find("there is no display") != std::string::npos);
  CHECK_FALSE(fs::exists(temporary / "study/sessions/sub-01"));
}
