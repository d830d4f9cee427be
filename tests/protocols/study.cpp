#include "tricky/protocols/study.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

using namespace tricky;
using namespace tricky::protocols;
using Catch::Matchers::Contains;

namespace {

const std::string kBase =
    "name = \"s\"\n"
    "[base]\n"
    "network = \"resnet18\"\n"
    "epochs = 90\n"
    "batch_size = 256\n"
    "learning_rate = 0.1\n";

Study study_of(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder / "study.toml", text);
  return read_study(folder / "study.toml");
}

std::string fault_of(const std::string& text) {
  try {
    study_of(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no fault";
}

}  // namespace

TEST_CASE("the learning rate of the paper is divided by ten after epochs 30 and 60") {
  Hyperparameters h;
  h.learning_rate = 0.1;
  h.learning_rate_steps = {30, 60};
  CHECK(learning_rate_at(h, 1) == 0.1);
  CHECK(learning_rate_at(h, 30) == 0.1);
  CHECK(learning_rate_at(h, 31) == Approx(0.01).epsilon(1e-15));
  CHECK(learning_rate_at(h, 60) == Approx(0.01).epsilon(1e-15));
  CHECK(learning_rate_at(h, 61) == Approx(0.001).epsilon(1e-15));
  CHECK(learning_rate_at(h, 90) == Approx(0.001).epsilon(1e-15));
}

TEST_CASE("a condition without changes is base") {
  const Study study = study_of(kBase + "[[condition]]\nname = \"base\"\n");
  const auto networks = study.variants();
  REQUIRE(networks.size() == 1);
  CHECK(networks[0].run_name == "base_1");
  CHECK(networks[0].condition == "base");
  CHECK(networks[0].instance == 1);
  CHECK(networks[0].hyperparameters == *study.base);
  CHECK(networks[0].hyperparameters.momentum == 0.9);
  CHECK(networks[0].hyperparameters.weight_decay == 1e-4);
  CHECK(networks[0].hyperparameters.init_seed == 1312);
  CHECK(networks[0].hyperparameters.deterministic);
}

TEST_CASE("a list gives each instance its own value, a single value goes to all") {
  const Study study =
      study_of(kBase +
               "[[condition]]\nname = \"combined\"\ninstances = 3\nlearning_rate = [0.148, 0.149, 0.15]\n"
               "init_seed = [1313, 1314, 1315]\nnesterov = true\nlearning_rate_steps = [10, 20]\n");
  const auto networks = study.variants();
  REQUIRE(networks.size() == 3);
  for (int i = 0; i < 3; ++i) {
    const auto& each = networks[static_cast<std::size_t>(i)];
    CHECK(each.run_name == "combined_" + std::to_string(i + 1));
    CHECK(each.hyperparameters.learning_rate == Approx(0.148 + 0.001 * i).epsilon(1e-12));
    CHECK(each.hyperparameters.init_seed == static_cast<std::uint64_t>(1313 + i));
    CHECK(each.hyperparameters.nesterov);
    CHECK(each.hyperparameters.learning_rate_steps == std::vector<int>{10, 20});
  }
}

TEST_CASE("a condition can be served by another one's networks, trained further or compared otherwise") {
  const Study study = study_of(kBase + R"(
[[condition]]
name = "base"
[[condition]]
name = "plus_1_epoch"
networks_of = "base"
extra_epochs = 1
[[condition]]
name = "half_data"
instances = 2
data_half = [1, 2]
[[condition]]
name = "plus_10_epochs"
networks_of = "base"
extra_epochs = 10
[[condition]]
name = "different_data"
networks_of = "half_data"
compared_with = "different_data"
)");
  const auto networks = study.variants();
  REQUIRE(networks.size() == 3);
  CHECK(networks[0].hyperparameters.epochs == 100);
  CHECK(networks[0].comparison ==
        RunComparison{90, {{"base", 0, "base"}, {"plus_1_epoch", 1, "base"}, {"plus_10_epochs", 10, "base"}}});
  for (const std::size_t half : {1, 2}) {
    CHECK(networks[half].hyperparameters.epochs == 90);
    CHECK(networks[half].comparison ==
          RunComparison{90, {{"half_data", 0, "base"}, {"different_data", 0, "different_data"}}});
  }
}

TEST_CASE("conditions that cannot be served by others are told why") {
  const std::string base = kBase + "[[condition]]\nname = \"base\"\n";  // lines 7 and 8
  const auto served = [&](const std::string& fields) {
    return fault_of(base + "[[condition]]\nname = \"plus\"\n" + fields);
  };
  CHECK(served("networks_of = \"base\"\nextra_epochs = 1\n") == "no fault");
  CHECK_THAT(served("networks_of = \"bse\"\nextra_epochs = 1\n"),
             Contains("study.toml:9: networks_of") && Contains("did you mean \"base\"?"));
  CHECK_THAT(served("networks_of = \"plus\"\nextra_epochs = 1\n"), Contains("the condition itself"));
  CHECK_THAT(served("networks_of = \"base\"\n"), Contains("the same as base") && Contains("extra_epochs"));
  CHECK_THAT(served("networks_of = \"base\"\nextra_epochs = 9910\n"), Contains("10000 epochs"));
  CHECK_THAT(served("networks_of = \"base\"\nextra_epochs = -1\n"), Contains("study.toml:12: extra_epochs"));
  CHECK_THAT(served("networks_of = \"base\"\nextra_epochs = 1\nnesterov = true\n"),
             Contains("study.toml:13: nesterov") && Contains("cannot be changed here"));
  CHECK_THAT(served("networks_of = \"base\"\nextra_epochs = 1\ninstances = 2\n"), Contains("instances"));
  CHECK_THAT(served("extra_epochs = 1\n"), Contains("Add networks_of"));
  CHECK_THAT(served("nesterov = true\ncompared_with = \"bas\"\n"),
             Contains("compared_with") && Contains("did you mean \"base\"?"));
  CHECK_THAT(served("networks_of = \"base\"\nextra_epoch = 1\n"), Contains("did you mean \"extra_epochs\"?"));
  CHECK_THAT(served("networks_of = \"base\"\nextra_epochs = 1\n[[condition]]\nname = \"more\"\n"
                    "networks_of = \"plus\"\nextra_epochs = 2\n"),
             Contains("no networks of its own") && Contains("name \"base\""));
}

TEST_CASE("what a network sees of an image must fit together") {
  const std::string condition = "[[condition]]\nname = \"base\"\n";
  const auto views = [&](const std::string& fields) { return fault_of(kBase + fields + condition); };
  CHECK(views("augment = [\"random_resized_crop\", \"flip\"]\ninput_px = 224\nresize_px = 256\n"
              "evaluation_view = \"centre_crop\"\n") == "no fault");
  CHECK(views("augment = [\"random_resized_crop\"]\ninput_px = 32\nevaluation_view = \"random_resized_crop\"\n") ==
        "no fault");
  CHECK_THAT(views("augment = [\"random_resized_crop\", \"padded_crop\"]\ninput_px = 224\n"), Contains("crops twice"));
  CHECK_THAT(views("augment = [\"random_resized_crop\"]\n"), Contains("input_px"));
  CHECK_THAT(views("evaluation_view = \"centre_crop\"\n"), Contains("study.toml:7: evaluation_view"));
  CHECK_THAT(views("input_px = 224\n"), Contains("study.toml:7: input_px"));
  CHECK_THAT(views("resize_px = 256\n"), Contains("study.toml:7: resize_px"));
  CHECK_THAT(views("input_px = 224\nresize_px = 200\nevaluation_view = \"centre_crop\"\n"),
             Contains("study.toml:8: resize_px") && Contains("224"));
  CHECK_THAT(views("evaluation_view = \"center_crop\"\n"), Contains("did you mean \"centre_crop\"?"));
  CHECK_THAT(views("precision = \"float16\"\n"), Contains("precision"));
  CHECK_THAT(views("checkpoints = -1\n"), Contains("checkpoints"));
}

TEST_CASE("a run that has begun may be given more epochs and other checkpoints, and nothing else") {
  const Value all = to_value(Hyperparameters{});
  std::vector<std::string> changeable;
  for (const auto& [field, value] : *all.if_object()) {
    if (may_change_later(field)) changeable.push_back(field);
  }
  CHECK(changeable == std::vector<std::string>{"epochs", "checkpoints"});
}

TEST_CASE("a study without [base] trains nothing") {
  const Study study = study_of("name = \"s\"\n");
  CHECK_FALSE(study.base.has_value());
  CHECK(study.variants().empty());
  CHECK(study.dataset.kind == DatasetSpec::Kind::none);
}

TEST_CASE("every hyperparameter is shown under the name it is read by") {
  const Study study = study_of(kBase + "[[condition]]\nname = \"base\"\n");
  // What to_value gives is read back as the same.
  Value shown = to_value(*study.base);
  Fields fields(shown, "run.json", "hyperparameters");
  CHECK(read_hyperparameters(fields, {}, Completeness::all_required) == *study.base);
  CHECK_NOTHROW(fields.finish());
  CHECK(differences(*study.base, *study.base).empty());
}

TEST_CASE("faults of a study file name file, line, field and what to do") {
  const std::string condition = "[[condition]]\nname = \"base\"\n";
  CHECK_THAT(fault_of(kBase + "momentun = 0.9\n" + condition),
             Contains("study.toml:7") && Contains("\"momentun\" is not a field of [base]; did you mean \"momentum\"?"));
  CHECK_THAT(fault_of(kBase + condition + "lerning_rate = 0.2\n"),
             Contains("study.toml:9") && Contains("did you mean \"learning_rate\"?"));
  CHECK_THAT(fault_of("name = \"s\"\n[bse]\n"), Contains("study.toml:2") && Contains("did you mean \"base\"?"));
  CHECK_THAT(fault_of(kBase + condition + "instances = 2\ninit_seed = [1, 2, 3]\n"),
             Contains("study.toml:10: init_seed") && Contains("a list of 2") && Contains("got a list of 3"));
  CHECK_THAT(fault_of(kBase + condition + "instances = 2\ninit_seed = [1, \"two\"]\n"),
             Contains("study.toml:10: init_seed"));
  CHECK_THAT(fault_of(kBase + condition + "learning_rate = nan\n"), Contains("study.toml:9: learning_rate"));
  CHECK_THAT(fault_of(kBase + condition + "learning_rate = 0\n"), Contains("study.toml:9: learning_rate"));
  CHECK_THAT(fault_of(kBase + condition + "epochs = 1000000000000\n"), Contains("study.toml:9: epochs"));
  CHECK_THAT(fault_of(kBase + condition + "init_seed = -1\n"), Contains("study.toml:9: init_seed"));
  CHECK_THAT(fault_of(kBase + condition + "augment = [\"flipp\"]\n"),
             Contains("study.toml:9: augment") && Contains("\"flip\""));
  CHECK_THAT(fault_of(kBase + condition + "augment = [\"flip\", \"flip\"]\n"), Contains("twice"));
  CHECK_THAT(fault_of(kBase + condition + "mean = [0.5]\n"), Contains("three numbers"));
  CHECK_THAT(fault_of(kBase + condition + "std = [0, 1, 1]\n"), Contains("study.toml:9: std"));
  CHECK_THAT(fault_of(kBase + condition + "learning_rate_steps = [60, 30]\n"), Contains("ascending"));
  CHECK_THAT(fault_of(kBase + condition + "nesterov = true\nmomentum = 0\n"), Contains("study.toml:9: nesterov"));
  CHECK_THAT(fault_of(kBase + condition + "split_batches = true\nbatch_size = 3\n"), Contains("at least two images"));
  CHECK_THAT(fault_of(kBase + condition + condition), Contains("study.toml:9: name") && Contains("two conditions"));
  CHECK_THAT(fault_of(kBase + "[[condition]]\nname = \"../../etc\"\n"), Contains("study.toml:8: name"));
  CHECK_THAT(fault_of(kBase + "[[condition]]\n"), Contains("\"name\" is missing"));
  CHECK_THAT(fault_of(kBase), Contains("[[condition]]"));
  CHECK_THAT(fault_of("name = \"s\"\n" + condition), Contains("no [base]"));
  CHECK_THAT(fault_of("name = \"s\"\n[base]\nnetwork = \"resnet18\"\n" + condition), Contains("\"epochs\" is missing"));
  CHECK_THAT(fault_of("name = \"s\"\nbase = 3\n" + condition), Contains("table"));
  CHECK_THAT(fault_of("name = \"s\"\n[base\n"), Contains("study.toml:2"));
}

TEST_CASE("networks that nothing sets apart are refused unless they are non-deterministic on purpose") {
  CHECK_THAT(fault_of(kBase + "[[condition]]\nname = \"base\"\n[[condition]]\nname = \"longer\"\nepochs = 100\n"),
             Contains("trained for 10 epochs more") && Contains("networks_of = \"base\""));
  CHECK_THAT(fault_of(kBase + "[[condition]]\nname = \"base\"\n[[condition]]\nname = \"other\"\ncheckpoints = 1\n"),
             Contains("base_1 and other_1"));
  CHECK_THAT(fault_of(kBase + "[[condition]]\nname = \"base\"\ninstances = 2\n"), Contains("base_1 and base_2"));
  CHECK_THAT(fault_of(kBase + "[[condition]]\nname = \"base\"\n[[condition]]\nname = \"other\"\nmomentum = 0.9\n"),
             Contains("base_1 and other_1"));
  CHECK(fault_of(kBase + "[[condition]]\nname = \"base\"\ninstances = 2\ndeterministic = false\n") == "no fault");
}

namespace {

/// "different_optimiser_1 90: nesterov = true | different_optimiser+0 as base": a network in one line.
std::string shown(const Study& study, const NetworkVariant& network) {
  std::vector<std::string> changes;
  for (const auto& each : differences(*study.base, network.hyperparameters)) {
    if (each.field != "epochs") changes.push_back(each.field + " " + to_json(each.second, JsonLayout::one_line));
  }
  std::string line = network.run_name + " " + std::to_string(network.hyperparameters.epochs) + ": ";
  line += changes.empty() ? "nothing" : join(changes, ", ");
  for (const auto& served : network.comparison.conditions) {
    line += " | " + served.condition + "+" + std::to_string(served.extra_epochs);
    if (served.compared_with != "base") line += " with " + served.compared_with;
  }
  return line;
}

std::filesystem::path shipped_studies() {
  const char* source = std::getenv("TRICKY_SOURCE");
  return std::filesystem::path(source == nullptr ? "." : source) / "protocols/studies";
}

}  // namespace

TEST_CASE("each of the paper's studies is 31 networks in 13 conditions, with the paper's differences and no others") {
  struct Expected {
    const char* name;
    const char* network;
    int epochs;
    int batch_size;
    std::vector<int> steps;
    std::string other;  // what sets the different architecture apart
  };
  const std::vector<Expected> studies{
      {"imagenet_resnet18", "resnet18", 90, 256, {30, 60}, "network \"densenet121\", batch_size 64"},
      {"imagenet_vgg11", "vgg11", 30, 64, {10, 20}, "network \"alexnet\""},
      {"imagenet_densenet121", "densenet121", 30, 64, {10, 20}, "network \"resnet50\""},
      {"cifar100_resnet18", "resnet18", 30, 256, {10, 20}, "network \"densenet121\", batch_size 64"},
      {"gaussian_resnet18", "resnet18", 30, 256, {10, 20}, "network \"resnet50\", batch_size 64"},
  };
  for (const Expected& expected : studies) {
    INFO(expected.name);
    const Study study = read_study(shipped_studies() / (std::string(expected.name) + ".toml"));
    CHECK(study.name == expected.name);
    CHECK(study.conditions.size() == 13);
    const Hyperparameters& base = *study.base;
    CHECK(base.network == expected.network);
    CHECK(base.epochs == expected.epochs);
    CHECK(base.batch_size == expected.batch_size);
    CHECK(base.learning_rate_steps == expected.steps);
    CHECK(base.learning_rate == 0.1);
    CHECK(base.learning_rate_factor == 0.1);
    CHECK(base.momentum == 0.9);
    CHECK(base.weight_decay == 1e-4);
    CHECK_FALSE(base.nesterov);
    CHECK(base.deterministic);
    CHECK(base.data_half == 0);
    for (const auto seed : {base.init_seed, base.order_seed, base.augment_seed, base.dropout_seed, base.split_seed}) {
      CHECK(seed == 1312);
    }
    const std::string n = " " + std::to_string(expected.epochs) + ": ";
    const std::string& other = expected.other;
    const std::vector<std::string> golden{
        "base_1 " + std::to_string(expected.epochs + 10) + ": nothing | base+0 | plus_1_epoch+1 | plus_10_epochs+10",
        "different_optimiser_1" + n + "nesterov true | different_optimiser+0",
        "different_batch_size_1" + n + "split_batches true | different_batch_size+0",
        "different_initialisation_1" + n + "init_seed 1313 | different_initialisation+0",
        "different_initialisation_2" + n + "init_seed 1314 | different_initialisation+0",
        "different_initialisation_3" + n + "init_seed 1315 | different_initialisation+0",
        "different_initialisation_4" + n + "init_seed 1316 | different_initialisation+0",
        "different_initialisation_5" + n + "init_seed 1317 | different_initialisation+0",
        "different_learning_rate_1" + n + "learning_rate 0.148 | different_learning_rate+0",
        "different_learning_rate_2" + n + "learning_rate 0.149 | different_learning_rate+0",
        "different_learning_rate_3" + n + "learning_rate 0.15 | different_learning_rate+0",
        "different_learning_rate_4" + n + "learning_rate 0.151 | different_learning_rate+0",
        "different_learning_rate_5" + n + "learning_rate 0.152 | different_learning_rate+0",
        "cuda_non_deterministic_1" + n + "deterministic false | cuda_non_deterministic+0",
        "cuda_non_deterministic_2" + n + "deterministic false | cuda_non_deterministic+0",
        "cuda_non_deterministic_3" + n + "deterministic false | cuda_non_deterministic+0",
        "cuda_non_deterministic_4" + n + "deterministic false | cuda_non_deterministic+0",
        "cuda_non_deterministic_5" + n + "deterministic false | cuda_non_deterministic+0",
        "different_data_order_1" + n + "order_seed 1412 | different_data_order+0",
        "different_data_order_2" + n + "order_seed 1512 | different_data_order+0",
        "different_data_order_3" + n + "order_seed 1612 | different_data_order+0",
        "different_data_order_4" + n + "order_seed 1712 | different_data_order+0",
        "different_data_order_5" + n + "order_seed 1812 | different_data_order+0",
        "different_architecture_1" + n + other + " | different_architecture+0",
        "half_data_1" + n + "data_half 1 | half_data+0 | different_data+0 with different_data",
        "half_data_2" + n + "data_half 2 | half_data+0 | different_data+0 with different_data",
        "combined_1" + n + other + ", nesterov true, learning_rate 0.148, init_seed 1313, order_seed 1412 | combined+0",
        "combined_2" + n + other + ", nesterov true, learning_rate 0.149, init_seed 1314, order_seed 1512 | combined+0",
        "combined_3" + n + other + ", nesterov true, learning_rate 0.15, init_seed 1315, order_seed 1612 | combined+0",
        "combined_4" + n + other + ", nesterov true, learning_rate 0.151, init_seed 1316, order_seed 1712 | combined+0",
        "combined_5" + n + other + ", nesterov true, learning_rate 0.152, init_seed 1317, order_seed 1812 | combined+0",
    };
    std::vector<std::string> got;
    for (const NetworkVariant& network : study.variants()) got.push_back(shown(study, network));
    REQUIRE(golden.size() == 31);
    CHECK(got == golden);
  }
}

TEST_CASE("images of the paper's studies are cut and normalised as in the original study") {
  for (const char* name : {"imagenet_resnet18", "imagenet_vgg11", "imagenet_densenet121"}) {
    const Hyperparameters base = *read_study(shipped_studies() / (std::string(name) + ".toml")).base;
    CHECK(base.augment == std::vector<std::string>{"random_resized_crop", "flip"});
    CHECK(base.input_px == 224);
    CHECK(base.resize_px == 256);
    CHECK(base.evaluation_view == "centre_crop");
    CHECK(base.mean == std::vector<double>{.485, .456, .406});
    CHECK(base.std == std::vector<double>{.229, .224, .225});
  }
  const Hyperparameters cifar = *read_study(shipped_studies() / "cifar100_resnet18.toml").base;
  CHECK(cifar.augment == std::vector<std::string>{"flip", "padded_crop"});
  CHECK(cifar.crop_padding == 4);
  CHECK(cifar.stem == "small");
  CHECK(cifar.evaluation_view == "as_is");
  CHECK(cifar.mean == std::vector<double>{.485, .456, .406});
  const Hyperparameters gaussian = *read_study(shipped_studies() / "gaussian_resnet18.toml").base;
  CHECK(gaussian.augment == std::vector<std::string>{"random_resized_crop", "flip"});
  CHECK(gaussian.evaluation_view == "random_resized_crop");
  CHECK(gaussian.mean == std::vector<double>{0, 0, 0});
  CHECK(gaussian.std == std::vector<double>{1, 1, 1});
}

TEST_CASE("every shipped study can be read") {
  std::size_t n = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shipped_studies())) {
    if (entry.path().extension() != ".toml") continue;
    INFO(entry.path());
    CHECK_FALSE(read_study(entry.path()).variants().empty());
    ++n;
  }
  CHECK(n == 6);
}
