#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "engine/colour_study.h"
#include "engine/tiny_study.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/estimate.h"
#include "tricky/data/files.h"
#include "tricky/data/npy.h"
#include "tricky/engine/network_state.h"

using namespace tricky;
using namespace tricky::engine;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr const char* kOtherStart = "[[condition]]\nname = \"init\"\ninit_seed = 7\n";

/// A tiny study with two trained networks that differ in their first values; the states of epochs 1 and 2 are kept.
struct TrainedStudy : TinyStudy {
  TrainedStudy() : TinyStudy("epochs = 1\n", kOtherStart) {
    run_engine("train", {file().string(), "--device", "cpu", "--threads", "1"});
    for (const char* name : {"base_1", "init_1"}) {
      fs::copy_file(run(name) / "checkpoints/last.pt", run(name) / "checkpoints/epoch_0001.pt");
    }
    write("epochs = 2\n", kOtherStart);
    run_engine("train", {file().string(), "--device", "cpu", "--threads", "1"});
  }
  std::string path() const { return folder.path().string(); }
  std::vector<std::string> with(std::vector<std::string> more) const {
    more.insert(more.end(), {"--study", path(), "--device", "cpu", "--threads", "1"});
    return more;
  }
};

/// The column of each row's largest value.
std::vector<std::uint16_t> largest(std::span<const float> values, std::size_t n_columns) {
  std::vector<std::uint16_t> columns;
  for (std::size_t row = 0; row < values.size(); row += n_columns) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row);
    columns.push_back(
        static_cast<std::uint16_t>(std::max_element(begin, begin + static_cast<std::ptrdiff_t>(n_columns)) - begin));
  }
  return columns;
}

}  // namespace

TEST_CASE("a checkpoint asked again gives the responses of its epoch, and its last layer's features their logits") {
  const TrainedStudy study;
  for (const int epoch : {1, 2}) {
    const std::string number = std::to_string(epoch);
    run_engine("evaluate", study.with({"--run", "base_1", "--epoch", number, "--name", "again_" + number}));
    const auto expected = read_responses(responses_file(study.run("base_1"), epoch), 20);
    CHECK(read_responses(responses_file(study.run("again_" + number), std::nullopt), 20) == expected);
    const std::string features = (study.folder / ("fc_" + number + ".npy")).string();
    run_engine("features", study.with({"--run", "base_1", "--epoch", number, "--layer", "fc", "--output", features}));
    CHECK(largest(NpyFile(features).as<float>(), 3) == expected);
  }
  run_engine("evaluate", study.with({"--run", study.run("base_1").string(), "--name", "by_folder"}));
  CHECK(read_responses(responses_file(study.run("by_folder"), std::nullopt), 20) ==
        read_responses(responses_file(study.run("base_1"), 2), 20));
  CHECK_THROWS_WITH(run_engine("evaluate", study.with({"--run", "base_1", "--replace"})), Contains("tricky trained"));
  CHECK_THROWS_WITH(run_engine("evaluate", study.with({"--run", "base_1", "--epoch", "3", "--name", "x"})),
                    Contains("epoch 3"));
  CHECK_THROWS_WITH(run_engine("evaluate", study.with({"--run", "again_1", "--name", "x"})),
                    Contains("is no network that tricky trained"));
  CHECK_THROWS_WITH(run_engine("evaluate", study.with({"--run", "base_2", "--name", "x"})), Contains("holds no run"));
  write_file(study.run("base_1") / "checkpoints/last.pt", "damaged");
  CHECK_THROWS_WITH(run_engine("evaluate", study.with({"--run", "base_1", "--name", "x"})),
                    Contains("last.pt: is not a checkpoint of tricky"));
}

TEST_CASE("rsa of a study's networks keeps their features and compares them at each epoch that is asked for") {
  const TrainedStudy study;
  const auto rsa = [&](std::vector<std::string> more) {
    more.insert(more.end(),
                {"--layer", "layer4.1.conv2", "--pool", "mean", "--output", (study.folder / "out").string()});
    run_engine("rsa", study.with(more));
    return read_results(study.folder / "out/results.json");
  };
  const auto last = rsa({});
  REQUIRE(last.size() == 1);
  CHECK(last[0].of == "base_1 & init_1");
  CHECK(last[0].estimate.n == 20);
  const fs::path kept = study.run("base_1") / "features/epoch_0002_layer4.1.conv2_mean.npy";
  REQUIRE(fs::exists(kept));
  const auto written = fs::last_write_time(kept);
  const auto epochs = rsa({"--epoch", "1", "2", "--base", "init_1"});
  REQUIRE(epochs.size() == 2);
  CHECK(epochs[0].subset == "epoch 1");
  CHECK(epochs[1].of == "init_1 & base_1");
  REQUIRE(epochs[1].estimate.value);
  CHECK(*epochs[1].estimate.value == Approx(*last[0].estimate.value).epsilon(1e-12));
  CHECK(fs::last_write_time(kept) == written);
  CHECK(fs::exists(study.folder / "out/matrix_epoch_1.csv"));
  CHECK_THROWS_WITH(rsa({"--run", "base_1"}), Contains("two or more"));
  CHECK_THROWS_WITH(rsa({"--epoch", "9"}), Contains("epoch 9"));
}

TEST_CASE("a network trained further is compared at its own condition's epoch, and later as another condition") {
  const TinyStudy study(
      "epochs = 1\n",
      std::string(kOtherStart) + "[[condition]]\nname = \"plus_1\"\nnetworks_of = \"base\"\nextra_epochs = 1\n");
  run_engine("train", {study.file().string(), "--device", "cpu", "--threads", "1"});
  const fs::path state = study.run("base_1") / "checkpoints/epoch_0001.pt";
  CHECK(fs::exists(state));
  CHECK_FALSE(fs::exists(study.run("base_1") / "checkpoints/epoch_0002.pt"));
  CHECK_FALSE(fs::exists(study.run("init_1") / "checkpoints/epoch_0001.pt"));
  const auto rsa = [&] {
    run_engine("rsa", {"--study", study.folder.path().string(), "--layer", "fc", "--device", "cpu", "--threads", "1",
                       "--output", (study.folder / "out").string()});
    std::map<std::string, double> values;
    for (const Result& result : read_results(study.folder / "out/results.json")) {
      values[result.of] = result.estimate.value.value_or(2.0);
    }
    return values;
  };
  const auto values = rsa();
  REQUIRE(values.size() == 3);
  CHECK(fs::exists(study.run("base_1") / "features/epoch_0001_fc.npy"));
  CHECK(fs::exists(study.run("base_1") / "features/epoch_0002_fc.npy"));
  CHECK(fs::exists(study.run("init_1") / "features/epoch_0001_fc.npy"));
  CHECK(values.at("base_1 & base_1+1") < 1.0);
  CHECK(values.at("base_1 & init_1") != values.at("init_1 & base_1+1"));
  fs::remove(state);
  CHECK_THROWS_WITH(rsa(), !Contains("base_1+1"));
}

TEST_CASE("safetensors by torchvision's names answer as the network does") {
  const ColourStudy study;
  protocols::Hyperparameters h;
  h.network = "resnet18";
  h.stem = "small";
  h.width = 4;
  OpenNetwork network(h, 3);
  const fs::path file = study.file("weights.safetensors");
  network.write_weights(file);
  const auto evaluate = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--weights", file.string(), "--study", study.path(), "--preprocessing",
                             study.file("plain.toml").string(), "--device", "cpu", "--threads", "1"});
    run_engine("evaluate", more);
  };
  evaluate({"--network", "resnet18", "--stem", "small", "--width", "4"});

  // The colours of ColourStudy, as the plain preprocessing gives them.
  const float colours[5][3] = {{200, 10, 20}, {30, 210, 40}, {50, 60, 220}, {90, 10, 10}, {20, 80, 30}};
  ImageValues images;
  images.n = 5;
  images.height = 4;
  images.width = 4;
  for (const auto& colour : colours) {
    for (const float value : colour) images.values.insert(images.values.end(), 16, value);
  }
  const auto expected = largest(network.logits(images), 3);
  CHECK(study.responses("weights") == std::vector<int>(expected.begin(), expected.end()));

  CHECK_THROWS_WITH(evaluate({"--name", "x"}), Contains("--network"));
  CHECK_THROWS_WITH(evaluate({"--name", "x", "--network", "resnet18"}), Contains("weights.safetensors"));
  CHECK_THROWS_WITH(evaluate({"--name", "x", "--network", "resnet81"}), Contains("did you mean"));
  write_file(file, "no tensors");
  CHECK_THROWS_AS(evaluate({"--name", "x", "--network", "resnet18"}), InputError);
  CHECK_FALSE(fs::exists(study.file("runs/x")));
}
