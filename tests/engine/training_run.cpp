#include "training_run.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"

extern char** environ;

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;

Machine on_threads(int n) {
  Machine machine;
  machine.device = Machine::Device::cpu;
  machine.threads = n;
  return machine;
}

std::vector<EpochMetrics> train(const TinyStudy& tiny, std::size_t index, const TrainingEvents& events,
                                const Machine& machine) {
  const protocols::Study study = protocols::read_study(tiny.file());
  const TrainingData data = load_training_data(study);
  return train_network(study, study.variants().at(index), data, machine, events, {});
}

std::string fault_of_training(const TinyStudy& tiny, const Machine& machine) {
  try {
    train(tiny, 0, {}, machine);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no fault";
}

TrainingEvents stopping_at(int n) {
  TrainingEvents events;
  events.stop = [left = n]() mutable { return left-- == 0; };
  return events;
}

int n_questions(const TinyStudy& tiny, const Machine& machine) {
  int n = 0;
  TrainingEvents events;
  events.stop = [&] {
    ++n;
    return false;
  };
  train(tiny, 0, events, machine);
  return n;
}

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

pid_t start_child(const TinyStudy& tiny, const std::string& test) {
  ::setenv("TRICKY_TEST_STUDY", tiny.file().c_str(), 1);
  std::string program = "/proc/self/exe";
  std::string name = test;
  char* arguments[] = {program.data(), name.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, (tiny.folder / "stdout").c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
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
