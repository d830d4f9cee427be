#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tricky {

/// What a random number is for. Streams never share numbers, so changing one condition cannot disturb another.
/// The numbers are part of every result ever made: never renumber, only append.
enum class Stream : std::uint32_t {
  init = 1,
  split = 2,
  order = 3,
  augment = 4,
  dropout = 5,
  noise = 6,
  list = 7,
  bootstrap = 8,
  observer = 9,
};

/// Random numbers addressed by (seed, stream, instance, epoch, item): Philox4x32-10 (Salmon et al., SC 2011). The same
/// address gives the same numbers on every platform, whatever was drawn before or by whom. No state needs saving.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, Stream stream, std::uint32_t instance = 0, std::uint32_t epoch = 0,
               std::uint32_t item = 0);

  std::uint32_t next_u32();
  /// The same numbers as calls of next_u32 give, in bulk and many times faster.
  void fill(std::span<std::uint32_t> numbers);
  std::uint64_t next_u64();
  /// Uniform in [0, 1) with 53 random bits.
  double uniform();
  /// Uniform whole number in [0, bound), without modulo bias; bound must be positive.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal (Box-Muller; both values of a pair are used).
  double normal();
  bool bernoulli(double probability) { return uniform() < probability; }

  /// Fisher-Yates, from the last element down.
  template <typename T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

  // The standard library's requirements of a uniform random bit generator.
  using result_type = std::uint32_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xFFFFFFFFU; }
  result_type operator()() { return next_u32(); }

 private:
  void refill();

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  std::uint32_t used_ = 4;
  double spare_normal_ = 0.0;
  bool has_spare_normal_ = false;
};

/// The Philox4x32-10 block function itself, for tests against published vectors.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// 0 … n-1 in random order.
std::vector<std::uint32_t> random_permutation(RandomStream& random, std::uint32_t n);

/// Mixes two seeds into one, for streams that need another coordinate (splitmix64's finaliser).
std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t salt);

}  // namespace tricky
