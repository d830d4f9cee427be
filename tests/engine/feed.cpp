#include "engine/feed.h"

#include "stimuli/block_images.h"
#include "torch_and_catch.h"  // last, for its CHECK
#include "tricky/data/errors.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

namespace {

stimuli::BlockImages block(int height_px, int width_px, int channels, std::vector<std::uint8_t> pixels) {
  stimuli::BlockContent content;
  content.dataset_name = "block";
  content.files = {"block"};
  content.height_px = height_px;
  content.width_px = width_px;
  content.channels = channels;
  content.labels.resize(pixels.size() / static_cast<std::size_t>(height_px * width_px * channels));
  content.pixels = std::move(pixels);
  return stimuli::BlockImages(std::move(content));
}

stimuli::BlockImages images_of_noise(std::size_t n, int height_px, int width_px, int channels) {
  RandomStream random(1, Stream::noise);
  std::vector<std::uint8_t> pixels(n * static_cast<std::size_t>(height_px * width_px * channels));
  for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  return block(height_px, width_px, channels, std::move(pixels));
}

Pass pass_over(std::size_t n, int epoch) {
  Pass pass;
  for (std::uint32_t image = 0; image < n; ++image) pass.images.push_back(static_cast<std::uint32_t>(n) - 1 - image);
  pass.batches = updates_of_epoch(n, 4, false);
  pass.epoch = epoch;
  return pass;
}

/// Every batch of a pass, as the network gets it.
std::vector<torch::Tensor> fed(const stimuli::ImageSet& images, Seen seen, const protocols::Hyperparameters& h,
                               Machine::Feeding feeding) {
  Machine machine;
  machine.feeding = feeding;
  const auto feed = make_feed(images, seen, h, torch::kCPU, machine);
  std::vector<torch::Tensor> batches;
  for (const int epoch : {1, 2}) {
    const Pass pass = pass_over(images.size(), epoch);
    feed->begin(pass);
    for (std::size_t i = 0; i < pass.batches.size(); ++i) batches.push_back(feed->next().clone());
  }
  return batches;
}

}  // namespace

TEST_CASE("pixels are scaled, shifted and divided channel by channel") {
  const stimuli::BlockImages image = block(1, 1, 3, {0, 51, 255});
  protocols::Hyperparameters h;
  h.mean = {0.5, 0.1, 0.25};
  h.std = {0.5, 0.2, 0.25};
  for (const auto feeding : {Machine::Feeding::from_host, Machine::Feeding::resident}) {
    const torch::Tensor batch = fed(image, Seen::in_evaluation, h, feeding).at(0);
    REQUIRE(batch.sizes() == torch::IntArrayRef({1, 3, 1, 1}));
    CHECK(batch[0][0].item<float>() == Approx(-1.0));  // (0 - .5) / .5
    CHECK(batch[0][1].item<float>() == Approx(0.5));   // (.2 - .1) / .2
    CHECK(batch[0][2].item<float>() == Approx(3.0));   // (1 - .25) / .25
  }
}

TEST_CASE("images fetched from the host and images kept on the device are the same to the last bit") {
  for (const int channels : {1, 3}) {
    const auto images = images_of_noise(11, 6, 5, channels);
    for (const std::vector<std::string>& augment :
         {std::vector<std::string>{}, {"flip"}, {"padded_crop"}, {"flip", "padded_crop"}, {"padded_crop", "flip"}}) {
      for (const char* memory_format : {"channels_last", "channels_first"}) {
        protocols::Hyperparameters h;
        h.augment = augment;
        h.crop_padding = 2;
        h.memory_format = memory_format;
        for (const Seen seen : {Seen::in_training, Seen::in_evaluation}) {
          const auto from_host = fed(images, seen, h, Machine::Feeding::from_host);
          const auto resident = fed(images, seen, h, Machine::Feeding::resident);
          REQUIRE(from_host.size() == 6);
          REQUIRE(resident.size() == 6);
          for (std::size_t i = 0; i < 6; ++i) {
            CHECK(from_host[i].sizes() == torch::IntArrayRef({i % 3 == 2 ? 3 : 4, 3, 6, 5}));
            CHECK(torch::equal(from_host[i], resident[i]));
            CHECK(from_host[i].strides() == resident[i].strides());
            CHECK(from_host[i].is_contiguous() == (std::string(memory_format) == "channels_first"));
          }
          // Epochs draw anew in training, and only there.
          CHECK(torch::equal(from_host[0], from_host[3]) == (seen == Seen::in_evaluation || augment.empty()));
        }
      }
    }
  }
}

TEST_CASE("a feed and its threads need nothing of whoever gave them the pass") {
  const auto images = images_of_noise(400, 6, 5, 3);
  Machine machine;
  machine.feeding = Machine::Feeding::from_host;
  machine.loader_threads = 2;
  const protocols::Hyperparameters h;
  const auto feed = make_feed(images, Seen::in_evaluation, h, torch::kCPU, machine);
  const auto expected = fed(images, Seen::in_evaluation, h, Machine::Feeding::resident);
  for (int epoch = 1; epoch <= 20; ++epoch) {
    auto pass = std::make_unique<Pass>(pass_over(400, epoch));
    feed->begin(*pass);
    std::fill(pass->images.begin(), pass->images.end(), 7U);
    pass.reset();
    // Sometimes to the end, sometimes left in the middle, with threads at work.
    for (std::size_t i = 0; i < (epoch % 3 == 0 ? 100U : 10U); ++i) REQUIRE(torch::equal(feed->next(), expected[i]));
  }
}

TEST_CASE("images that are resized cannot be kept on the device") {
  const auto images = images_of_noise(4, 6, 6, 3);
  protocols::Hyperparameters h;
  h.augment = {"random_resized_crop"};
  h.input_px = 4;
  CHECK_THROWS_WITH(fed(images, Seen::in_training, h, Machine::Feeding::resident), Contains("not resized"));
  CHECK(fed(images, Seen::in_training, h, Machine::Feeding::automatic).at(0).size(2) == 4);
}
