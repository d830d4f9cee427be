#include "tricky/stimuli/resize.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "stimuli/sample_images.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/stimuli/image_file.h"

using namespace tricky::stimuli;

namespace {

/// A grey image of these rows.
RgbImage grey_image(const std::vector<std::vector<int>>& rows) {
  RgbImage image = black_image(static_cast<int>(rows.front().size()), static_cast<int>(rows.size()));
  std::size_t i = 0;
  for (const auto& row : rows) {
    for (const int value : row) {
      for (int channel = 0; channel < 3; ++channel) image.pixels[i++] = static_cast<std::uint8_t>(value);
    }
  }
  return image;
}

/// The red channel, row by row.
std::vector<int> reds(const RgbImage& image) {
  std::vector<int> values;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) values.push_back(image.pixels[i]);
  return values;
}

}  // namespace

TEST_CASE("the long side of a resized image is cut off, not rounded") {
  const auto sides = [](int width_px, int height_px) {
    const Size size = size_for_short_side({width_px, height_px}, 256);
    return std::pair(size.width_px, size.height_px);
  };
  CHECK(sides(333, 500) == std::pair(256, 384));  // 384.38
  CHECK(sides(500, 333) == std::pair(384, 256));
  CHECK(sides(300, 451) == std::pair(256, 384));  // 384.85
  CHECK(sides(299, 299) == std::pair(256, 256));
  CHECK(sides(28, 28) == std::pair(256, 256));
  CHECK(sides(1, 3) == std::pair(256, 768));
}

TEST_CASE("a crop's offset rounds halves to the even number") {
  const auto left = [](int width_px) { return centre_crop({width_px, 224}, 224).left; };
  CHECK(left(224) == 0);
  CHECK(left(225) == 0);  // 0.5
  CHECK(left(226) == 1);
  CHECK(left(227) == 2);  // 1.5
  CHECK(left(229) == 2);  // 2.5
  CHECK(left(231) == 4);  // 3.5
  CHECK(left(256) == 16);
  const Region region = centre_crop({384, 256}, 224);
  CHECK(region.left == 80);
  CHECK(region.top == 16);
  CHECK(region.width_px == 224);
  CHECK(region.height_px == 224);
}

TEST_CASE("resizing agrees with hand-computed rows") {
  // Two to one: both weigh 3/4 before normalising; 15.5 rounds up.
  CHECK(reds(resize_bilinear(grey_image({{10, 21}}), {1, 1})) == std::vector{16});
  // Four to two: weights 3/7, 3/7, 1/7 and their mirror image.
  CHECK(reds(resize_bilinear(grey_image({{0, 70, 140, 210}}), {2, 1})) == std::vector{50, 160});
  // Two to four: no wider than a pixel, so 1, then 3/4 and 1/4.
  CHECK(reds(resize_bilinear(grey_image({{0, 100}}), {4, 1})) == std::vector{0, 25, 75, 100});
  // Columns alike.
  CHECK(reds(resize_bilinear(grey_image({{0}, {70}, {140}, {210}}), {1, 2})) == std::vector{50, 160});
}

TEST_CASE("rows are resized before columns, with 8 bits in between") {
  // Rows: 0.5 -> 1 and 1.5 -> 2; then 1.5 -> 2. Columns first would give 1 and 1, then 1; one rounding alone 4/4 = 1.
  CHECK(reds(resize_bilinear(grey_image({{0, 1}, {2, 1}}), {1, 1})) == std::vector{2});
}

TEST_CASE("resizing gives Pillow's bytes") {
  const auto digest = [](int width_px, int height_px, Size size) {
    return sha256_of_pixels(resize_bilinear(made_image(width_px, height_px), size));
  };
  // From Pillow 9.4: Image.resize(size, Image.BILINEAR).
  CHECK(digest(37, 23, {50, 9}) == "928b082ec82515863e485749a5a196633f23b9fed928dbbbd663bb86134364d2");
  CHECK(digest(37, 23, {5, 61}) == "138a30df518362567212285021770fbc0a092caff069f8004cb60214a2956c44");
  CHECK(digest(300, 200, {31, 29}) == "ec052d08f2de68aa2029299f0a7c36d1c91d8a17ca05bd740e6e60ec1b79fea5");
  CHECK(digest(3, 500, {64, 64}) == "f9796fd22c5b4f019141fe98064842f8a613b87aba4e8a5e964589275444ad96");
  CHECK(digest(1, 1, {8, 8}) == "196f00d57303f9381739c0c73988b587ea66fc2a26ac3d1d6271363828fa83e3");
}

TEST_CASE("stimuli are Pillow's Resize(256) and CenterCrop(224)") {
  const auto digest = [](int width_px, int height_px) {
    return sha256_of_pixels(resize_and_crop(made_image(width_px, height_px), Framing{}));
  };
  CHECK(digest(333, 500) == "e2acf99a8aa34eccaf164257ba7fb78e03bb61a22a582c296fe396925d304dc5");
  CHECK(digest(500, 333) == "da4f36ddb15c42909e118ff97646d3600b10bd1e814730ace43ed9ce5e0d9084");
  CHECK(digest(28, 28) == "b783af9d202a58ddf46898b5cd99d5932b26f34179c3f988c0c82c416eaf16cb");
  CHECK(digest(1000, 3) == "9bedaef937c4cbe262fe7385a4a2f1f45f5d2b78ea3cee09f63e852a73892e5a");
  CHECK(digest(256, 259) == "8e04cc3e23f4d2fc8a39b21ea7050b835cb38be0bcb27f755ac9df8bddb736cd");
  CHECK(digest(241, 701) == "2d670ce2b876feade77ebef1a51cfeb2b538ef14b876272a036c90b1b19db04d");
}

TEST_CASE("a region is a part of the whole resized image") {
  const RgbImage image = made_image(61, 47);
  const Size size{40, 90};
  const RgbImage whole = resize_bilinear(image, size);
  const Region region{7, 31, 22, 40};
  const RgbImage part = resize_bilinear(image, size, region);
  for (int y = 0; y < region.height_px; ++y) {
    const std::uint8_t* expected = whole.row(region.top + y) + 3 * region.left;
    REQUIRE(std::equal(part.row(y), part.row(y) + 3 * region.width_px, expected));
  }
}

TEST_CASE("resizing keeps an image of one colour and an image of the same size") {
  for (const int side : {1, 5, 100, 999}) {
    const RgbImage image =
        resize_bilinear(grey_image({std::vector<int>(static_cast<std::size_t>(side), 255)}), {17, 13});
    for (const std::uint8_t value : image.pixels) REQUIRE(value == 255);
  }
  const RgbImage image = made_image(33, 21);
  CHECK(resize_bilinear(image, {33, 21}).pixels == image.pixels);
}

TEST_CASE("an image too thin to be resized is refused") {
  CHECK_THROWS_AS(resize_and_crop(black_image(1, 90'000'000), Framing{}), tricky::InputError);
}

TEST_CASE("all reference photographs become Pillow's stimuli", "[reference]") {
  const char* reference = std::getenv("TRICKY_REFERENCE");
  if (reference == nullptr) {
    std::cout << "skipped: TRICKY_REFERENCE is not set, so 160 photographs were not compared with Pillow's digests\n";
    return;
  }
  const std::filesystem::path folder = std::filesystem::path(reference) / "images";
  tricky::CsvReader reader(folder / "pil_crop_224.csv");
  const std::size_t file = reader.column("file");
  const std::size_t width = reader.column("width");
  const std::size_t height = reader.column("height");
  const std::size_t digest = reader.column("sha256_rgb_224");
  int n = 0;
  while (reader.next()) {
    INFO(reader[file]);
    const RgbImage image = read_image(folder / reader[file]);
    CHECK(image.width_px == reader.integer(width, 1, 100'000));
    CHECK(image.height_px == reader.integer(height, 1, 100'000));
    CHECK(sha256_of_pixels(resize_and_crop(image, Framing{})) == reader[digest]);
    ++n;
  }
  CHECK(n == 160);
}
