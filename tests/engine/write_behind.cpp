#include "engine/write_behind.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <vector>

using namespace tricky::engine;

namespace {

void take_a_while() { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }

}  // namespace

TEST_CASE("jobs are done in their order, and all of them at the end") {
  std::vector<int> done;
  {
    WriteBehind writer;
    for (int i = 0; i < 20; ++i) {
      writer.add([&done, i] {
        take_a_while();
        done.push_back(i);
      });
      CHECK(static_cast<int>(done.size()) >= i - 2);
    }
  }
  REQUIRE(done.size() == 20);
  for (int i = 0; i < 20; ++i) CHECK(done[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("after a job that fails no other is done, and everybody hears of it") {
  int n_done = 0;
  WriteBehind writer;
  writer.add([&] { ++n_done; });
  writer.finish();
  writer.add([] {
    take_a_while();
    throw std::runtime_error("no space");
  });
  writer.add([&] { ++n_done; });
  CHECK_THROWS_WITH(writer.finish(), "no space");
  CHECK_THROWS_WITH(writer.check(), "no space");
  CHECK_THROWS_WITH(writer.add([&] { ++n_done; }), "no space");
  CHECK(n_done == 1);
}
