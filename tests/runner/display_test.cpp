// The real window's dealings with its display: proofs of pixels, the timing self-test, a display that goes away.

#include <fstream>

#include "runner/timing_certificate.h"
#include "tricky/data/session_journal.h"
#include "window_place.h"

using namespace tricky;
using namespace tricky::runner;

TEST_CASE("a display that goes away leaves a session whose data, derived files and state are complete", "[window]") {
  const auto place = window_place();
  if (!place) return;
  const TemporaryFolder& temporary = place->folder;
  const fs::path root = temporary / "study";
  make_study(root, StimulusList::Kind::pairs, 0, 4);
  WindowSession session(root, "easier_image");
  REQUIRE(session.go_on_until("trial", 1));
  REQUIRE(session.answer("f", 1));
  REQUIRE(session.wait_for("trial", 2));
  place->display.reset();
  session.check_ends_with(1);
  CHECK(read_trials(session.folder() / "trials.tsv").size() == 1);
  const SessionRecord record = read_session(session.folder());
  CHECK(record.state == "interrupted");
  CHECK(*record.details.find("interrupted_by")->if_text() == "the display went away");
  const std::string log = read_file(root / "runner.log");
  CHECK(log.find("the display went away") != std::string::npos);
  CHECK(log.find("--resume") != std::string::npos);
}

TEST_CASE("the self-test's certificate is carried by sessions on the same display, with the proof of their pixels",
          "[window]") {
  const auto place = window_place();
  if (!place) return;
  const TemporaryFolder& temporary = place->folder;
  const fs::path root = temporary / "study";
  make_study(root, StimulusList::Kind::pairs, 0, 1);
  const fs::path certificate = temporary / "timing.json";
  {
    Process timing({program().string(), "timing", "--seconds", "1", "--window", "--certificate", certificate.string()},
                   temporary / "timing.log");
    REQUIRE(timing.wait(60) == 0);
  }
  CHECK(read_file(temporary / "timing.log").find("Software timing only") != std::string::npos);
  CHECK(read_certificate(certificate).intervals.n > 10);
  CHECK(fs::exists(temporary / "timing.tsv"));
  WindowSession session(root, "easier_image", {"--timing-certificate", certificate.string()});
  REQUIRE(session.go_on_until("trial", 1));
  REQUIRE(session.answer("f", 1));
  REQUIRE(session.wait_for("finished", 1));
  session.check_goes_on_to_its_end();
  const Value details = read_session(session.folder()).details;
  const Value* timing = details.find("timing");
  REQUIRE(timing != nullptr);
  CHECK(*timing->find("video_driver")->if_text() == "x11");
  CHECK(timing->find("late_frames")->if_integer() != nullptr);
  CHECK(details.find("timing_note") == nullptr);
  const Value* proof = details.find("display")->find("pixel_proof");
  REQUIRE(proof != nullptr);
  CHECK(*proof->find("n_images")->if_integer() == 2);
  CHECK(*proof->find("n_equal")->if_integer() == 2);
}
