#include "runner/process_age.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>

using namespace tricky::runner;

TEST_CASE("the age of a process counts from when it was started") {
  using Clock = std::chrono::steady_clock;
  REQUIRE(process_age_s());
  const auto begun = Clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::usleep(30'000);
    const double age_s = process_age_s().value_or(-1.0);
    const double passed_s = std::chrono::duration<double>(Clock::now() - begun).count();
    ::_exit(age_s >= 0.03 && age_s <= passed_s + 0.02 ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}
