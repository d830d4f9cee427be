#include <catch2/catch.hpp>

#include "runner/stimulus_images.h"
#include "session_fixture.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::runner;

TEST_CASE("a list's images are decoded in the order of its rows") {
  const TemporaryFolder folder;
  const StimulusList list = make_list(StimulusList::Kind::pairs, 1, 3, folder.path());
  const auto images = load_images(list, folder / "list.csv");
  REQUIRE(images.size() == 8);
  for (std::size_t i = 0; i < images.size(); ++i) CHECK(images[i].pixels[0] == i + 1);
}

TEST_CASE("changed, missing, damaged and misplaced images refuse the start, all of them named") {
  const TemporaryFolder folder;
  StimulusList list = make_list(StimulusList::Kind::ratings, 0, 6, folder.path());
  stimuli::write_png(folder / "list_images/1.png", stimuli::black_image(4, 3));
  std::filesystem::remove(folder / "list_images/2.png");
  write_file(folder / "list_images/3.png", "no image");
  list.stimuli[3].image = "../../etc/passwd";
  stimuli::write_png(folder / "list_images/5.png", stimuli::black_image(5, 3));
  CHECK_THROWS_WITH(load_images(list, folder / "list.csv"),
                    Catch::Contains("5 of 6 images") && Catch::Contains("list_images/1.png: its pixels have changed") &&
                        Catch::Contains("list_images/2.png: is missing") && Catch::Contains("list_images/3.png") &&
                        Catch::Contains("\"..\"") && Catch::Contains("list_images/5.png: is 5x3 pixels") &&
                        !Catch::Contains("6.png"));
}

TEST_CASE("of very many missing images the first are named, and how many more there are") {
  const TemporaryFolder folder;
  const StimulusList list = make_list(StimulusList::Kind::ratings, 0, 25, folder.path());
  std::filesystem::remove_all(folder / "list_images");
  CHECK_THROWS_WITH(load_images(list, folder / "list.csv"),
                    Catch::Contains("25 of 25 images") && Catch::Contains("list_images/20.png: is missing\n  and 5 more") &&
                        !Catch::Contains("21.png"));
}

TEST_CASE("a list without images is refused with what to do") {
  const TemporaryFolder folder;
  StimulusList list = make_list(StimulusList::Kind::ratings, 0, 2);
  for (ListedStimulus& stimulus : list.stimuli) stimulus.image = stimulus.sha256_rgb = "";
  list.image_width_px = list.image_height_px = 0;
  CHECK_THROWS_WITH(load_images(list, folder / "list.csv"),
                    Catch::Contains("has no images") && Catch::Contains("study.toml"));
}
