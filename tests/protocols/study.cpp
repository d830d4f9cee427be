#include "tricky/protocols/study.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

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

TEST_CASE("the paper's thirteen conditions are 31 networks that differ in what their names say") {
  const Study study = study_of(kBase + R"(
learning_rate_steps = [30, 60]
[[condition]]
name = "base"        # serves plus 1 and plus 10 epochs too
epochs = 100
[[condition]]
name = "different_optimiser"
nesterov = true
[[condition]]
name = "different_batch_size"
split_batches = true
[[condition]]
name = "different_initialisation"
instances = 5
init_seed = [1313, 1314, 1315, 1316, 1317]
[[condition]]
name = "different_learning_rate"
instances = 5
learning_rate = [0.148, 0.149, 0.15, 0.151, 0.152]
[[condition]]
name = "cuda_non_deterministic"
instances = 5
deterministic = false
[[condition]]
name = "different_data_order"
instances = 5
order_seed = [1412, 1512, 1612, 1712, 1812]
[[condition]]
name = "different_architecture"
network = "densenet121"
batch_size = 64
[[condition]]
name = "half_data"
instances = 2
data_half = [1, 2]
[[condition]]
name = "combined"
instances = 5
network = "densenet121"
batch_size = 64
nesterov = true
init_seed = [1313, 1314, 1315, 1316, 1317]
order_seed = [1412, 1512, 1612, 1712, 1812]
learning_rate = [0.148, 0.149, 0.15, 0.151, 0.152]
)");
  const auto networks = study.variants();
  CHECK(networks.size() == 31);
  std::set<std::string> names;
  for (const auto& each : networks) names.insert(each.run_name);
  CHECK(names.size() == 31);
  const auto changed = differences(*study.base, networks[30].hyperparameters);
  std::vector<std::string> fields;
  for (const auto& each : changed) fields.push_back(each.field);
  CHECK(fields ==
        std::vector<std::string>{"network", "batch_size", "nesterov", "learning_rate", "init_seed", "order_seed"});
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
  CHECK_THAT(fault_of(kBase + "[[condition]]\nname = \"base\"\ninstances = 2\n"), Contains("base_1 and base_2"));
  CHECK_THAT(fault_of(kBase + "[[condition]]\nname = \"base\"\n[[condition]]\nname = \"other\"\nmomentum = 0.9\n"),
             Contains("base_1 and other_1"));
  CHECK(fault_of(kBase + "[[condition]]\nname = \"base\"\ninstances = 2\ndeterministic = false\n") == "no fault");
}

TEST_CASE("every shipped study can be read") {
  const char* source = std::getenv("TRICKY_SOURCE");
  if (source == nullptr) {
    WARN("skipped: TRICKY_SOURCE is not set");
    return;
  }
  std::size_t n = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(source) / "protocols/studies")) {
    if (entry.path().extension() != ".toml") continue;
    INFO(entry.path());
    CHECK_FALSE(read_study(entry.path()).variants().empty());
    ++n;
  }
  CHECK(n > 0);
}
