#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "file_faults.h"
#include "training_run.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/random.h"
#include "tricky/engine/commands.h"

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

namespace {

/// Trains in a child of this process, which must not have trained itself. Gives what waitpid says of it.
int train_in_child(
    const TinyStudy& tiny, const Machine& machine, const std::function<void()>& in_child,
    const std::function<void(pid_t)>& meanwhile = [](pid_t) {}) {
  const pid_t child = ::fork();
  if (child == 0) {
    int code = 1;
    try {
      in_child();
      train(tiny, 0, {}, machine);
      code = 0;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    ::_exit(code);
  }
  meanwhile(child);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

void finish(const TinyStudy& tiny, const Machine& machine) {
  REQUIRE(train_in_child(tiny, machine, [] {}) == 0);
}

/// A kind of training that is to survive a kill.
struct Variant {
  const char* name;
  const char* base;
  std::uint32_t side_px = 8;
  int loader_threads = 0;
  double save_every_s = 600.0;

  Machine machine() const {
    Machine one = on_threads(1);
    one.loader_threads = loader_threads;
    one.save_every_s = save_every_s;
    return one;
  }
};

struct StudyOf : TinyStudy {
  explicit StudyOf(const Variant& variant) : TinyStudy(variant.base) {
    write_idx(folder / "train-images", folder / "train-labels", 36, variant.side_px, 1);
    write_idx(folder / "test-images", folder / "test-labels", 20, variant.side_px, 2);
  }
};

/// One epoch that takes a second or so.
struct LongEpoch : TinyStudy {
  LongEpoch() : TinyStudy("epochs = 1\n") { write_idx(folder / "train-images", folder / "train-labels", 6000, 8, 1); }
};

const Variant kPlain{"plain", ""};
const Variant kSaving{"saving every update and every epoch's state", "checkpoints = 1\nepochs = 1\n", 8, 0, 0.0};
const Variant kDropout{"with dropout", "network = \"alexnet\"\nstem = \"imagenet\"\n", 64, 0, 0.0};
// 16 pixels: oneDNN 2.6 gives other numbers each time where a layer sees a single pixel in bfloat16.
const Variant kBfloat16{"bfloat16", "precision = \"bfloat16\"\n", 16, 0, 0.0};
const Variant kCrops{"random resized crops by two threads",
                     "augment = [\"random_resized_crop\", \"flip\"]\ninput_px = 8\nresize_px = 9\n"
                     "evaluation_view = \"centre_crop\"\n",
                     12, 2, 0.0};

/// Hidden tests that fork; each in a process of its own, since LibTorch cannot train after a fork if it had before.
void run_alone(const std::string& test) {
  const TinyStudy tiny;
  const pid_t child = start_child(tiny, test);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  INFO(read_file(tiny.folder / "stdout"));
  INFO(read_file(tiny.folder / "stderr"));
  CHECK(status == 0);
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

TEST_CASE("children are killed in every write", "[.]") {
  for (const Variant& variant : {kPlain, kSaving}) {
    const StudyOf whole(variant);
    finish(whole, variant.machine());
    const auto expected = lasting_content(whole.run("base_1"));
    long n = 0;
    while (true) {
      INFO(variant.name << ", killed in write, sync, rename or removal number " << n);
      const StudyOf tiny(variant);
      const int status = train_in_child(tiny, variant.machine(), [&] { die_in_file_operation(n); });
      if (status == 0) break;
      REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
      finish(tiny, variant.machine());
      check_same_content(lasting_content(tiny.run("base_1")), expected);
      ++n;
    }
    std::printf("%s: killed at %ld places\n", variant.name, n);
    CHECK(n > 50);
  }
}

TEST_CASE("children are killed at random moments", "[.]") {
  RandomStream random(1, Stream::noise);
  int n_killed = 0;
  for (const Variant& variant : {kPlain, kDropout, kBfloat16, kCrops}) {
    const StudyOf whole(variant);
    const auto begin = std::chrono::steady_clock::now();
    finish(whole, variant.machine());
    const auto takes = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    const auto expected = lasting_content(whole.run("base_1"));
    // Not all moments drawn lie within the training, since its time varies.
    for (int n = 0, rounds = 0; n < 10 && rounds < 100; ++rounds) {
      const StudyOf tiny(variant);
      const int status = train_in_child(
          tiny, variant.machine(), [] {},
          [&](pid_t child) {
            std::this_thread::sleep_for(
                std::chrono::microseconds(random.below(static_cast<std::uint64_t>(takes.count()))));
            ::kill(child, SIGKILL);
          });
      if (WIFSIGNALED(status)) ++n, ++n_killed;
      INFO(variant.name << ", round " << rounds << ", killed with " << complete_epochs(tiny.run("base_1")).size()
                        << " epochs complete");
      finish(tiny, variant.machine());
      check_same_content(lasting_content(tiny.run("base_1")), expected);
    }
  }
  CHECK(n_killed >= 30);
}

TEST_CASE("a run killed in any write, sync, rename or removal goes on to the same bytes") {
  run_alone("children are killed in every write");
}

TEST_CASE("a run killed at any moment goes on to the same bytes, whatever the network, precision and views") {
  run_alone("children are killed at random moments");
}

TEST_CASE("a disk that is full from any write on stops a run with a clear error, and it goes on to the same bytes") {
  int n_faults = 0;
  for (long n = 0;; ++n) {
    INFO("full from write " << n);
    const TinyStudy tiny;
    std::string fault;
    fill_disk_at_write(n);
    try {
      train(tiny);
    } catch (const IoError& error) {
      fault = error.what();
    }
    free_disk();
    if (fault.empty()) break;
    ++n_faults;
    CHECK_THAT(fault, Contains("No space left on device"));
    for (const int epoch : complete_epochs(tiny.run("base_1"))) {
      CHECK(read_responses(responses_file(tiny.run("base_1"), epoch), 20).size() == 20);
    }
    train(tiny);
    check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
  }
  CHECK(n_faults > 10);
}

TEST_CASE("SIGTERM ends a run with exit code 75, a complete last epoch and a word on how to go on") {
  const TinyStudy tiny("epochs = 9999\n");
  const pid_t child = start_child(tiny, "a child trains");
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

TEST_CASE("SIGUSR1 within an epoch keeps its updates, and the run goes on to the same bytes") {
  const LongEpoch whole;
  train(whole);
  const LongEpoch tiny;
  const pid_t child = start_child(tiny, "a child trains");
  wait_for(tiny.run("base_1") / "DONE_0000");
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  ::kill(child, SIGUSR1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 75);
  CHECK_THAT(read_file(tiny.folder / "stderr"),
             Contains("base_1 stopped with epoch 0 and ") && Contains(" of epoch 1 kept; the same command goes on"));
  CHECK(fs::exists(tiny.run("base_1") / "checkpoints/partial.pt"));
  train(tiny);
  check_same_content(lasting_content(tiny.run("base_1")), lasting_content(whole.run("base_1")));
}

TEST_CASE("a terminal that goes away ends a run with everything saved, unless nohup was asked for") {
  const TinyStudy tiny("epochs = 9999\n");
  const auto before = ::signal(SIGHUP, SIG_DFL);
  const pid_t child = start_child(tiny, "a child trains");
  wait_for(tiny.run("base_1") / "DONE_0002");
  ::kill(child, SIGHUP);
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 75);

  ::signal(SIGHUP, SIG_IGN);
  const pid_t deaf = start_child(tiny, "a child trains");
  ::signal(SIGHUP, before);
  const int n = complete_epochs(tiny.run("base_1")).back();
  const auto marker = [&](int epoch) {
    const std::string digits = std::to_string(epoch);
    return tiny.run("base_1") / ("DONE_" + std::string(4 - digits.size(), '0') + digits);
  };
  wait_for(marker(n + 1));
  ::kill(deaf, SIGHUP);
  wait_for(marker(n + 5));
  ::kill(deaf, SIGKILL);
  ::waitpid(deaf, &status, 0);
}

TEST_CASE("a second process on the same run is refused and leaves the first alone") {
  const TinyStudy tiny("epochs = 9999\n");
  const pid_t child = start_child(tiny, "a child trains");
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
