#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "stimuli/image_decoder.h"
#include "stimuli/jpeg_format.h"
#include "stimuli/sample_images.h"
#include "tricky/data/files.h"
#include "tricky/data/random.h"

using namespace tricky::stimuli;
using tricky::RandomStream;

namespace {

/// How many of `n` random regions decode to other pixels than the whole image has there.
int n_different(const std::string& bytes, const std::string& name, int n) {
  RgbImage whole;
  decode_image(bytes, name, whole);
  RandomStream random(7, tricky::Stream::bootstrap);
  int different = 0;
  for (int i = 0; i < n; ++i) {
    const auto side = [&random](int length, int& begin) {
      const int extent = 1 + static_cast<int>(random.below(static_cast<std::uint64_t>(length)));
      begin = static_cast<int>(random.below(static_cast<std::uint64_t>(length - extent) + 1));
      return extent;
    };
    Region region;
    region.width_px = side(whole.width_px, region.left);
    region.height_px = side(whole.height_px, region.top);
    RgbImage part;
    decode_image_part(
        bytes, name, [&region](Size) { return region; }, part);
    RgbImage expected = whole;
    cut_out(expected, region);
    if (part.pixels != expected.pixels) ++different;
  }
  return different;
}

}  // namespace

TEST_CASE("a part of an image has the pixels of the whole") {
  CHECK(n_different(baseline_jpeg(), "baseline", 200) == 0);
  CHECK(n_different(progressive_jpeg(), "progressive", 200) == 0);
  CHECK(n_different(grey_jpeg(), "grey", 200) == 0);
  CHECK(n_different(png_file(3, 2, 8, 2, from_hex("00010203040506070809000a0b0c0d0e0f101112"), ""), "png", 20) == 0);
  for (const auto& [width, height] : {std::pair{150, 117}, {33, 200}, {17, 16}, {1, 1}, {500, 5}}) {
    INFO(width << " x " << height);
    CHECK(n_different(encode_jpeg(made_image(width, height), 80), "made", 100) == 0);
  }
}

TEST_CASE("a part of a photograph has the pixels of the whole", "[reference]") {
  const char* reference = std::getenv("TRICKY_REFERENCE");
  if (reference == nullptr) {
    std::cout << "skipped: TRICKY_REFERENCE is not set, so no photographs were decoded in part\n";
    return;
  }
  int n_images = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(reference) / "images/jpeg_originals")) {
    INFO(entry.path());
    CHECK(n_different(tricky::read_file(entry.path()), entry.path().string(), 10) == 0);
    ++n_images;
  }
  CHECK(n_images == 60);
}
