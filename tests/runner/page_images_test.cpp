#include <catch2/catch.hpp>

#include "runner/checks/session_checks.h"
#include "runner/page_images.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "window_fixture.h"

using namespace tricky;
using namespace tricky::runner;
using Catch::Contains;

namespace {

/// Noise, so that the screen can be searched for it.
stimuli::RgbImage noise(int width_px, int height_px) {
  stimuli::RgbImage image = stimuli::black_image(width_px, height_px);
  RandomStream random(7, Stream::noise, 0);
  for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(random.next_u32());
  return image;
}

/// A PNG of two pixels: half transparent black, wholly transparent red.
std::string transparent_png() {
  const std::string hex =
      "89504e470d0a1a0a0000000d4948445200000002000000010806000000f4227f8a0000000f4944415478da6360606068f80f"
      "2400068501800c5abaeb0000000049454e44ae426082";
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

protocols::Protocol with_image(const std::string& file) {
  protocols::Protocol protocol = make_protocol(Task::two_choice);
  protocol.instructions[1].image = file;
  return protocol;
}

}  // namespace

TEST_CASE("a page's image that is missing, broken, no image or outside of the study is refused, and a problem") {
  const TemporaryFolder folder;
  write_file(folder / "study.toml", "name = \"pages\"\n");
  const StudyFolder study(folder.path());
  const fs::path file = folder / "p.toml";
  const auto refused = [&](const std::string& image, const std::string& why) {
    INFO(image);
    CHECK_THROWS_WITH(load_page_images(with_image(image), study, file), Contains(why) && Contains("p.toml"));
    CHECK(check_page_images(with_image(image), study, file)->state == StartCheck::State::problem);
  };
  CHECK(load_page_images(make_protocol(Task::two_choice), study, file).empty());
  CHECK_FALSE(check_page_images(make_protocol(Task::two_choice), study, file).has_value());
  refused("none.png", "is missing");
  refused("../outside.png", "contains \"..\"");
  refused("/etc/passwd", "is absolute");
  fs::create_symlink("/usr", folder / "link");
  refused("link/share", "leads outside");
  write_file(folder / "text.png", "no image");
  refused("text.png", "text.png");
  stimuli::write_png(folder / "good.png", noise(30, 20));
  const std::string bytes = read_file(folder / "good.png");
  write_file(folder / "torn.png", bytes.substr(0, bytes.size() / 2));
  refused("torn.png", "torn.png");

  write_file(folder / "clear.png", transparent_png());
  // 255 - 128 of white is left of black; what is wholly transparent is white.
  CHECK(load_page_images(with_image("clear.png"), study, file)[0].pixels.pixels ==
        std::vector<std::uint8_t>{127, 127, 127, 255, 255, 255});

  const std::vector<PageImage> images = load_page_images(with_image("good.png"), study, file);
  REQUIRE(images.size() == 1);
  CHECK(images[0].pixels.pixels == noise(30, 20).pixels);
  CHECK(images[0].sha256 == sha256(bytes));
  CHECK(check_page_images(with_image("good.png"), study, file)->state == StartCheck::State::ok);
}

TEST_CASE("a page's image stands on the screen pixel for pixel, each a square of 2 x 2 at twice the size", "[window]") {
  if (const std::string reason = reason_to_skip(); !reason.empty()) {
    WARN("skipped: " << reason);
    return;
  }
  const TemporaryFolder temporary;
  const VirtualDisplay display(temporary.path());
  REQUIRE(display.ready());
  const fs::path root = temporary / "study";
  make_study(root, StimulusList::Kind::pairs, 0, 1);
  const fs::path protocol = root / "protocols/easier_image.toml";
  std::string text = read_file(protocol);
  const std::string before = "instructions = [";
  text.replace(text.find("\n" + before) + 1, before.size(),
               "instructions = [{ text = \"Look at this.\", image = \"figures/page.png\" },");
  write_file(protocol, text);
  const int scale = GENERATE(1, 2);
  const stimuli::RgbImage image = noise(200, 120);
  stimuli::write_png(root / "figures/page.png", image);
  stimuli::RgbImage drawn = stimuli::black_image(200 * scale, 120 * scale);
  for (int y = 0; y < drawn.height_px; ++y) {
    for (int x = 0; x < drawn.width_px; ++x) {
      std::copy_n(image.row(y / scale) + x / scale * 3, 3, drawn.row(y) + x * 3);
    }
  }
  WindowSession session(root, "easier_image", {"--scale", std::to_string(scale)});
  REQUIRE(session.wait_for("instructions", 1));
  bool found = false;
  for (int i = 0; i < 100 && !found; ++i, sleep_ms(100)) {  // until the page is drawn
    REQUIRE(std::system(("import -window root png24:" + (temporary / "screen.png").string()).c_str()) == 0);
    found = find_on_screen(stimuli::read_image(temporary / "screen.png"), drawn).has_value();
  }
  CHECK(found);
  const Value start = read_journal(session.folder() / "journal.jsonl").events.front();
  CHECK(*start.find("page_images")->if_array()->front().find("file")->if_text() == "figures/page.png");
}
