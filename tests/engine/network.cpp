#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include "tricky/data/errors.h"
#include "tricky/data/random.h"
#include "tricky/engine/network_state.h"

using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

namespace {

protocols::Hyperparameters resnet18(int width, const std::string& stem) {
  protocols::Hyperparameters h;
  h.network = "resnet18";
  h.width = width;
  h.stem = stem;
  return h;
}

std::size_t count(const std::vector<NamedTensor>& parameters) {
  std::size_t n = 0;
  for (const NamedTensor& each : parameters) n += each.values.size();
  return n;
}

struct Moments {
  double mean = 0.0;
  double sd = 0.0;
  double largest = 0.0;
};

Moments moments_of(const std::vector<float>& values) {
  Moments m;
  for (const float value : values) {
    m.mean += value;
    m.largest = std::max(m.largest, std::abs(static_cast<double>(value)));
  }
  m.mean /= static_cast<double>(values.size());
  for (const float value : values) m.sd += (value - m.mean) * (value - m.mean);
  m.sd = std::sqrt(m.sd / static_cast<double>(values.size()));
  return m;
}

const NamedTensor& named(const std::vector<NamedTensor>& parameters, const std::string& name) {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const auto& each) { return each.name == name; });
  REQUIRE(found != parameters.end());
  return *found;
}

}  // namespace

TEST_CASE("ResNet-18 for ImageNet has torchvision's 11,689,512 parameters, names and shapes") {
  const auto parameters = OpenNetwork(resnet18(64, "imagenet"), 1000).parameters();
  CHECK(count(parameters) == 11'689'512);
  CHECK(parameters.size() == 62);
  using Shape = std::vector<std::int64_t>;
  CHECK(parameters.front().name == "conv1.weight");
  CHECK(parameters.front().shape == Shape{64, 3, 7, 7});
  CHECK(parameters[1].name == "bn1.weight");
  CHECK(parameters[2].name == "bn1.bias");
  CHECK(named(parameters, "layer1.0.conv1.weight").shape == Shape{64, 64, 3, 3});
  CHECK(named(parameters, "layer2.0.downsample.0.weight").shape == Shape{128, 64, 1, 1});
  CHECK(named(parameters, "layer2.0.downsample.1.bias").shape == Shape{128});
  CHECK(named(parameters, "layer3.1.bn2.weight").shape == Shape{256});
  CHECK(named(parameters, "layer4.1.conv2.weight").shape == Shape{512, 512, 3, 3});
  CHECK(named(parameters, "fc.weight").shape == Shape{1000, 512});
  CHECK(parameters.back().name == "fc.bias");

  SECTION("drawn as torchvision draws them") {
    // Convolutions: normal, variance 2 / (out channels x kernel area).
    const Moments last = moments_of(named(parameters, "layer4.1.conv2.weight").values);
    CHECK(last.sd == Approx(std::sqrt(2.0 / (512 * 9))).epsilon(0.003));
    CHECK(std::abs(last.mean) < 1e-4);
    CHECK(moments_of(named(parameters, "conv1.weight").values).sd == Approx(std::sqrt(2.0 / (64 * 49))).epsilon(0.03));
    CHECK(moments_of(named(parameters, "layer2.0.downsample.0.weight").values).sd ==
          Approx(std::sqrt(2.0 / 128)).epsilon(0.03));
    // Last layer: uniform, bound 1 / sqrt(512), sd bound / sqrt(3).
    const Moments fc = moments_of(named(parameters, "fc.weight").values);
    CHECK(fc.largest <= 1.0 / std::sqrt(512.0));
    CHECK(fc.largest > 0.999 / std::sqrt(512.0));
    CHECK(fc.sd == Approx(1.0 / std::sqrt(512.0 * 3)).epsilon(0.005));
    CHECK(moments_of(named(parameters, "fc.bias").values).largest <= 1.0 / std::sqrt(512.0));
    // Batch normalisation: one and zero.
    const auto& scale = named(parameters, "layer3.0.bn1.weight").values;
    const auto& shift = named(parameters, "layer3.0.bn1.bias").values;
    CHECK(std::all_of(scale.begin(), scale.end(), [](float v) { return v == 1.0F; }));
    CHECK(std::all_of(shift.begin(), shift.end(), [](float v) { return v == 0.0F; }));
  }

  SECTION("from the named stream, parameter by parameter") {
    RandomStream first(1312, Stream::init, 0, 0, 0);
    const double sd = std::sqrt(2.0 / (64 * 49));
    for (std::size_t i = 0; i < 5; ++i) CHECK(parameters[0].values[i] == static_cast<float>(sd * first.normal()));
    RandomStream fourth(1312, Stream::init, 0, 0, 3);
    CHECK(parameters[3].name == "layer1.0.conv1.weight");
    CHECK(parameters[3].values[0] == static_cast<float>(std::sqrt(2.0 / (64 * 9)) * fourth.normal()));
  }
}

TEST_CASE("the small stem is a 3x3 convolution that carries PyTorch's own initialisation") {
  const auto parameters = OpenNetwork(resnet18(64, "small"), 100).parameters();
  CHECK(parameters[0].shape == std::vector<std::int64_t>{64, 3, 3, 3});
  const Moments stem = moments_of(parameters[0].values);
  CHECK(stem.largest <= 1.0 / std::sqrt(27.0));
  CHECK(stem.sd == Approx(1.0 / std::sqrt(27.0 * 3)).epsilon(0.03));
  // 11,689,512 less the larger kernel and 900 classes of 512 weights and a bias.
  CHECK(count(parameters) == 11'689'512 - 64 * 3 * (49 - 9) - 900 * 513);
}

TEST_CASE("the same seed draws the same network, another seed another one") {
  auto h = resnet18(4, "small");
  const auto first = OpenNetwork(h, 10).parameters();
  const auto again = OpenNetwork(h, 10).parameters();
  h.init_seed = 1313;
  const auto other = OpenNetwork(h, 10).parameters();
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i].values == again[i].values);
  CHECK(first[0].values != other[0].values);
  CHECK(named(first, "fc.bias").values != named(other, "fc.bias").values);
}

TEST_CASE("a network that is not there is refused with the nearest name") {
  auto h = resnet18(4, "small");
  h.network = "resnet81";
  CHECK_THROWS_WITH(OpenNetwork(h, 10), Contains("\"resnet81\"") && Contains("did you mean \"resnet18\"?"));
}

namespace {

/// Weights and images that a formula gives, so that any other program can make the same: element i of the tensor with
/// index k is scale * sin(0.7 i + k) + offset.
std::vector<float> waves(std::size_t n, double k, double scale, double offset) {
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = static_cast<float>(scale * std::sin(0.7 * static_cast<double>(i) + k) + offset);
  }
  return values;
}

std::vector<float> logits_of_waves(const std::string& stem, std::int64_t side) {
  OpenNetwork network(resnet18(4, stem), 5);
  auto state = network.parameters();
  double k = 0.0;
  for (NamedTensor& each : state) {
    const bool scale_of_bn = each.shape.size() == 1 && each.name.find(".weight") != std::string::npos;
    each.values = waves(each.values.size(), k, scale_of_bn ? 0.2 : 0.1, scale_of_bn ? 1.0 : 0.0);
    k += 1.0;
  }
  state.push_back({"bn1.running_mean", {4}, {0.1F, -0.2F, 0.3F, 0.0F}});
  state.push_back({"bn1.running_var", {4}, {0.5F, 1.5F, 2.0F, 1.0F}});
  network.assign(state);
  return network.logits({2, side, side, waves(static_cast<std::size_t>(2 * 3 * side * side), 0.5, 1.0, 0.0)});
}

}  // namespace

TEST_CASE("logits on given weights agree with PyTorch's") {
  // tests/engine/pytorch_logits.py prints these numbers with python3-torch 1.13.1 and torchvision's definition.
  const std::vector<float> imagenet = {-3.22489285e+00F, 3.53911185e+00F,  -3.57451653e+00F, 2.87984538e+00F,
                                       -1.62130117e+00F, -3.68770528e+00F, 4.06935358e+00F,  -4.08477974e+00F,
                                       3.28601718e+00F,  -1.85642624e+00F};
  const std::vector<float> small = {-1.02799523e+00F, 9.08823669e-01F,  -9.44424152e-01F, 6.83504820e-01F,
                                    -2.20764026e-01F, -6.97448194e-01F, 5.69954813e-01F,  -6.53093696e-01F,
                                    4.87736940e-01F,  -1.52830243e-01F};
  const auto same = [](const std::vector<float>& got, const std::vector<float>& expected) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(expected[i]).epsilon(1e-5).margin(1e-5));
  };
  same(logits_of_waves("imagenet", 40), imagenet);
  same(logits_of_waves("small", 12), small);
}

TEST_CASE("values of another network are refused by name") {
  OpenNetwork network(resnet18(4, "small"), 3);
  CHECK_THROWS_WITH(network.assign({{"conv9.weight", {1}, {0.0F}}}), Contains("\"conv9.weight\""));
  CHECK_THROWS_WITH(network.assign({{"fc.bias", {4}, {0, 0, 0, 0}}}), Contains("\"fc.bias\""));
}

TEST_CASE("a stem, a width or images that a network cannot have are refused before it is made") {
  auto h = resnet18(64, "small");
  CHECK_NOTHROW(check_network(h, 1, 1));
  h.network = "vgg11";
  CHECK_THROWS_WITH(check_network(h, 224, 224), Contains("vgg11 has no stem for small images"));
  CHECK_THROWS_WITH(OpenNetwork(h, 10), Contains("vgg11 has no stem for small images"));
  h.stem = "imagenet";
  CHECK_THROWS_WITH(check_network(h, 224, 31), Contains("at least 32 x 32 pixels, not 31 x 224"));
  h.network = "densenet121";
  CHECK_THROWS_WITH(check_network(h, 28, 224), Contains("at least 29 x 29") && Contains("set stem = \"small\""));
  h.width = 7;
  CHECK_THROWS_WITH(check_network(h, 224, 224), Contains("multiple of 2, not 7"));
}

TEST_CASE("each network sees images of its smallest side, and none smaller") {
  struct Smallest {
    std::string network;
    std::string stem;
    std::int64_t side;
  };
  for (const auto& [network, stem, side] :
       {Smallest{"alexnet", "imagenet", 63}, Smallest{"vgg11", "imagenet", 32}, Smallest{"densenet121", "imagenet", 29},
        Smallest{"densenet121", "small", 15}, Smallest{"resnet50", "imagenet", 1}, Smallest{"resnet34", "small", 1}}) {
    INFO(network << " " << stem);
    auto h = resnet18(2, stem);
    h.network = network;
    OpenNetwork open(h, 3);
    const auto images = [](std::int64_t n) {
      return ImageValues{1, n, n, std::vector<float>(static_cast<std::size_t>(3 * n * n), 0.1F)};
    };
    CHECK_NOTHROW(check_network(h, side, side));
    CHECK(open.logits(images(side)).size() == 3);
    if (side == 1) continue;
    CHECK_THROWS_AS(check_network(h, side - 1, side), InputError);
    CHECK_THROWS(open.logits(images(side - 1)));
  }
}

TEST_CASE("the first values of ResNet-18 never change") {
  // Every run that was ever trained began from them; they are pinned to the last bit.
  const auto parameters = OpenNetwork(resnet18(64, "imagenet"), 1000).parameters();
  const auto first_and_last = [&](const std::string& name) {
    const auto& values = named(parameters, name).values;
    return std::pair(values.front(), values.back());
  };
  CHECK(first_and_last("conv1.weight") == std::pair(0.0109845754F, -0.0240698494F));
  CHECK(first_and_last("layer3.0.downsample.0.weight") == std::pair(-0.199398801F, -0.00236199866F));
  CHECK(first_and_last("layer4.1.conv2.weight") == std::pair(-0.012030418F, 0.0111213215F));
  CHECK(first_and_last("fc.weight") == std::pair(0.0155690499F, 0.0130357202F));
  CHECK(first_and_last("fc.bias") == std::pair(-0.00406577764F, -0.000766538957F));
}
