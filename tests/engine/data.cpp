#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "engine/batch_pixels.h"
#include "engine/data_order.h"

using namespace tricky;
using namespace tricky::engine;

TEST_CASE("an epoch is cut into batches, the last one being what is left") {
  CHECK(updates_of_epoch(10, 4, false) == std::vector<Update>{{0, 4}, {4, 4}, {8, 2}});
  CHECK(updates_of_epoch(8, 4, false) == std::vector<Update>{{0, 4}, {4, 4}});
  CHECK(updates_of_epoch(3, 4, false) == std::vector<Update>{{0, 3}});
  CHECK(updates_of_epoch(0, 4, false).empty());
}

TEST_CASE("split batches are the same batches in two updates each") {
  CHECK(updates_of_epoch(11, 4, true) == std::vector<Update>{{0, 2}, {2, 2}, {4, 2}, {6, 2}, {8, 2}, {10, 1}});
}

TEST_CASE("the halves are disjoint, of one size, and stay the same") {
  for (const std::uint32_t n : {10U, 11U, 1000U}) {
    const auto first = training_half(n, 1312, 1);
    const auto second = training_half(n, 1312, 2);
    CHECK(first.size() == n / 2);
    CHECK(second.size() == n / 2);
    CHECK(std::is_sorted(first.begin(), first.end()));
    std::set<std::uint32_t> both(first.begin(), first.end());
    both.insert(second.begin(), second.end());
    CHECK(both.size() == first.size() + second.size());
    CHECK(*both.rbegin() < n);
    CHECK(training_half(n, 1312, 1) == first);
  }
  CHECK(training_half(1000, 1313, 1) != training_half(1000, 1312, 1));
  CHECK(training_half(3, 1312, 0) == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("each epoch has its own order, which depends on seed and epoch alone") {
  const auto images = training_half(100, 0, 0);
  const auto first = order_of_epoch(images, 1312, 1);
  CHECK(first != images);
  CHECK(order_of_epoch(images, 1312, 1) == first);
  CHECK(order_of_epoch(images, 1312, 2) != first);
  CHECK(order_of_epoch(images, 1313, 1) != first);
  auto sorted = first;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == images);
}

namespace {

/// Images of 2 x 3 pixels whose value says where each pixel is: 100 i + 10 row + column.
stimuli::LabelledImages numbered_images(std::size_t n) {
  stimuli::LabelledImages images{n, 2, 3, 1, {}, std::vector<std::uint16_t>(n, 0)};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t row = 0; row < 2; ++row) {
      for (std::size_t column = 0; column < 3; ++column) {
        images.pixels.push_back(static_cast<std::uint8_t>(100 * i + 10 * row + column));
      }
    }
  }
  return images;
}

/// Hyperparameters under which a network sees a pixel's value itself.
protocols::Hyperparameters unchanged() {
  protocols::Hyperparameters h;
  h.mean = {0, 0, 0};
  h.std = {1.0 / 255, 1.0 / 255, 1.0 / 255};
  return h;
}

/// The red value of each pixel, rounded.
std::vector<int> seen(const BatchPixels& pixels, std::uint32_t image, int epoch) {
  std::vector<float> values(pixels.n_values(1));
  pixels.for_training(std::vector<std::uint32_t>{image}, epoch, values.data());
  std::vector<int> red;
  for (std::size_t i = 0; i < values.size(); i += 3) {
    CHECK(values[i] == values[i + 1]);
    CHECK(values[i] == values[i + 2]);
    red.push_back(static_cast<int>(values[i] + 0.5F));
  }
  return red;
}

}  // namespace

TEST_CASE("pixels are scaled, shifted and divided channel by channel") {
  const stimuli::LabelledImages image{1, 1, 1, 3, {0, 51, 255}, {0}};
  protocols::Hyperparameters h;
  h.mean = {0.5, 0.1, 0.25};
  h.std = {0.5, 0.2, 0.25};
  std::vector<float> values(3);
  BatchPixels(image, h).for_evaluation(0, 1, values.data());
  CHECK(values[0] == Approx(-1.0));  // (0 - .5) / .5
  CHECK(values[1] == Approx(0.5));   // (.2 - .1) / .2
  CHECK(values[2] == Approx(3.0));   // (1 - .25) / .25
}

TEST_CASE("without augmentation training and evaluation see the same") {
  const auto images = numbered_images(2);
  CHECK(seen(BatchPixels(images, unchanged()), 1, 7) == std::vector<int>{100, 101, 102, 110, 111, 112});
}

TEST_CASE("half of the images are flipped, left to right") {
  const auto images = numbered_images(1);
  auto h = unchanged();
  h.augment = {"flip"};
  const BatchPixels pixels(images, h);
  int n_flipped = 0;
  for (int epoch = 1; epoch <= 400; ++epoch) {
    const auto values = seen(pixels, 0, epoch);
    const bool flipped = values == std::vector<int>{2, 1, 0, 12, 11, 10};
    CHECK((flipped || values == std::vector<int>{0, 1, 2, 10, 11, 12}));
    n_flipped += flipped ? 1 : 0;
  }
  CHECK(n_flipped > 150);
  CHECK(n_flipped < 250);
}

TEST_CASE("a padded crop shifts by at most the padding and fills with black") {
  auto images = numbered_images(1);
  for (auto& pixel : images.pixels) pixel += 1;  // so that no pixel is black: 1 2 3 / 11 12 13
  auto h = unchanged();
  h.augment = {"padded_crop"};
  h.crop_padding = 1;
  const BatchPixels pixels(images, h);
  std::set<std::vector<int>> views;
  for (int epoch = 1; epoch <= 300; ++epoch) views.insert(seen(pixels, 0, epoch));
  std::set<std::vector<int>> expected;
  for (int down = -1; down <= 1; ++down) {
    for (int right = -1; right <= 1; ++right) {
      std::vector<int> view;
      for (int row = 0; row < 2; ++row) {
        for (int column = 0; column < 3; ++column) {
          const int y = row + down;
          const int x = column + right;
          view.push_back(y < 0 || y > 1 || x < 0 || x > 2 ? 0 : 10 * y + x + 1);
        }
      }
      expected.insert(view);
    }
  }
  CHECK(views == expected);
}

TEST_CASE("flip, then crop, is a shifted mirror image; crop, then flip, its mirror") {
  const auto images = numbered_images(1);
  auto h = unchanged();
  h.crop_padding = 1;
  const auto with = [&](std::vector<std::string> augment, int epoch) {
    h.augment = std::move(augment);
    return seen(BatchPixels(images, h), 0, epoch);
  };
  const auto mirrored = [](std::vector<int> v) {
    std::swap(v[0], v[2]);
    std::swap(v[3], v[5]);
    return v;
  };
  std::set<std::vector<int>> crops;
  for (int epoch = 1; epoch <= 300; ++epoch) crops.insert(with({"padded_crop"}, epoch));
  for (int epoch = 1; epoch <= 100; ++epoch) {
    const auto view = with({"padded_crop", "flip"}, epoch);
    CHECK((crops.contains(view) || crops.contains(mirrored(view))));
    // The crop is drawn first here, so it is the one that is drawn alone.
    const auto crop = with({"padded_crop"}, epoch);
    CHECK((view == crop || view == mirrored(crop)));
  }
}

TEST_CASE("what is drawn for an image does not depend on its batch") {
  const auto images = numbered_images(2);
  auto h = unchanged();
  h.augment = {"flip", "padded_crop"};
  const BatchPixels pixels(images, h);
  for (int epoch = 1; epoch <= 20; ++epoch) {
    std::vector<float> together(pixels.n_values(2));
    std::vector<float> alone(pixels.n_values(1));
    pixels.for_training(std::vector<std::uint32_t>{1, 0}, epoch, together.data());
    pixels.for_training(std::vector<std::uint32_t>{0}, epoch, alone.data());
    CHECK(std::equal(alone.begin(), alone.end(), together.begin() + static_cast<std::ptrdiff_t>(alone.size())));
  }
}
