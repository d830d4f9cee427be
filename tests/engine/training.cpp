#include "tricky/engine/training.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <numeric>
#include <thread>

#include "tiny_study.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/items.h"
#include "tricky/data/npy.h"
#include "tricky/data/random.h"
#include "tricky/engine/commands.h"

extern char** environ;

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

namespace {

/// One thread, so that the tests take little time on a busy machine too.
Machine on_threads(int n) {
  Machine machine;
  machine.device = Machine::Device::cpu;
  machine.threads = n;
  return machine;
}

std::vector<EpochMetrics> train(const TinyStudy& tiny, std::size_t index = 0, const TrainingEvents& events = {},
                                const Machine& machine = on_threads(1)) {
  const protocols::Study study = protocols::read_study(tiny.file());
  const TrainingData data = load_training_data(study);
  return train_network(study, study.variants().at(index), data, machine, events, {});
}

std::string fault_of_training(const TinyStudy& tiny, const Machine& machine = on_threads(1)) {
  try {
    train(tiny, 0, {}, machine);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no fault";
}

/// Stops at the n-th question whether to stop: before every update and every evaluated batch.
TrainingEvents stopping_at(int n) {
  TrainingEvents events;
  events.stop = [left = n]() mutable { return left-- == 0; };
  return events;
}

/// How often an uninterrupted run asks.
int n_questions(const TinyStudy& tiny) {
  int n = 0;
  TrainingEvents events;
  events.stop = [&] {
    ++n;
    return false;
  };
  train(tiny, 0, events);
  return n;
}

/// Every test of resuming compares with this one.
const std::map<std::string, std::string>& uninterrupted() {
  static const std::map<std::string, std::string> content = [] {
    const TinyStudy tiny;
    train(tiny);
    return lasting_content(tiny.run("base_1"));
  }();
  return content;
}

void check_same_content(const std::map<std::string, std::string>& got,
                        const std::map<std::string, std::string>& expected) {
  std::vector<std::string> names;
  std::vector<std::string> expected_names;
  for (const auto& [name, bytes] : got) names.push_back(name);
  for (const auto& [name, bytes] : expected) expected_names.push_back(name);
  CHECK(names == expected_names);
  for (const auto& [name, bytes] : expected) {
    INFO(name);
    CHECK((got.contains(name) && got.at(name) == bytes));
  }
}

/// This program again, training the study in another process.
pid_t start_child(const TinyStudy& tiny) {
  ::setenv("TRICKY_TEST_STUDY", tiny.file().c_str(), 1);
  std::string program = "/proc/self/exe";
  std::string test = "a child trains";
  char* arguments[] = {program.data(), test.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (tiny.folder / "stderr").c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  REQUIRE(::posix_spawn(&child, "/proc/self/exe", &actions, nullptr, arguments, environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  return child;
}

void wait_for(const fs::path& file) {
  for (int i = 0; i < 30'000 && !fs::exists(file); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  REQUIRE(fs::exists(file));
}

}  // namespace

TEST_CASE("a child trains", "[.]") {
  const char* file = std::getenv("TRICKY_TEST_STUDY");
  REQUIRE(file != nullptr);
  std::string program = "tricky-engine";
  std::string words[] = {program, "train", file, "--threads", "1", "--device", "cpu"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  std::_Exit(run_program(program, "", commands(), static_cast<int>(arguments.size()), arguments.data()));
}

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

TEST_CASE("a run stopped at any update goes on to the same bytes") {
  const int n = [] {
    const TinyStudy tiny;
    return n_questions(tiny);
  }();
  // 5 updates in each of two epochs and 3 evaluations.
  REQUIRE(n == 13);
  for (int at = 0; at < n; ++at) {
    INFO("stopped at question " << at);
    const TinyStudy tiny;
    CHECK_THROWS_AS(train(tiny, 0, stopping_at(at)), Interrupted);
    train(tiny);
    check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
  }
}

TEST_CASE("a run stopped again and again still ends with the same bytes") {
  const TinyStudy tiny;
  for (const int at : {0, 3, 4, 5, 6}) {
    CHECK_THROWS_WITH(train(tiny, 0, stopping_at(at)), Contains("the same command goes on"));
  }
  train(tiny);
  check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
}

TEST_CASE("a run on two threads goes on to the same bytes") {
  const TinyStudy whole;
  train(whole, 0, {}, on_threads(2));
  const TinyStudy cut;
  for (const int at : {4, 6}) CHECK_THROWS_AS(train(cut, 0, stopping_at(at), on_threads(2)), Interrupted);
  train(cut, 0, {}, on_threads(2));
  check_same_content(lasting_content(cut.run("base_1")), lasting_content(whole.run("base_1")));
}

TEST_CASE("a killed run goes on to the same bytes") {
  // The moments are drawn from the whole time that a child takes after its first file.
  RandomStream random(1, Stream::noise);
  for (int round = 0; round < 6; ++round) {
    const TinyStudy tiny;
    const pid_t child = start_child(tiny);
    wait_for(tiny.run("base_1") / "run.json");
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(120'000)));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    INFO("killed in round " << round << " with " << complete_epochs(tiny.run("base_1")).size() << " epochs complete");
    train(tiny);
    auto content = lasting_content(tiny.run("base_1"));
    // A kill inside a write leaves its temporary file behind, which nothing reads.
    std::erase_if(content, [](const auto& each) { return each.first.find(".tmp-") != std::string::npos; });
    check_same_content(content, uninterrupted());
  }
}

TEST_CASE("SIGTERM ends a run with exit code 75, a complete last epoch and a word on how to go on") {
  const TinyStudy tiny("epochs = 9999\n");
  const pid_t child = start_child(tiny);
  wait_for(tiny.run("base_1") / "DONE_0003");
  ::kill(child, SIGTERM);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 75);
  CHECK_THAT(read_file(tiny.folder / "stderr"),
             Contains("base_1 stopped with epochs 0 to") && Contains("the same command goes on"));
  const int last = complete_epochs(tiny.run("base_1")).back();
  CHECK(last >= 3);
  CHECK(fs::exists(responses_file(tiny.run("base_1"), last)));
}

TEST_CASE("a second process on the same run is refused and leaves the first alone") {
  const TinyStudy tiny("epochs = 9999\n");
  const pid_t child = start_child(tiny);
  wait_for(tiny.run("base_1") / "DONE_0001");
  CHECK_THAT(fault_of_training(tiny), Contains("base_1") && Contains("in use") && Contains(std::to_string(child)));
  const int before = complete_epochs(tiny.run("base_1")).back();
  wait_for(tiny.run("base_1") /
           ("DONE_" + std::string(4 - std::to_string(before + 2).size(), '0') + std::to_string(before + 2)));
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
}

TEST_CASE("a full disk stops a run at its last complete epoch, from which it goes on to the same bytes") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  REQUIRE(complete_epochs(tiny.run("base_1")) == std::vector<int>{0});
  // No file may grow beyond a few kilobytes: the responses fit, the checkpoint does not.
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  struct rlimit small = before;
  small.rlim_cur = 4096;
  ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  std::string fault = "no fault";
  try {
    train(tiny);
  } catch (const IoError& error) {
    fault = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, SIG_DFL);
  CHECK_THAT(fault, Contains("last.pt") && Contains("cannot be written"));
  CHECK(complete_epochs(tiny.run("base_1")) == std::vector<int>{0});
  train(tiny);
  check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
}

TEST_CASE("a marker lost after its checkpoint was written is put back, not trained again") {
  const TinyStudy tiny;
  train(tiny);
  fs::remove(tiny.run("base_1") / "DONE_0002");
  int n_epochs = 0;
  TrainingEvents events;
  events.on_epoch = [&](const EpochMetrics&) { ++n_epochs; };
  train(tiny, 0, events);
  CHECK(n_epochs == 0);
  check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
}

TEST_CASE("a finished run is left as it is") {
  const TinyStudy tiny;
  train(tiny);
  const auto before = lasting_content(tiny.run("base_1"));
  int n_epochs = 0;
  TrainingEvents events;
  events.on_epoch = [&](const EpochMetrics&) { ++n_epochs; };
  CHECK(train(tiny, 0, events).size() == 3);
  CHECK(n_epochs == 0);
  CHECK(lasting_content(tiny.run("base_1")) == before);
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

TEST_CASE("a run with more epochs goes on from a finished one as if they had been asked for at once") {
  const TinyStudy longer("epochs = 3\n");
  train(longer);
  const TinyStudy tiny;
  train(tiny);
  tiny.write("epochs = 3\n", "");
  train(tiny);
  check_same_content(lasting_content(tiny.run("base_1")), lasting_content(longer.run("base_1")));
  CHECK(*read_run(tiny.run("base_1")).details.find("hyperparameters")->find("epochs")->if_integer() == 3);
}

TEST_CASE("a study file that changed under a run is refused, naming the field") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  tiny.write("learning_rate = 0.06\n", "");
  CHECK_THAT(fault_of_training(tiny), Contains("learning_rate: is 0.06 now, but base_1 was trained with 0.05"));
  tiny.write("nesterov = true\n", "");
  CHECK_THAT(fault_of_training(tiny), Contains("nesterov: is true now"));
  tiny.write("augment_seed = 7\n", "");
  CHECK_THAT(fault_of_training(tiny), Contains("augment_seed: is 7 now"));
}

TEST_CASE("other images, threads or devices under a run are refused") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  CHECK_THAT(fault_of_training(tiny, on_threads(2)), Contains("--threads: base_1 began with 1 thread, not 2"));
  write_idx(tiny.folder / "train-images", tiny.folder / "train-labels", 36, 8, 3);
  CHECK_THAT(fault_of_training(tiny), Contains("train_sha256") && Contains("other training images"));
  write_idx(tiny.folder / "test-images", tiny.folder / "test-labels", 20, 8, 4);
  CHECK_THAT(fault_of_training(tiny), Contains("items.csv") && Contains("lists other items"));
}

TEST_CASE("without --threads a run keeps the number it began with") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  Machine machine;
  machine.device = Machine::Device::automatic;
  train(tiny, 0, {}, machine);
  check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
}

TEST_CASE("damaged or missing state is refused by name") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  const fs::path checkpoint = tiny.run("base_1") / "checkpoints/last.pt";
  const std::string sound = read_file(checkpoint);
  SECTION("truncated") {
    write_file(checkpoint, sound.substr(0, sound.size() / 2));
    CHECK_THAT(fault_of_training(tiny), Contains("last.pt") && Contains("damaged"));
  }
  SECTION("empty") {
    write_file(checkpoint, "");
    CHECK_THAT(fault_of_training(tiny), Contains("last.pt") && Contains("damaged"));
  }
  SECTION("something else") {
    write_file(checkpoint, std::string(5000, 'x'));
    CHECK_THAT(fault_of_training(tiny), Contains("last.pt") && Contains("damaged"));
  }
  SECTION("of another network") {
    const TinyStudy wider("width = 3\n");
    train(wider);
    write_file(checkpoint, read_file(wider.run("base_1") / "checkpoints/last.pt"));
    CHECK_THAT(fault_of_training(tiny), Contains("another network"));
  }
  SECTION("missing") {
    fs::remove(checkpoint);
    CHECK_THAT(fault_of_training(tiny), Contains("last.pt") && Contains("missing or older than epoch 0"));
  }
  SECTION("metrics cut off") {
    write_file(tiny.run("base_1") / "metrics.csv",
               "epoch,learning_rate,train_loss,train_accuracy,test_accuracy,seconds,images_per_s\n");
    CHECK_THAT(fault_of_training(tiny), Contains("metrics.csv") && Contains("ends before epoch 0"));
  }
  SECTION("run.json of an import") {
    write_file(
        tiny.run("base_1") / "run.json",
        R"({"name":"base_1","condition":"base","instance":1,"origin":"imported","item_set_digest":"a","n_items":3,"details":{}})");
    CHECK_THAT(fault_of_training(tiny), Contains("run.json") && Contains("not trained by tricky"));
  }
}

TEST_CASE("a loss that is no number stops the run with its epochs kept") {
  const TinyStudy tiny("learning_rate = 1000.0\nepochs = 40\nmomentum = 0.99\n");
  const std::string fault = fault_of_training(tiny);
  CHECK_THAT(fault, Contains("study.toml: learning_rate") && Contains("no number any more") && Contains("kept"));
  CHECK_FALSE(complete_epochs(tiny.run("base_1")).empty());
}

TEST_CASE("conditions change what they name and nothing else") {
  const TinyStudy tiny("", R"(
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
    TrainingEvents events;
    events.on_epoch = [&](const EpochMetrics& each) {
      if (each.epoch == 0) start.push_back(read_file(tiny.run(name) / "checkpoints/last.pt"));
    };
    metrics.push_back(train(tiny, i, events));
  }
  // All begin as the same network, but the one that was drawn from another seed.
  for (const std::size_t i : {1U, 3U, 4U, 5U}) CHECK(start[i] == start[0]);
  CHECK(start[2] != start[0]);
  // And none ends as base does.
  for (std::size_t i = 1; i < 6; ++i) CHECK(metrics[i].back().train_loss != metrics[0].back().train_loss);
}

TEST_CASE("studies that cannot be trained are refused before the first run begins") {
  SECTION("an unknown network") {
    const TinyStudy tiny("network = \"resnet19\"\n");
    CHECK_THAT(fault_of_training(tiny), Contains("study.toml: network") && Contains("did you mean \"resnet18\"?"));
  }
  SECTION("a last batch of one image") {
    const TinyStudy tiny("batch_size = 7\n");
    CHECK_THAT(fault_of_training(tiny), Contains("study.toml: batch_size") && Contains("a single image"));
  }
  SECTION("no images") {
    const TinyStudy tiny;
    write_file(tiny.file(),
               "name = \"x\"\n[base]\nnetwork = \"resnet18\"\nepochs = 1\nbatch_size = 8\nlearning_rate = 0.1\n"
               "[[condition]]\nname = \"base\"\n");
    CHECK_THAT(fault_of_training(tiny), Contains("names no images"));
  }
  SECTION("truncated images") {
    const TinyStudy tiny;
    const std::string bytes = read_file(tiny.folder / "train-images");
    write_file(tiny.folder / "train-images", bytes.substr(0, 500));
    CHECK_THAT(fault_of_training(tiny), Contains("train-images"));
  }
  SECTION("a missing file") {
    const TinyStudy tiny;
    fs::remove(tiny.folder / "test-labels");
    CHECK_THROWS_WITH(train(tiny), Catch::Contains("no such file"));
  }
  const TinyStudy tiny;
  CHECK_FALSE(fs::exists(tiny.folder / "runs"));
}

TEST_CASE("metrics that skip an epoch or are no numbers are refused with the line") {
  const TemporaryFolder folder;
  const std::string head = "epoch,learning_rate,train_loss,train_accuracy,test_accuracy,seconds,images_per_s\n";
  write_file(folder / "metrics.csv", head + "0,,,,0.5,1,10\n2,0.1,1,0.5,0.5,1,10\n");
  CHECK_THROWS_WITH(read_metrics(folder / "metrics.csv"),
                    Contains("metrics.csv:3: epoch") && Contains("expected epoch 1"));
  write_file(folder / "metrics.csv", head + "0,,,,half,1,10\n");
  CHECK_THROWS_WITH(read_metrics(folder / "metrics.csv"), Contains("metrics.csv:2: test_accuracy"));
  write_file(folder / "metrics.csv", "epoch,loss\n0,1\n");
  CHECK_THROWS_AS(read_metrics(folder / "metrics.csv"), InputError);
}
