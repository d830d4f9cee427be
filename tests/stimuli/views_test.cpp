#include "tricky/stimuli/views.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "stimuli/block_images.h"
#include "tricky/data/errors.h"

using namespace tricky::stimuli;
using Catch::Matchers::Contains;
using tricky::RandomStream;
using tricky::Stream;
using Step = TrainingView::Step;

namespace {

/// Images of 2 rows of 3 pixels; red says where a pixel is: 100 image + 10 row + column + 1. Green and blue follow.
BlockImages numbered_images(std::size_t n, int channels) {
  std::vector<std::uint8_t> pixels;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t row = 0; row < 2; ++row) {
      for (std::size_t column = 0; column < 3; ++column) {
        for (int channel = 0; channel < channels; ++channel) {
          pixels.push_back(static_cast<std::uint8_t>(100 * i + 10 * row + column + 1 + 3 * channel));
        }
      }
    }
  }
  BlockContent content;
  content.files = {"numbered"};
  content.height_px = 2;
  content.width_px = 3;
  content.channels = channels;
  content.pixels = std::move(pixels);
  content.labels.resize(n);
  return BlockImages(std::move(content));
}

std::vector<int> red_of(const std::vector<std::uint8_t>& pixels) {
  std::vector<int> red;
  for (std::size_t i = 0; i < pixels.size(); i += 3) red.push_back(pixels[i]);
  return red;
}

std::vector<std::uint8_t> seen(const ImageSet& images, const TrainingView& view, std::size_t index, int epoch) {
  const Size size = view_size(images, view);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size.width_px * size.height_px * 3), 77);
  ViewBuffers buffers;
  view_for_training(images, index, view, size, epoch, buffers, pixels.data());
  return pixels;
}

/// What the definitions of flip and padded crop say, one step after the other on a whole image of one channel.
std::vector<int> by_definition(std::vector<int> image, int height, int width, const TrainingView& view,
                               std::size_t index, int epoch) {
  RandomStream random(view.augment_seed, Stream::augment, 0, static_cast<std::uint32_t>(epoch),
                      static_cast<std::uint32_t>(index));
  for (const Step step : view.steps) {
    std::vector<int> next(image.size(), 0);
    int row = 0;
    int column = 0;
    bool flip = false;
    if (step == Step::flip) {
      flip = random.bernoulli(0.5);
    } else {
      const int n = 2 * view.crop_padding_px + 1;
      row = static_cast<int>(random.below(static_cast<std::uint64_t>(n))) - view.crop_padding_px;
      column = static_cast<int>(random.below(static_cast<std::uint64_t>(n))) - view.crop_padding_px;
    }
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int from_y = y + row;
        const int from_x = flip ? width - 1 - x : x + column;
        if (from_y < 0 || from_y >= height || from_x < 0 || from_x >= width) continue;
        next[static_cast<std::size_t>(y * width + x)] = image[static_cast<std::size_t>(from_y * width + from_x)];
      }
    }
    image = next;
  }
  return image;
}

}  // namespace

TEST_CASE("flips and padded crops, in any order, are what their definitions say") {
  const int channels = GENERATE(1, 3);
  const BlockImages images = numbered_images(2, channels);
  TrainingView view;
  view.augment_seed = 9;
  for (const auto& steps : std::vector<std::vector<Step>>{
           {}, {Step::flip}, {Step::padded_crop}, {Step::flip, Step::padded_crop}, {Step::padded_crop, Step::flip}}) {
    view.steps = steps;
    for (view.crop_padding_px = 1; view.crop_padding_px <= 5; view.crop_padding_px += 2) {
      std::set<std::vector<int>> different;
      for (int epoch = 1; epoch <= 60; ++epoch) {
        const std::vector<std::uint8_t> pixels = seen(images, view, 1, epoch);
        CHECK(red_of(pixels) == by_definition({101, 102, 103, 111, 112, 113}, 2, 3, view, 1, epoch));
        for (std::size_t i = 0; i < pixels.size(); i += 3) {
          const int shift = channels == 3 && pixels[i] != 0 ? 3 : 0;
          REQUIRE(pixels[i + 1] == pixels[i] + shift);
          REQUIRE(pixels[i + 2] == pixels[i] + 2 * shift);
        }
        different.insert(red_of(pixels));
      }
      CHECK(different.size() >= (steps.empty() ? 1U : 2U));
    }
  }
}

TEST_CASE("a view depends on seed, epoch and image alone") {
  const BlockImages images = numbered_images(2, 3);
  TrainingView view;
  view.steps = {Step::random_resized_crop, Step::flip, Step::padded_crop};
  view.side_px = 16;
  const auto first = seen(images, view, 0, 1);
  CHECK(first.size() == 16 * 16 * 3);
  seen(images, view, 1, 5);
  CHECK(seen(images, view, 0, 1) == first);
  CHECK(seen(images, view, 0, 2) != first);
  view.augment_seed = 1;
  CHECK(seen(images, view, 0, 1) != first);
}

TEST_CASE("random crops cover 8 to 100 % of an image at ratios from 3:4 to 4:3") {
  RandomStream random(7, Stream::augment);
  const Size size{500, 375};
  double sum_share = 0;
  int n_wide = 0;
  constexpr int kN = 20'000;
  for (int i = 0; i < kN; ++i) {
    const Region region = random_crop(random, size);
    REQUIRE(region.left >= 0);
    REQUIRE(region.top >= 0);
    REQUIRE(region.left + region.width_px <= size.width_px);
    REQUIRE(region.top + region.height_px <= size.height_px);
    const double share = 1.0 * region.width_px * region.height_px / (size.width_px * size.height_px);
    const double ratio = 1.0 * region.width_px / region.height_px;
    REQUIRE(share > 0.079);
    REQUIRE(ratio > 0.74);
    REQUIRE(ratio < 1.345);
    sum_share += share;
    n_wide += ratio > 1 ? 1 : 0;
  }
  // torchvision 0.14's get_params for 500 x 375 gives .4339 and .5763 (100,000 draws): big crops of a wrong ratio do
  // not fit.
  CHECK(sum_share / kN == Approx(0.4339).margin(0.006));
  CHECK(1.0 * n_wide / kN == Approx(0.5763).margin(0.012));
}

TEST_CASE("an image too thin for any random crop gives its largest centred crop of an allowed ratio") {
  RandomStream random(7, Stream::augment);
  const Region wide = random_crop(random, {1000, 10});
  CHECK((wide.width_px == 13 && wide.height_px == 10 && wide.left == 493 && wide.top == 0));
  const Region tall = random_crop(random, {9, 1000});
  CHECK((tall.width_px == 9 && tall.height_px == 12 && tall.left == 0 && tall.top == 494));
}

TEST_CASE("words of a study become steps, or are refused") {
  CHECK(view_steps({"random_resized_crop", "flip", "padded_crop"}) ==
        std::vector<Step>{Step::random_resized_crop, Step::flip, Step::padded_crop});
  CHECK_THROWS_WITH(view_steps({"flip", "random_resized_crop"}), Contains("must be the first"));
  CHECK_THROWS_WITH(view_steps({"padded_crop", "padded_crop"}), Contains("twice"));
  CHECK_THROWS_WITH(view_steps({"rotate"}), Contains("\"rotate\" is not a step"));
  CHECK(evaluation_kind("centre_crop") == EvaluationView::Kind::centre_crop);
  CHECK_THROWS_WITH(evaluation_kind("center"), Contains("known are"));
}

TEST_CASE("an evaluation by random resized crop is the same whenever it is asked for, and unlike any training view") {
  const BlockImages images = numbered_images(1, 3);
  const EvaluationView view{EvaluationView::Kind::random_resized_crop, 0, 24, 3};
  std::vector<std::uint8_t> first(24 * 24 * 3);
  std::vector<std::uint8_t> second(24 * 24 * 3);
  ViewBuffers buffers;
  view_for_evaluation(images, 0, view, {24, 24}, buffers, first.data());
  view_for_evaluation(images, 0, view, {24, 24}, buffers, second.data());
  CHECK(first == second);
  const TrainingView training{{Step::random_resized_crop}, 0, 24, 3};
  for (int epoch = 1; epoch < 5; ++epoch) CHECK(seen(images, training, 0, epoch) != first);
}
