#include "tricky/stimuli/image_features.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "stimuli/sample_images.h"
#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/value.h"
#include "tricky/stimuli/image_file.h"

using namespace tricky;
using namespace tricky::stimuli;
using Catch::Contains;

namespace {

/// Left half of one colour, right half of another.
RgbImage halves(int side_px, std::array<std::uint8_t, 3> left, std::array<std::uint8_t, 3> right) {
  RgbImage image = black_image(side_px, side_px);
  for (int y = 0; y < side_px; ++y) {
    for (int x = 0; x < side_px; ++x) {
      const auto& colour = x < side_px / 2 ? left : right;
      std::copy(colour.begin(), colour.end(), image.row(y) + 3 * x);
    }
  }
  return image;
}

RgbImage mirrored(const RgbImage& image) {
  RgbImage copy = image;
  for (int y = 0; y < image.height_px; ++y) {
    for (int x = 0; x < image.width_px; ++x)
      std::copy_n(image.row(y) + 3 * (image.width_px - 1 - x), 3, copy.row(y) + 3 * x);
  }
  return copy;
}

}  // namespace

TEST_CASE("luminance and contrast are those of light, not of bytes") {
  // Half white, half black: Y is 1 and 0, mean 1/2, standard deviation 1/2.
  const LuminanceOf half = luminance_of(halves(8, {255, 255, 255}, {0, 0, 0}));
  CHECK(half.luminance == Approx(0.5).margin(1e-12));
  CHECK(*half.rms_contrast == Approx(1.0).margin(1e-12));
  // Grey 188 is half the light of white: ((188/255 + .055) / 1.055)^2.4 = .50289 by hand.
  CHECK(luminance_of(halves(8, {188, 188, 188}, {188, 188, 188})).luminance == Approx(0.502886).margin(1e-6));
  // Pure red, green and blue weigh .2126, .7152 and .0722.
  CHECK(luminance_of(halves(8, {255, 0, 0}, {0, 255, 0})).luminance == Approx((0.2126 + 0.7152) / 2).margin(1e-12));
  // Byte 10 lies in the straight part: 10 / 255 / 12.92.
  CHECK(luminance_of(halves(8, {10, 10, 10}, {10, 10, 10})).luminance == Approx(0.00303527).margin(1e-8));
  CHECK_FALSE(luminance_of(black_image(4, 4)).rms_contrast.has_value());
}

TEST_CASE("entropy counts shades of grey in bits") {
  CHECK(entropy_bits(black_image(8, 8)) == 0.0);
  CHECK(entropy_bits(halves(8, {255, 255, 255}, {0, 0, 0})) == Approx(1.0));
  RgbImage all = black_image(16, 16);
  for (std::size_t i = 0; i < 256; ++i)
    for (std::size_t c = 0; c < 3; ++c) all.pixels[3 * i + c] = static_cast<std::uint8_t>(i);
  CHECK(entropy_bits(all) == Approx(8.0));
}

TEST_CASE("likeness finds the same image brighter, and mirrored, and nothing in a grey one") {
  const RgbImage image = made_image(224, 224);
  const Thumbnail thumbnail = thumbnail_of(image);
  CHECK(likeness(thumbnail, thumbnail) == Approx(1.0).margin(1e-5));
  RgbImage darker = image;
  for (std::uint8_t& byte : darker.pixels) byte = static_cast<std::uint8_t>(byte / 2);
  CHECK(likeness(thumbnail, thumbnail_of(darker)) > 0.999);
  CHECK(likeness(thumbnail, thumbnail_of(mirrored(image))) == Approx(1.0).margin(1e-5));
  const Thumbnail grey = thumbnail_of(halves(224, {99, 99, 99}, {99, 99, 99}));
  CHECK(likeness(thumbnail, grey) == 0.0);
  CHECK(likeness(grey, grey) == 0.0);
  // Opposite halves: mirroring makes them the same.
  CHECK(likeness(thumbnail_of(halves(64, {0, 0, 0}, {9, 9, 9})), thumbnail_of(halves(64, {9, 9, 9}, {0, 0, 0}))) ==
        Approx(1.0).margin(1e-5));
  CHECK_NOTHROW(thumbnail_of(made_image(3, 5)));
}

TEST_CASE("each image is told its nearest other one") {
  std::vector<ImageFeatures> features(3);
  features[0].item_id = "a";
  features[1].item_id = "b";
  features[2].item_id = "c";
  const RgbImage image = made_image(224, 224);
  RgbImage darker = image;
  for (std::uint8_t& byte : darker.pixels) byte = static_cast<std::uint8_t>(byte / 2);
  find_nearest(features, std::vector<Thumbnail>{thumbnail_of(image), thumbnail_of(halves(224, {0, 0, 0}, {9, 9, 9})),
                                                thumbnail_of(darker)});
  CHECK(features[0].nearest_item_id == "c");
  CHECK(features[2].nearest_item_id == "a");
  CHECK(*features[0].nearest_correlation > 0.999);
  CHECK(*features[1].nearest_correlation < 0.99);
}

TEST_CASE("features are written and read back, and impossible ones refused") {
  const TemporaryFolder folder;
  ImageFeatures full{"a,\"b\"", "0123", 640, 480, 12345, 0.25, 1.5, 7.25, "b", 0.5};
  ImageFeatures bare;
  bare.item_id = "b";
  write_image_features(folder / "features.csv", {full, bare}, {});
  const auto read = read_image_features(folder / "features.csv");
  REQUIRE(read.size() == 2);
  CHECK(read[0].item_id == "a,\"b\"");
  CHECK(read[0].file_bytes == 12345);
  CHECK(read[0].nearest_correlation == 0.5);
  CHECK_FALSE(read[1].width_px.has_value());
  CHECK_FALSE(read[1].rms_contrast.has_value());
  const std::string csv = read_file(folder / "features.csv");
  write_file(folder / "features.csv", csv + csv.substr(csv.find('\n') + 1));
  CHECK_THROWS_WITH(read_image_features(folder / "features.csv"), Contains("stands in the file twice"));
  std::string bright = csv;
  bright.replace(bright.find("0.25"), 4, "1.25");
  write_file(folder / "features.csv", bright);
  CHECK_THROWS_WITH(read_image_features(folder / "features.csv"), Contains("features.csv:2: luminance"));
}

TEST_CASE("Pillow and NumPy give the same luminance, contrast, entropy and likeness") {
  if (std::system("/usr/bin/python3 -c 'import numpy, PIL' 2>/dev/null") != 0) {
    WARN("skipped: /usr/bin/python3 with NumPy and Pillow is not installed");
    return;
  }
  const TemporaryFolder folder;
  Value::Array cases;
  std::vector<Thumbnail> thumbnails;
  for (int i = 0; i < 5; ++i) {
    const std::string name = std::to_string(i) + ".png";
    const RgbImage image = made_image(224, 224 - 32 * (i % 2));
    RgbImage changed = image;
    for (std::size_t at = 0; at < changed.pixels.size(); at += 7)
      changed.pixels[at] = static_cast<std::uint8_t>(changed.pixels[at] + static_cast<std::size_t>(i) * (at % 31));
    write_png(folder / name, changed);
    thumbnails.push_back(thumbnail_of(changed));
    const LuminanceOf luminance = luminance_of(changed);
    Value each;
    each["image"] = (folder / name).string();
    each["luminance"] = luminance.luminance;
    each["rms_contrast"] = *luminance.rms_contrast;
    each["entropy_bits"] = entropy_bits(changed);
    each["likeness_to_first"] = likeness(thumbnails[0], thumbnails.back());
    cases.push_back(std::move(each));
  }
  write_file(folder / "cases.json", to_json(Value(cases), JsonLayout::indented));
  const char* const source = std::getenv("TRICKY_SOURCE");  // ctest sets it
  const std::filesystem::path script = (source != nullptr ? std::filesystem::path(source) / "tests/stimuli"
                                                          : std::filesystem::path(__FILE__).parent_path()) /
                                       "compare_features.py";
  CHECK(std::system(("/usr/bin/python3 '" + script.string() + "' '" + (folder / "cases.json").string() + "'").c_str()) ==
        0);
}
