// Ways to end a session in its real window: files, state and exit code.

#include "close_window.h"
#include "window_place.h"

using namespace tricky;
using namespace tricky::runner;

namespace {

/// A session at its first trial, after consent, with a question about the observer's remarks at the end.
struct AtFirstTrial {
  explicit AtFirstTrial(const fs::path& root_folder, const std::vector<std::string>& more = {}) : root(root_folder) {
    make_study(root, StimulusList::Kind::pairs, 0, 2);
    const fs::path protocol = root / "protocols/easier_image.toml";
    std::string text = read_file(protocol);
    const std::string title = "title = \"Which image is easier?\"";
    text.replace(text.find(title), title.size(), title + "\nconsent = \"I take part.\"\ncomment = \"Anything else?\"");
    write_file(protocol, text);
    session.emplace(root, "easier_image", more);
  }
  void consent(const std::string& digit) {
    REQUIRE(session->wait_for("session_start", 1));
    press_until("consent", digit + " Return");
  }
  void go_to_trial() {
    consent("1");
    REQUIRE(session->go_on_until("trial", 1));
  }
  void press_until(const std::string& event, const std::string& keys) {
    REQUIRE(session->do_until([&] { xdotool("key --delay 30 " + keys); }, event, 1));
  }
  void check(const std::string& state, std::size_t n_trials, const std::string& reason = "") {
    const SessionRecord record = read_session(session->folder());
    CHECK(record.state == state);
    CHECK(read_trials(session->folder() / "trials.tsv").size() == n_trials);
    if (!reason.empty()) CHECK(*record.details.find("interrupted_by")->if_text() == reason);
  }
  std::string log() const { return read_file(root / "runner.log"); }

  fs::path root;
  std::optional<WindowSession> session;
};

}  // namespace

TEST_CASE("a window that is closed, Ctrl-C and Escape end with 75, whatever is on the screen", "[window]") {
  const auto place = window_place();
  if (!place) return;
  {
    AtFirstTrial closed(place->folder / "closed");
    closed.go_to_trial();
    REQUIRE(closed.session->do_until([] { ask_to_close("Which image is easier?"); }, "interrupted", 1));
    closed.session->check_ends_with(75);
    closed.check("interrupted", 0, "the window was closed");
    CHECK(closed.log().find("--resume") != std::string::npos);
  }
  {
    AtFirstTrial stopped(place->folder / "stopped");
    REQUIRE(stopped.session->wait_for("session_start", 1));  // the consent is asked for
    stopped.session->process().signal(SIGINT);
    stopped.session->check_ends_with(75);
    stopped.check("interrupted", 0, "signal 2");
  }
  AtFirstTrial left(place->folder / "left");
  left.go_to_trial();
  REQUIRE(left.session->answer("f", 1));
  REQUIRE(left.session->wait_for("trial", 2));
  left.press_until("interrupted", "Escape Return");
  left.session->check_ends_with(75);
  left.check("interrupted", 1, "Escape");
}

TEST_CASE("who declines ends with 0, and so does a session that is stopped on its last page", "[window]") {
  const auto place = window_place();
  if (!place) return;
  {
    AtFirstTrial declined(place->folder / "declined");
    declined.consent("2");
    declined.session->check_goes_on_to_its_end();
    declined.check("declined", 0);
    CHECK(declined.log().find("declined to take part") != std::string::npos);
  }
  AtFirstTrial done(place->folder / "done");
  done.go_to_trial();
  REQUIRE(done.session->answer("f", 1));
  REQUIRE(done.session->wait_for("trial", 2));
  // What lies on the disk is not looked at any more: images are held from the start on.
  fs::remove_all(done.root / "lists");
  REQUIRE(done.session->answer("j", 2));
  done.press_until("finished", "Return");
  done.session->process().signal(SIGTERM);
  done.session->check_ends_with(0);
  done.check("finished", 2);
}

TEST_CASE("a fault ends a session with the reason, what is kept and how to go on; images that went bad keep it shut",
          "[window]") {
  const auto place = window_place();
  if (!place) return;
  AtFirstTrial faulty(place->folder / "faulty");
  faulty.go_to_trial();
  REQUIRE(faulty.session->answer("f", 1));
  REQUIRE(faulty.session->wait_for("trial", 2));
  REQUIRE(faulty.session->answer("j", 2));
  const fs::path personal = faulty.session->folder().parent_path() / "observer.json";
  write_file(personal, "{\"observer\": \"somebody else\", \"sessions\": []}");
  faulty.press_until("interrupted", "a Return");  // remarks have nowhere to go
  faulty.session->check_ends_with(2);
  faulty.check("interrupted", 2);
  CHECK(faulty.log().find("belongs to another observer") != std::string::npos);
  CHECK(faulty.log().find("go on with:\n  tricky session") != std::string::npos);

  const std::string journal = read_file(faulty.session->folder() / "journal.jsonl");
  write_file(faulty.root / "lists/list_images/2.png", "no image");
  WindowSession again(faulty.root, "easier_image", {"--resume"});
  again.check_ends_with(2);
  CHECK(faulty.log().find("1 of 4 images are not what the list says") != std::string::npos);
  CHECK(read_file(faulty.session->folder() / "journal.jsonl") == journal);
}
