// Every network against torchvision's: names, shapes, counts, first values, logits and gradients.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <numeric>
#include <string>

#include "engine/safetensors.h"
#include "temporary_folder.h"
#include "tricky/data/fields.h"
#include "tricky/data/value.h"
#include "tricky/engine/network_state.h"

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;

namespace {

struct Published {
  std::string network;
  std::string stem;
  std::int64_t side;
  std::int64_t n_classes;
  std::size_t n_parameters;
};

protocols::Hyperparameters hyperparameters_of(const Published& published) {
  protocols::Hyperparameters h;
  h.network = published.network;
  h.stem = published.stem;
  return h;
}

bool has_torchvision() {
  static const bool found = std::system("/usr/bin/python3 -c 'import torchvision' 2>/dev/null") == 0;
  if (!found) WARN("skipped: /usr/bin/python3 with torchvision is not installed (Debian: python3-torchvision)");
  return found;
}

void run_torchvision(const Published& published, const fs::path& folder, const std::string& further = "") {
  const char* source = std::getenv("TRICKY_SOURCE");
  REQUIRE(source != nullptr);
  const fs::path script = fs::path(source) / "tests" / "engine" / "torchvision_networks.py";
  const std::string command = "/usr/bin/python3 '" + script.string() + "' '" + folder.string() + "' " +
                              published.network + " " + published.stem + " " + std::to_string(published.side) + " " +
                              std::to_string(published.n_classes) + " " + further;
  REQUIRE(std::system(command.c_str()) == 0);
}

ImageValues images_of(std::int64_t n, std::int64_t side) {
  ImageValues images{n, side, side, std::vector<float>(static_cast<std::size_t>(n * 3 * side * side))};
  for (std::size_t i = 0; i < images.values.size(); ++i) {
    images.values[i] = static_cast<float>(std::sin(0.7 * static_cast<double>(i) + 0.5));
  }
  return images;
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

/// Two samples of one distribution: means and standard deviations within six standard errors of their difference.
void check_same_distribution(const std::vector<float>& values, const Moments& expected) {
  const Moments got = moments_of(values);
  const auto n = static_cast<double>(values.size());
  if (expected.sd == 0.0) {
    CHECK(got.sd == 0.0);
    CHECK(got.mean == expected.mean);
    return;
  }
  CHECK(std::abs(got.mean - expected.mean) <= 6.0 * expected.sd * std::sqrt(2.0 / n));
  CHECK(std::abs(got.sd / expected.sd - 1.0) <= 6.0 * std::sqrt(1.0 / n));
  if (n < 256) return;
  // Uniform values end at sqrt(3) standard deviations; of normal ones some are always farther out.
  CHECK((got.largest < 1.8 * got.sd) == (expected.largest < 1.8 * expected.sd));
}

/// The largest difference as a share of the largest value.
double relative_difference(const std::vector<float>& got, const std::vector<float>& expected) {
  REQUIRE(got.size() == expected.size());
  double difference = 0.0;
  double largest = 1e-30;
  for (std::size_t i = 0; i < got.size(); ++i) {
    difference = std::max(difference, std::abs(static_cast<double>(got[i]) - expected[i]));
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
  }
  return difference / largest;
}

std::vector<float> floats_of(const StoredTensor& tensor) {
  std::vector<float> values(tensor.n_elements());
  read_as_float(tensor, values);
  return values;
}

void check_against_torchvision(const Published& published) {
  INFO(published.network << ", stem " << published.stem);
  OpenNetwork network(hyperparameters_of(published), published.n_classes);
  const std::vector<NamedTensor> parameters = network.parameters();
  const std::vector<NamedTensor> buffers = network.buffers();
  CHECK(std::accumulate(parameters.begin(), parameters.end(), std::size_t{0}, [](std::size_t n, const auto& each) {
          return n + each.values.size();
        }) == published.n_parameters);
  if (!has_torchvision()) return;
  const TemporaryFolder folder;
  run_torchvision(published, folder.path());

  const Value described = read_json(folder / "parameters.json");
  const Value::Array& expected = *described.find("parameters")->if_array();
  REQUIRE(parameters.size() == expected.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    Fields fields(expected[i], "parameters.json", "parameter");
    CHECK(parameters[i].name == fields.text("name"));
    CHECK(parameters[i].shape == fields.integers("shape", {}));
    INFO(parameters[i].name);
    check_same_distribution(parameters[i].values, {fields.real("mean"), fields.real("sd"), fields.real("largest")});
  }
  const Value::Array& expected_buffers = *described.find("buffers")->if_array();
  REQUIRE(buffers.size() == expected_buffers.size());
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    Fields fields(expected_buffers[i], "parameters.json", "buffer");
    CHECK(buffers[i].name == fields.text("name"));
    CHECK(buffers[i].shape == fields.integers("shape", {}));
  }

  network.load_weights(folder / "weights.safetensors");
  const Value logits = read_json(folder / "logits.json");
  std::vector<float> expected_logits;
  for (const Value& logit : *logits.find("logits")->if_array()) {
    expected_logits.push_back(static_cast<float>(*logit.if_real()));
  }
  CHECK(relative_difference(network.logits(images_of(2, published.side)), expected_logits) < 1e-5);
}

}  // namespace

TEST_CASE("ResNet-18 is torchvision's") {
  check_against_torchvision({"resnet18", "imagenet", 224, 1000, 11'689'512});
  check_against_torchvision({"resnet18", "small", 32, 100, 11'689'512 - 64 * 3 * (49 - 9) - 900 * 513});
}

TEST_CASE("ResNet-34 is torchvision's") {
  check_against_torchvision({"resnet34", "imagenet", 224, 1000, 21'797'672});
  check_against_torchvision({"resnet34", "small", 32, 100, 21'797'672 - 64 * 3 * (49 - 9) - 900 * 513});
}

TEST_CASE("ResNet-50 is torchvision's") {
  check_against_torchvision({"resnet50", "imagenet", 224, 1000, 25'557'032});
  check_against_torchvision({"resnet50", "small", 32, 100, 25'557'032 - 64 * 3 * (49 - 9) - 900 * 2049});
}

TEST_CASE("DenseNet-121 is torchvision's") {
  check_against_torchvision({"densenet121", "imagenet", 224, 1000, 7'978'856});
  check_against_torchvision({"densenet121", "small", 32, 100, 7'978'856 - 64 * 3 * (49 - 9) - 900 * 1025});
}

TEST_CASE("AlexNet is torchvision's") { check_against_torchvision({"alexnet", "imagenet", 224, 1000, 61'100'840}); }

TEST_CASE("VGG-11 is torchvision's") { check_against_torchvision({"vgg11", "imagenet", 224, 1000, 132'863'336}); }

TEST_CASE("a pass in training mode gives torchvision's loss, gradients and running means") {
  if (!has_torchvision()) return;
  for (const char* name : {"resnet18", "densenet121"}) {
    const Published published{name, "small", 32, 10, 0};
    INFO(name);
    const TemporaryFolder folder;
    run_torchvision(published, folder.path(), "gradients");
    OpenNetwork network(hyperparameters_of(published), 10);
    network.load_weights(folder / "weights.safetensors");
    const std::vector<std::int64_t> labels = {0, 1, 2, 3};
    const auto pass = network.training_pass(images_of(4, 32), labels, 1, {0, 1, 2, 3});

    std::map<std::string, std::vector<float>> expected;
    const SafetensorsFile file(folder / "gradients.safetensors");
    for (const StoredTensor& tensor : file.tensors()) expected[tensor.name] = floats_of(tensor);
    CHECK(pass.loss == Approx(expected.at("loss").at(0)).epsilon(1e-5));
    for (const NamedTensor& gradient : pass.gradients) {
      INFO(gradient.name);
      CHECK(relative_difference(gradient.values, expected.at("gradient of " + gradient.name)) < 1e-5);
    }
    for (const NamedTensor& buffer : network.buffers()) {
      INFO(buffer.name);
      CHECK(relative_difference(buffer.values, expected.at("buffer " + buffer.name)) < 1e-5);
    }
  }
}
