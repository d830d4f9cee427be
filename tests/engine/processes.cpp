#include "engine/processes.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

TEST_CASE("tasks run in processes of their own, so many at once, and one that fails stops no other") {
  std::size_t running = 0;
  std::size_t most = 0;
  std::vector<std::string> lines;
  ProcessEvents events;
  events.on_start = [&](std::size_t) { most = std::max(most, ++running); };
  events.on_end = [&](std::size_t, const TaskEnd&) { --running; };
  events.on_message = [&](std::string_view line) { lines.emplace_back(line); };
  const auto ends = run_in_processes(6, 2, Messages::collected, events, [](std::size_t task, SharedProgress&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (task == 1) throw InputError("bad input");
    if (task == 2) throw IoError("disk full");
    if (task == 3) throw Interrupted("saved");
    if (task == 4) ::kill(::getpid(), SIGKILL);
    if (task == 5) ::write(STDERR_FILENO, "one\ntwo", 7);
  });
  std::vector<int> codes;
  for (const TaskEnd& end : ends) codes.push_back(end.exit_code);
  CHECK(codes == std::vector<int>{0, 2, 1, 75, 128 + SIGKILL, 0});
  CHECK(ends[1].message == "bad input");
  CHECK_THAT(ends[4].message, Contains("signal 9") && Contains("out of memory"));
  CHECK(most == 2);
  CHECK(lines == std::vector<std::string>{"one", "two"});
}

TEST_CASE("asked to stop, running tasks get the signal once and no further one begins") {
  static volatile std::sig_atomic_t n_signals = 0;
  int n_ticks = 0;
  int epoch_seen = 0;
  ProcessEvents events;
  events.on_progress = [&](std::size_t, const SharedProgress& progress) { epoch_seen = progress.epoch; };
  events.on_tick = [&] { ++n_ticks; };
  events.stop = [&] { return n_ticks > 2; };
  const auto ends = run_in_processes(3, 1, Messages::inherited, events, [](std::size_t, SharedProgress& shared) {
    ::signal(SIGTERM, [](int) { n_signals = n_signals + 1; });
    shared.epoch = 7;
    while (n_signals == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    if (n_signals == 1) throw Interrupted("once");
  });
  CHECK(ends[0].exit_code == 75);
  CHECK(ends[0].message == "once");
  CHECK(ends[1].exit_code == kNotStarted);
  CHECK(ends[2].exit_code == kNotStarted);
  CHECK(epoch_seen == 7);
}
