#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "engine/data_order.h"

using namespace tricky;
using namespace tricky::engine;

TEST_CASE("an epoch is cut into batches, the last one being what is left") {
  CHECK(updates_of_epoch(10, 4, false) == std::vector<Update>{{0, 4}, {4, 4}, {8, 2}});
  CHECK(updates_of_epoch(8, 4, false) == std::vector<Update>{{0, 4}, {4, 4}});
  CHECK(updates_of_epoch(3, 4, false) == std::vector<Update>{{0, 3}});
  CHECK(updates_of_epoch(0, 4, false).empty());
}

TEST_CASE("split batches are the same batches in two updates each") {
  CHECK(updates_of_epoch(11, 4, true) == std::vector<Update>{{0, 2}, {2, 2}, {4, 2}, {6, 2}, {8, 2}, {10, 1}});
}

TEST_CASE("the halves are disjoint, of one size, and stay the same") {
  for (const std::uint32_t n : {10U, 11U, 1000U}) {
    const auto first = training_half(n, 1312, 1);
    const auto second = training_half(n, 1312, 2);
    CHECK(first.size() == n / 2);
    CHECK(second.size() == n / 2);
    CHECK(std::is_sorted(first.begin(), first.end()));
    std::set<std::uint32_t> both(first.begin(), first.end());
    both.insert(second.begin(), second.end());
    CHECK(both.size() == first.size() + second.size());
    CHECK(*both.rbegin() < n);
    CHECK(training_half(n, 1312, 1) == first);
  }
  CHECK(training_half(1000, 1313, 1) != training_half(1000, 1312, 1));
  CHECK(training_half(3, 1312, 0) == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("each epoch has its own order, which depends on seed and epoch alone") {
  const auto images = training_half(100, 0, 0);
  const auto first = order_of_epoch(images, 1312, 1);
  CHECK(first != images);
  CHECK(order_of_epoch(images, 1312, 1) == first);
  CHECK(order_of_epoch(images, 1312, 2) != first);
  CHECK(order_of_epoch(images, 1313, 1) != first);
  auto sorted = first;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == images);
}
