#pragma once

// What tests of the real window share: a virtual X display, a study of noise images, a session in a process of its own.

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

namespace tricky::runner {

namespace fs = std::filesystem;

inline void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

inline bool has_tool(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

inline fs::path program() {
  const char* folder = std::getenv("TRICKY_BIN");
  return fs::path(folder != nullptr ? folder : fs::read_symlink("/proc/self/exe").parent_path().c_str()) /
         "tricky-runner";
}

inline std::string reason_to_skip() {
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
    std::fflush(nullptr);  // or the child says it, too
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
  /// The exit code, or -1 when it does not end in time.
  int wait(int timeout_s = 10) {
    for (int i = 0; i < timeout_s * 100; ++i, sleep_ms(10)) {
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

/// A virtual display of its own number, which Xvfb chooses and writes down. It stays as it is when its last program
/// ends: while an X server starts anew, the next program finds none.
class VirtualDisplay {
 public:
  /// Real-time, where it is allowed: a server that other programs keep waiting is not what timing tests are about.
  enum class Priority { usual, realtime };
  explicit VirtualDisplay(const fs::path& folder, Priority priority = Priority::usual)
      : server_({"sh", "-c",
                 "exec " + before(priority) + "Xvfb -noreset -displayfd 3 -screen 0 1280x1024x24 3>" +
                     (folder / "display").string()},
                folder / "xvfb.log") {
    for (int i = 0; i < 3000 && number_.empty(); ++i, sleep_ms(10)) {
      if (!fs::exists(folder / "display")) continue;
      const std::string text = read_file(folder / "display");
      if (text.ends_with('\n')) number_ = ":" + text.substr(0, text.size() - 1);
    }
    ::setenv("DISPLAY", number_.c_str(), 1);
    ::setenv("XDG_STATE_HOME", folder.c_str(), 1);  // nothing of what this computer remembers
    ::setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
    ::setenv("SDL_VIDEODRIVER", "x11", 1);
  }
  bool ready() const { return !number_.empty(); }

 private:
  static std::string before(Priority priority) {
    const std::string change = "chrt -f 20 ";
    const bool can = priority == Priority::realtime && std::system((change + "true >/dev/null 2>&1").c_str()) == 0;
    return can ? change : "";
  }

  std::string number_;
  Process server_;
};

inline void xdotool(const std::string& what) { REQUIRE(std::system(("xdotool " + what).c_str()) == 0); }

inline bool shows_window(const std::string& title) {
  return std::system(("xdotool search --onlyvisible --name '" + title + "' >/dev/null 2>&1").c_str()) == 0;
}

/// A study with a list of noise images, so that the screen can be searched for them.
inline void make_study(const fs::path& root, StimulusList::Kind kind, int n_practice, int n_main) {
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

/// A session in another process, followed by its journal and answered by keys. A line is written just before its
/// screen is shown, and a press before that counts for nothing: so presses are made again while nothing comes of them.
class FollowedSession {
 public:
  FollowedSession(fs::path folder, fs::path log) : folder_(std::move(folder)), log_(std::move(log)) {}

  const fs::path& folder() const { return folder_; }

  int count(const std::string& event) const {
    std::error_code error;
    if (!fs::exists(folder_ / "journal.jsonl", error)) return 0;
    const std::string text = read_file(folder_ / "journal.jsonl");
    int n = 0;
    for (std::size_t at = 0; (at = text.find("\"event\":\"" + event + "\"", at)) != std::string::npos; ++at) ++n;
    return n;
  }
  /// Waits for the journal to say that so many of these events have come.
  bool wait_for(const std::string& event, int n) const {
    return comes_within(kPatience_ms, event, n) || tell_what_was_said();
  }
  /// Does it, once a while, until so many of these events have come.
  template <typename Action>
  bool do_until(const Action& action, const std::string& event, int n, int every_ms = 1000) const {
    for (int waited_ms = 0; waited_ms < kPatience_ms; waited_ms += every_ms) {
      if (count(event) >= n) return true;
      action();
      if (comes_within(every_ms, event, n)) return true;
    }
    return tell_what_was_said();
  }
  /// Turns pages, with a key that answers nothing, until so many of these events have come.
  bool go_on_until(const std::string& event, int n, const std::string& key = "space") const {
    return do_until([&] { xdotool("key " + key); }, event, n);
  }
  /// Gives the n-th response of the session.
  bool answer(const std::string& key, int n) const {
    return do_until([&] { xdotool("key " + key); }, "response", n, kResponse_ms);
  }
  /// The same with a key that stays down.
  bool hold(const std::string& key, int n) const {
    return do_until([&] { xdotool("keyup " + key + " keydown " + key); }, "response", n, kResponse_ms);
  }

 private:
  static constexpr int kPatience_ms = 60'000;
  static constexpr int kResponse_ms = 4000;  // pressed again too early it would answer the next trial

  bool comes_within(int patience_ms, const std::string& event, int n) const {
    for (int waited_ms = 0; waited_ms < patience_ms; waited_ms += 10, sleep_ms(10)) {
      if (count(event) >= n) return true;
    }
    return count(event) >= n;
  }
  bool tell_what_was_said() const {
    WARN("the program said: " << read_file(log_));
    return false;
  }

  fs::path folder_;

 protected:
  fs::path log_;
};

/// The real program's session of observer 01.
class WindowSession : public FollowedSession {
 public:
  WindowSession(const fs::path& root, const std::string& protocol, const std::vector<std::string>& more = {})
      : FollowedSession(root / "sessions/sub-01" / ("ses-01_task-" + protocol), root / "runner.log"),
        process_(words(root, protocol, more), log_) {}

  Process& process() { return process_; }
  /// Checks that it ends with this exit code; tells what it said if not.
  void check_ends_with(int code) {
    const int ended_with = process_.wait(60);
    INFO(read_file(log_));
    CHECK(ended_with == code);
  }
  /// Leaves the last page, which needs one more key.
  void check_goes_on_to_its_end() {
    int ended_with = -1;
    for (int i = 0; i < 30 && ended_with == -1; ++i) {
      xdotool("key space");
      ended_with = process_.wait(2);
    }
    INFO(read_file(log_));
    CHECK(ended_with == 0);
  }

 private:
  static std::vector<std::string> words(const fs::path& root, const std::string& protocol,
                                        const std::vector<std::string>& more) {
    std::vector<std::string> result{program().string(), "session", protocol,     "--study", root.string(),
                                    "--list",           "list",    "--observer", "01"};
    result.insert(result.end(), more.begin(), more.end());
    return result;
  }
  Process process_;
};

/// Where the image stands on the screen, pixel by pixel.
inline std::optional<std::pair<int, int>> find_on_screen(const stimuli::RgbImage& screen,
                                                         const stimuli::RgbImage& image) {
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

inline stimuli::RgbImage screenshot(const fs::path& file) {
  REQUIRE(std::system(("import -window root png24:" + file.string()).c_str()) == 0);
  return stimuli::read_image(file);
}

/// Waits for an image to be on the screen, pixel for pixel, and tells where.
inline std::optional<std::pair<int, int>> wait_for_image(const fs::path& image_file, const fs::path& scratch_file) {
  const stimuli::RgbImage image = stimuli::read_image(image_file);
  for (int i = 0; i < 100; ++i, sleep_ms(100)) {
    if (const auto place = find_on_screen(screenshot(scratch_file), image)) return place;
  }
  return std::nullopt;
}

}  // namespace tricky::runner
