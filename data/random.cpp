#include "tricky/data/random.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include "tricky/data/errors.h"
#include "tricky/data/vector_clones.h"

namespace tricky {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  constexpr std::uint64_t kMultiplier0 = 0xD2511F53;
  constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = kMultiplier0 * counter[0];
    const std::uint64_t product1 = kMultiplier1 * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

namespace {

/// Blocks side by side, so that a compiler can put each step's into one vector register.
constexpr std::size_t kLanes = 32;

TRICKY_VECTOR_CLONES
void philox_blocks(const std::array<std::uint32_t, 4>& counter, std::array<std::uint32_t, 2> key, std::uint32_t* out) {
  std::uint32_t c0[kLanes];
  std::uint32_t c1[kLanes];
  std::uint32_t c2[kLanes];
  std::uint32_t c3[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) {
    c0[i] = counter[0] + static_cast<std::uint32_t>(i);
    c1[i] = counter[1];
    c2[i] = counter[2];
    c3[i] = counter[3];
  }
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      const std::uint64_t product0 = std::uint64_t{0xD2511F53} * c0[i];
      const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * c2[i];
      c0[i] = static_cast<std::uint32_t>(product1 >> 32U) ^ c1[i] ^ key[0];
      c2[i] = static_cast<std::uint32_t>(product0 >> 32U) ^ c3[i] ^ key[1];
      c1[i] = static_cast<std::uint32_t>(product1);
      c3[i] = static_cast<std::uint32_t>(product0);
    }
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  for (std::size_t i = 0; i < kLanes; ++i) {
    out[4 * i] = c0[i];
    out[4 * i + 1] = c1[i];
    out[4 * i + 2] = c2[i];
    out[4 * i + 3] = c3[i];
  }
}

}  // namespace

std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t salt) {
  std::uint64_t z = seed + (salt + 1) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

// The key is the mixed seed; the counter's words are block number, stream and instance, epoch, item. Stream and
// instance share a word (8 and 24 bits), so that an address holds 2^32 blocks.
RandomStream::RandomStream(std::uint64_t seed, Stream stream, std::uint32_t instance, std::uint32_t epoch,
                           std::uint32_t item) {
  TRICKY_ASSERT(instance < (1U << 24U));
  const std::uint64_t mixed = mix_seed(seed, 0);
  key_ = {static_cast<std::uint32_t>(mixed), static_cast<std::uint32_t>(mixed >> 32U)};
  counter_ = {0, static_cast<std::uint32_t>(stream) << 24U | instance, epoch, item};
}

void RandomStream::refill() {
  block_ = philox4x32(counter_, key_);
  ++counter_[0];
  TRICKY_ASSERT(counter_[0] != 0);
  used_ = 0;
}

std::uint32_t RandomStream::next_u32() {
  if (used_ == 4) refill();
  return block_[used_++];
}

void RandomStream::fill(std::span<std::uint32_t> numbers) {
  std::size_t done = 0;
  while (done < numbers.size() && used_ < 4) numbers[done++] = next_u32();
  for (; numbers.size() - done >= 4 * kLanes; done += 4 * kLanes) {
    philox_blocks(counter_, key_, numbers.data() + done);
    TRICKY_ASSERT(counter_[0] <= 0xFFFFFFFFU - kLanes);
    counter_[0] += kLanes;
  }
  while (done < numbers.size()) numbers[done++] = next_u32();
}

std::uint64_t RandomStream::next_u64() {
  const std::uint64_t high = next_u32();
  return high << 32U | next_u32();
}

double RandomStream::uniform() { return static_cast<double>(next_u64() >> 11U) * 0x1.0p-53; }

std::uint64_t RandomStream::below(std::uint64_t bound) {
  TRICKY_ASSERT(bound > 0);
  // Lemire 2019: multiply, and reject the few values that would make some results likelier.
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(next_u64()) * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Wide>(next_u64()) * bound;
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

double RandomStream::normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_normal_ = true;
  return radius * std::cos(angle);
}

std::vector<std::uint32_t> random_permutation(RandomStream& random, std::uint32_t n) {
  std::vector<std::uint32_t> values(n);
  std::iota(values.begin(), values.end(), 0U);
  random.shuffle(std::span(values));
  return values;
}

}  // namespace tricky
