#include "tricky/data/random.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace tricky;

TEST_CASE("Philox4x32-10 gives the published known-answer vectors") {
  // Random123, kat_vectors.
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) ==
        std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream gives the same numbers whenever it is opened, and another address other numbers") {
  const auto first = [](RandomStream stream) { return stream.next_u64(); };
  const auto reference = first({1312, Stream::order, 2, 3, 4});
  CHECK(first({1312, Stream::order, 2, 3, 4}) == reference);
  CHECK(first({1313, Stream::order, 2, 3, 4}) != reference);
  CHECK(first({1312, Stream::augment, 2, 3, 4}) != reference);
  CHECK(first({1312, Stream::order, 1, 3, 4}) != reference);
  CHECK(first({1312, Stream::order, 2, 2, 4}) != reference);
  CHECK(first({1312, Stream::order, 2, 3, 5}) != reference);
}

TEST_CASE("the numbers of a stream are pinned, because results rest on them") {
  RandomStream stream(1312, Stream::list);
  CHECK(stream.next_u32() == 0x03e98ab0U);
  RandomStream shuffler(1312, Stream::order, 0, 1);
  CHECK(random_permutation(shuffler, 8) == std::vector<std::uint32_t>{1, 7, 3, 2, 4, 5, 6, 0});
}

TEST_CASE("below() stays below its bound and meets every value about equally often") {
  RandomStream stream(1, Stream::bootstrap);
  std::array<int, 7> counts{};
  constexpr int kDraws = 70000;
  for (int i = 0; i < kDraws; ++i) ++counts.at(stream.below(7));
  for (const int count : counts) CHECK(std::abs(count - 10000) < 500);  // five standard deviations are 463
}

TEST_CASE("uniform() and normal() have their moments") {
  RandomStream stream(2, Stream::noise);
  constexpr int kDraws = 100000;
  double sum = 0;
  double normal_sum = 0;
  double normal_squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double u = stream.uniform();
    REQUIRE((u >= 0.0 && u < 1.0));
    sum += u;
    const double z = stream.normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  CHECK(sum / kDraws == Approx(0.5).margin(0.005));
  CHECK(normal_sum / kDraws == Approx(0.0).margin(0.016));
  CHECK(normal_squares / kDraws == Approx(1.0).margin(0.023));
}

TEST_CASE("a permutation holds every number once") {
  RandomStream stream(3, Stream::order);
  auto values = random_permutation(stream, 1000);
  CHECK_FALSE(std::is_sorted(values.begin(), values.end()));
  std::sort(values.begin(), values.end());
  for (std::uint32_t i = 0; i < 1000; ++i) CHECK(values[i] == i);
}

TEST_CASE("numbers in bulk are those that come one by one, wherever the stream stands") {
  for (const std::size_t n_before : {0U, 1U, 3U, 4U, 130U}) {
    for (const std::size_t n : {0U, 1U, 5U, 127U, 128U, 129U, 1000U}) {
      RandomStream one(5, Stream::noise, 1, 0, 77);
      RandomStream bulk = one;
      for (std::size_t i = 0; i < n_before; ++i) CHECK(one.next_u32() == bulk.next_u32());
      std::vector<std::uint32_t> numbers(n);
      bulk.fill(numbers);
      for (const std::uint32_t number : numbers) REQUIRE(number == one.next_u32());
      CHECK(bulk.next_u32() == one.next_u32());
    }
  }
}
