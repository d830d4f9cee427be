#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "training_run.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/items.h"
#include "tricky/engine/network_state.h"

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

TEST_CASE("a run leaves every epoch's responses, metrics, state and markers, from the untrained network on") {
  const TinyStudy tiny;
  const auto metrics = train(tiny);
  const fs::path run = tiny.run("base_1");
  CHECK(complete_epochs(run) == std::vector<int>{0, 1, 2});
  const ItemSet items = read_items(tiny.folder / "items.csv");
  REQUIRE(items.size() == 20);
  REQUIRE(metrics.size() == 3);
  CHECK(std::isnan(metrics[0].learning_rate));
  CHECK(std::isnan(metrics[0].train_loss));
  CHECK(metrics[1].learning_rate == 0.05);
  for (int epoch = 0; epoch <= 2; ++epoch) {
    const auto responses = read_responses(responses_file(run, epoch), 20);
    std::size_t n_right = 0;
    for (std::size_t i = 0; i < 20; ++i) {
      CHECK(responses[i] < 3);
      n_right += responses[i] == items[i].label ? 1 : 0;
    }
    CHECK(metrics[static_cast<std::size_t>(epoch)].test_accuracy == static_cast<double>(n_right) / 20);
  }
  const auto written = read_metrics(run / "metrics.csv");
  REQUIRE(written.size() == 3);
  CHECK(written[2].train_loss == metrics[2].train_loss);
  CHECK(std::isnan(written[0].train_loss));
  CHECK(fs::exists(run / "checkpoints/last.pt"));

  const RunRecord record = read_run(run);
  CHECK(record.origin == RunRecord::Origin::trained);
  CHECK(record.condition == "base");
  CHECK(record.item_set_digest == items.digest());
  CHECK(*record.details.find("hardware")->find("threads")->if_integer() == 1);
  CHECK(*record.details.find("hyperparameters")->find("learning_rate")->if_real() == 0.05);
  CHECK(record.details.find("images")->find("train_sha256")->if_text()->size() == 64);

  // What the rest of tricky reads.
  const ResponseMatrix matrix = load_responses(StudyFolder(tiny.folder.path()), items, {}, std::nullopt);
  REQUIRE(matrix.makers.size() == 1);
  CHECK(matrix.makers[0].id == "base_1");
}

TEST_CASE("a network learns to tell dark from bright") {
  const TinyStudy tiny("epochs = 20\nwidth = 8\n");
  const auto metrics = train(tiny);
  CHECK(metrics[0].test_accuracy <= 0.6);
  CHECK(metrics.back().train_loss < 0.6 * metrics[1].train_loss);
  CHECK(metrics.back().test_accuracy >= 0.8);
}

TEST_CASE("the same study gives the same bytes") {
  const TinyStudy tiny;
  train(tiny);
  check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
}

TEST_CASE("conditions change what they name and nothing else") {
  const TinyStudy tiny("checkpoints = 1\n", R"(
[[condition]]
name = "different_data_order"
order_seed = 1412
[[condition]]
name = "different_initialisation"
init_seed = 1313
[[condition]]
name = "different_optimiser"
nesterov = true
[[condition]]
name = "different_batch_size"
split_batches = true
[[condition]]
name = "half_data"
data_half = 1
)");
  std::vector<std::vector<EpochMetrics>> metrics;
  std::vector<std::string> start;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::string name = protocols::read_study(tiny.file()).variants()[i].run_name;
    metrics.push_back(train(tiny, i));
    start.push_back(read_file(tiny.run(name) / "checkpoints/epoch_0000.pt"));
  }
  // All begin as the same network, but the one that was drawn from another seed.
  for (const std::size_t i : {1U, 3U, 4U, 5U}) CHECK(start[i] == start[0]);
  CHECK(start[2] != start[0]);
  // And none ends as base does.
  for (std::size_t i = 1; i < 6; ++i) CHECK(metrics[i].back().train_loss != metrics[0].back().train_loss);
}

TEST_CASE("run.json says which conditions a network serves, and follows the study when that changes") {
  const TinyStudy tiny;
  train(tiny);
  REQUIRE(read_run(tiny.run("base_1")).comparison == RunComparison{2, {{"base", 0, "base"}}});
  tiny.write("checkpoints = 1\n", "[[condition]]\nname = \"plus_1\"\nnetworks_of = \"base\"\nextra_epochs = 1\n");
  train(tiny);
  const RunRecord run = read_run(tiny.run("base_1"));
  CHECK(run.comparison == RunComparison{2, {{"base", 0, "base"}, {"plus_1", 1, "base"}}});
  CHECK(*run.details.find("hyperparameters")->find("checkpoints")->if_integer() == 1);
  CHECK(complete_epochs(tiny.run("base_1")) == std::vector<int>{0, 1, 2, 3});
}

TEST_CASE("a loss that is no number stops the run with its epochs kept") {
  const TinyStudy tiny("learning_rate = 1000.0\nepochs = 40\nmomentum = 0.99\n");
  const std::string fault = fault_of_training(tiny);
  CHECK_THAT(fault, Contains("study.toml: learning_rate") && Contains("no number any more") && Contains("kept"));
  CHECK_FALSE(complete_epochs(tiny.run("base_1")).empty());
}

TEST_CASE("PyTorch reads the checkpoints: names, shapes and values of the untrained network") {
  if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0) {
    std::puts("skipped: /usr/bin/python3 has no torch");
    return;
  }
  const TinyStudy tiny("epochs = 1\ncheckpoints = 1\n");
  train(tiny);
  write_file(tiny.folder / "read.py", R"(import sys, torch
content = torch.load(sys.argv[1])
assert sorted(content) == ["epoch", "model", "momentum"] and content["epoch"] == int(sys.argv[2])
assert len(content["momentum"]) == (62 if content["epoch"] else 0)
for name, tensor in content["model"].items():
    if "running" not in name and "num_batches" not in name:
        print(name, *tensor.shape)
        print(*[value.hex() for value in tensor.flatten().tolist()])
)");
  const auto read = [&](int epoch) {
    const fs::path out = tiny.folder / "out";
    const fs::path file = tiny.run("base_1") / ("checkpoints/epoch_000" + std::to_string(epoch) + ".pt");
    const std::string command = "/usr/bin/python3 '" + (tiny.folder / "read.py").string() + "' '" + file.string() +
                                "' " + std::to_string(epoch) + " > '" + out.string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
    return read_file(out);
  };
  std::string expected;
  const protocols::Study study = protocols::read_study(tiny.file());
  for (const NamedTensor& tensor : OpenNetwork(study.variants()[0].hyperparameters, 3).parameters()) {
    expected += tensor.name;
    for (const std::int64_t size : tensor.shape) expected += " " + std::to_string(size);
    expected += "\n";
    for (std::size_t i = 0; i < tensor.values.size(); ++i) {
      char text[48];
      std::snprintf(text, sizeof text, "%a", static_cast<double>(tensor.values[i]));
      expected += (i == 0 ? "" : " ") + std::string(text);
    }
    expected += "\n";
  }
  // Python writes 0x1.8000000000000p+1 where printf writes 0x1.8p+1: compare as numbers.
  std::istringstream got(read(0));
  std::istringstream wanted(expected);
  std::string a;
  std::string b;
  std::size_t n = 0;
  while (wanted >> b) {
    REQUIRE((got >> a));
    const bool is_number = b.find("0x") != std::string::npos;
    if (is_number ? std::strtod(a.c_str(), nullptr) != std::strtod(b.c_str(), nullptr) : a != b) FAIL(a << " " << b);
    ++n;
  }
  CHECK_FALSE((got >> a));
  CHECK(n > 1000);
  CHECK_FALSE(read(1).empty());
}

TEST_CASE("training that was to differ by chance says so when it did not") {
  const TinyStudy tiny("deterministic = false\nepochs = 1\n", "[[condition]]\nname = \"again\"\n");
  std::string notes;
  TrainingEvents events;
  events.on_note = [&](std::string_view note) { notes += std::string(note) + "\n"; };
  train(tiny, 0, events);
  CHECK_THAT(notes, Contains("base_1 is to be non-deterministic, but a CPU") && !Contains("came out the same"));
  train(tiny, 1, events);
  CHECK_THAT(notes, Contains("again_1 came out the same as base_1"));
}
