#include "engine/loader.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

namespace {

/// 100 images, the last first, in batches of 7.
Pass backwards() {
  Pass pass;
  for (std::uint32_t image = 100; image-- > 0;) pass.images.push_back(image);
  pass.batches = updates_of_epoch(pass.images.size(), 7, false);
  return pass;
}

/// Three bytes an image, all its number; every third image takes longer, so that threads finish out of order.
void show(std::uint32_t image, stimuli::ViewBuffers&, std::uint8_t* pixels) {
  if (image % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
  for (int i = 0; i < 3; ++i) pixels[i] = static_cast<std::uint8_t>(image);
}

}  // namespace

TEST_CASE("batches come in their order, whatever the number of threads") {
  const Pass pass = backwards();
  for (const int n_threads : {0, 1, 2, 7}) {
    INFO(n_threads << " threads");
    Loader loader(pass, 3, show, n_threads);
    for (std::size_t batch = 0; batch < pass.batches.size(); ++batch) {
      const auto pixels = loader.next();
      std::vector<std::uint8_t> expected;
      for (const std::uint32_t image : pass.images_of(batch)) {
        expected.insert(expected.end(), 3, static_cast<std::uint8_t>(image));
      }
      CHECK(std::vector<std::uint8_t>(pixels.begin(), pixels.end()) == expected);
    }
  }
}

TEST_CASE("a pass can begin at any batch, and be left at any") {
  Pass pass = backwards();
  for (const int n_threads : {0, 2}) {
    for (const std::size_t first : {std::size_t{0}, std::size_t{5}, pass.batches.size()}) {
      pass.first_batch = first;
      Loader loader(pass, 3, show, n_threads);
      if (first < pass.batches.size()) CHECK(loader.next()[0] == pass.images[7 * first]);
    }
  }
}

TEST_CASE("of the images of a batch that cannot be viewed the first is reported, when its batch is asked for") {
  const Pass pass = backwards();
  const auto fails = [](std::uint32_t image, stimuli::ViewBuffers& buffers, std::uint8_t* pixels) {
    show(image, buffers, pixels);
    if (image == 88 || image == 90 || image == 2) throw InputError("image " + std::to_string(image) + " is damaged");
  };
  for (const int n_threads : {0, 1, 3}) {
    Loader loader(pass, 3, fails, n_threads);
    CHECK(loader.next()[0] == 99);
    CHECK_THROWS_WITH(loader.next(), Contains("image 90"));
  }
}

TEST_CASE("only a few batches are prepared ahead") {
  Pass pass;
  for (std::uint32_t image = 0; image < 4000; ++image) pass.images.push_back(image);
  pass.batches = updates_of_epoch(pass.images.size(), 40, false);
  std::atomic<std::size_t> n_prepared = 0;
  const auto count = [&](std::uint32_t, stimuli::ViewBuffers&, std::uint8_t*) { ++n_prepared; };
  Loader loader(pass, 3, count, 2);
  for (std::size_t batch = 1; batch <= 3; ++batch) {
    loader.next();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(n_prepared >= 40 * batch);
    CHECK(n_prepared <= 40 * (batch + 3));
  }
}
