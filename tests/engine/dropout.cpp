#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "engine/networks/shared/dropout_masks.h"
#include "tricky/data/random.h"
#include "tricky/engine/network_state.h"

using namespace tricky;
using namespace tricky::engine;

namespace {

std::vector<float> mask(std::uint64_t seed, std::uint32_t epoch, const std::vector<std::uint32_t>& images,
                        std::size_t position, std::uint32_t layer, std::size_t n) {
  std::vector<float> factors(n, -1.0F);
  draw_dropout_mask({seed, epoch, images}, position, layer, factors);
  return factors;
}

/// A network whose last logits are the factors of its dropout layers: layers before the last make ones of anything, and
/// pass on unit i as unit i from there.
struct Transparent {
  explicit Transparent(const std::string& name) : network(hyperparameters(name), kUnits) {
    const std::string last = "classifier.6";
    for (NamedTensor& each : parameters = network.parameters()) {
      std::fill(each.values.begin(), each.values.end(), 0.0F);
      const bool before_dropout = name == "vgg11" ? each.name == "classifier.0.bias" : each.name == "features.10.bias";
      if (before_dropout) std::fill(each.values.begin(), each.values.end(), 1.0F);
      const std::vector<std::string> identities =
          name == "vgg11"
              ? std::vector<std::string>{"classifier.3.weight", "classifier.6.weight"}
              : std::vector<std::string>{"classifier.1.weight", "classifier.4.weight", "classifier.6.weight"};
      if (std::find(identities.begin(), identities.end(), each.name) == identities.end()) continue;
      const auto n_in = static_cast<std::size_t>(each.shape[1]);
      for (std::size_t i = 0; i < kUnits; ++i) each.values[i * n_in + i] = 1.0F;
    }
    network.assign(parameters);
  }

  static protocols::Hyperparameters hyperparameters(const std::string& name) {
    protocols::Hyperparameters h;
    h.network = name;
    h.width = 1;
    h.dropout_seed = 7;
    return h;
  }

  std::vector<float> pass(std::uint32_t epoch, const std::vector<std::uint32_t>& numbers) {
    const auto n = static_cast<std::int64_t>(numbers.size());
    return network.training_pass(images(n), std::vector<std::int64_t>(numbers.size(), 0), epoch, numbers).logits;
  }

  static ImageValues images(std::int64_t n) {
    return {n, 64, 64, std::vector<float>(static_cast<std::size_t>(n * 3 * 64 * 64), 0.5F)};
  }

  static constexpr std::size_t kUnits = 64;  // of the fully connected layers at width 1
  OpenNetwork network;
  std::vector<NamedTensor> parameters;
};

}  // namespace

TEST_CASE("a unit drops out or counts twice, one half of them each") {
  std::size_t n_kept = 0;
  const std::size_t n = 100'000;
  for (const float factor : mask(1312, 1, {5}, 0, 0, n)) {
    CHECK((factor == 0.0F || factor == 2.0F));
    n_kept += factor == 2.0F ? 1 : 0;
  }
  // Five standard deviations of a fair coin.
  CHECK(std::abs(static_cast<double>(n_kept) / n - 0.5) < 5.0 * 0.5 / std::sqrt(static_cast<double>(n)));
}

TEST_CASE("each unit drops out in one half of the epochs, whatever its neighbours do") {
  const int n_epochs = 4000;
  std::vector<int> kept(40, 0);
  std::vector<int> same_as_next(40, 0);
  for (int epoch = 1; epoch <= n_epochs; ++epoch) {
    const auto factors = mask(1312, static_cast<std::uint32_t>(epoch), {5}, 0, 0, 41);
    for (std::size_t unit = 0; unit < 40; ++unit) {
      kept[unit] += factors[unit] == 2.0F ? 1 : 0;
      same_as_next[unit] += factors[unit] == factors[unit + 1] ? 1 : 0;
    }
  }
  const double margin = 5.0 * 0.5 * std::sqrt(n_epochs);
  for (std::size_t unit = 0; unit < 40; ++unit) {
    CHECK(std::abs(kept[unit] - n_epochs / 2) < margin);
    CHECK(std::abs(same_as_next[unit] - n_epochs / 2) < margin);
  }
}

TEST_CASE("dropout masks come from the named stream, bit by bit") {
  RandomStream random(1312, Stream::dropout, 1, 3, 42);
  const std::uint32_t first = random.next_u32();
  const std::uint32_t second = random.next_u32();
  const auto factors = mask(1312, 3, {42}, 0, 1, 40);
  for (std::size_t i = 0; i < 32; ++i) CHECK(factors[i] == ((first >> i & 1U) != 0 ? 2.0F : 0.0F));
  for (std::size_t i = 32; i < 40; ++i) CHECK(factors[i] == ((second >> (i - 32) & 1U) != 0 ? 2.0F : 0.0F));
}

TEST_CASE("seed, epoch, image and layer each give another mask, the batch does not") {
  const auto base = mask(1312, 3, {42}, 0, 0, 256);
  CHECK(mask(1312, 3, {7, 9, 42}, 2, 0, 256) == base);
  CHECK(mask(1313, 3, {42}, 0, 0, 256) != base);
  CHECK(mask(1312, 4, {42}, 0, 0, 256) != base);
  CHECK(mask(1312, 3, {43}, 0, 0, 256) != base);
  CHECK(mask(1312, 3, {42}, 0, 1, 256) != base);
}

TEST_CASE("VGG-11 and AlexNet multiply their units by the masks, layer by layer and image by image") {
  for (const char* name : {"vgg11", "alexnet"}) {
    INFO(name);
    Transparent transparent(name);
    const std::vector<std::uint32_t> numbers = {11, 3};
    const auto logits = transparent.pass(5, numbers);
    REQUIRE(logits.size() == 2 * Transparent::kUnits);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto first = mask(7, 5, numbers, i, 0, Transparent::kUnits);
      const auto second = mask(7, 5, numbers, i, 1, Transparent::kUnits);
      for (std::size_t unit = 0; unit < Transparent::kUnits; ++unit) {
        CHECK(logits[i * Transparent::kUnits + unit] == first[unit] * second[unit]);
      }
    }
    // The same images in another batch, after a batch of another size, and in the other order.
    transparent.pass(5, {1, 2, 3});
    const auto other = transparent.pass(5, {3, 11});
    CHECK(std::equal(logits.begin(), logits.begin() + Transparent::kUnits, other.begin() + Transparent::kUnits));
    CHECK(std::equal(logits.begin() + Transparent::kUnits, logits.end(), other.begin()));
    CHECK(transparent.pass(6, numbers) != logits);
  }
}

TEST_CASE("in evaluation mode nothing drops out") {
  for (const char* name : {"vgg11", "alexnet"}) {
    Transparent transparent(name);
    const auto logits = transparent.network.logits(Transparent::images(1));
    CHECK(std::all_of(logits.begin(), logits.end(), [](float logit) { return logit == 1.0F; }));
  }
}
