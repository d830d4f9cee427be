#include "count_bits.h"

#include <bit>

#if defined(__x86_64__) && defined(__GNUC__)
#define TRICKY_HAS_X86 1
#include <immintrin.h>
#endif

namespace tricky::analysis {

namespace {

using Counts = std::array<std::uint64_t, 4>;
using Others = std::array<const std::uint64_t*, 4>;

struct Kernels {
  const char* name;
  std::uint64_t (*one)(const std::uint64_t*, const std::uint64_t*, std::size_t);
  Counts (*four)(const std::uint64_t*, const Others&, std::size_t);
};

std::uint64_t one_portable(const std::uint64_t* a, const std::uint64_t* b, std::size_t n) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < n; ++i) count += static_cast<std::uint64_t>(std::popcount(a[i] & b[i]));
  return count;
}

Counts four_portable(const std::uint64_t* a, const Others& b, std::size_t n) {
  return {one_portable(a, b[0], n), one_portable(a, b[1], n), one_portable(a, b[2], n), one_portable(a, b[3], n)};
}

#ifdef TRICKY_HAS_X86

// Programs are built for any x86-64, where std::popcount is a table look-up; nearly every processor has the
// instruction.
__attribute__((target("popcnt"))) std::uint64_t one_popcnt(const std::uint64_t* a, const std::uint64_t* b,
                                                           std::size_t n) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < n; ++i) count += static_cast<std::uint64_t>(__builtin_popcountll(a[i] & b[i]));
  return count;
}

__attribute__((target("popcnt"))) Counts four_popcnt(const std::uint64_t* a, const Others& b, std::size_t n) {
  Counts counts{};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < 4; ++k) counts[k] += static_cast<std::uint64_t>(__builtin_popcountll(a[i] & b[k][i]));
  }
  return counts;
}

// Bits of each half byte by table, summed over bytes (Mula, Kurz and Lemire 2018, The Computer Journal 61).
__attribute__((target("avx2"))) inline __m256i bits_of_quads(__m256i x) {
  const __m256i table =
      _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_set1_epi8(0x0F);
  const __m256i bytes = _mm256_add_epi8(_mm256_shuffle_epi8(table, _mm256_and_si256(x, low)),
                                        _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), low)));
  return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
}

__attribute__((target("avx2"))) inline std::uint64_t sum_of_quads(__m256i x) {
  alignas(32) std::array<std::uint64_t, 4> parts{};
  _mm256_store_si256(reinterpret_cast<__m256i*>(parts.data()), x);
  return parts[0] + parts[1] + parts[2] + parts[3];
}

__attribute__((target("avx2"))) inline __m256i load_quads(const std::uint64_t* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

__attribute__((target("avx2,popcnt"))) std::uint64_t one_avx2(const std::uint64_t* a, const std::uint64_t* b,
                                                              std::size_t n) {
  __m256i sum = _mm256_setzero_si256();
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    sum = _mm256_add_epi64(sum, bits_of_quads(_mm256_and_si256(load_quads(a + i), load_quads(b + i))));
  }
  return sum_of_quads(sum) + one_popcnt(a + i, b + i, n - i);
}

__attribute__((target("avx2,popcnt"))) Counts four_avx2(const std::uint64_t* a, const Others& b, std::size_t n) {
  __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const __m256i row = load_quads(a + i);
    for (std::size_t k = 0; k < 4; ++k) {
      sums[k] = _mm256_add_epi64(sums[k], bits_of_quads(_mm256_and_si256(row, load_quads(b[k] + i))));
    }
  }
  Counts counts{};
  for (std::size_t k = 0; k < 4; ++k) counts[k] = sum_of_quads(sums[k]) + one_popcnt(a + i, b[k] + i, n - i);
  return counts;
}

#define TRICKY_AVX512 __attribute__((target("avx512f,avx512vpopcntdq,popcnt")))

/// The words that are left of a row, the rest 0.
TRICKY_AVX512 inline __m512i load_rest(const std::uint64_t* at, std::size_t n_left) {
  return _mm512_maskz_loadu_epi64(static_cast<__mmask8>((1U << n_left) - 1U), at);
}

TRICKY_AVX512 inline std::uint64_t sum_of_eight(__m512i x) {
  alignas(64) std::array<std::uint64_t, 8> parts{};
  _mm512_store_si512(parts.data(), x);
  std::uint64_t sum = 0;
  for (const std::uint64_t part : parts) sum += part;
  return sum;
}

TRICKY_AVX512 std::uint64_t one_avx512(const std::uint64_t* a, const std::uint64_t* b, std::size_t n) {
  __m512i sum = _mm512_setzero_si512();
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const __m512i both = _mm512_and_si512(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
  }
  if (i < n) {
    sum =
        _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_and_si512(load_rest(a + i, n - i), load_rest(b + i, n - i))));
  }
  return sum_of_eight(sum);
}

TRICKY_AVX512 Counts four_avx512(const std::uint64_t* a, const Others& b, std::size_t n) {
  __m512i sums[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const __m512i row = _mm512_loadu_si512(a + i);
    for (std::size_t k = 0; k < 4; ++k) {
      const __m512i both = _mm512_and_si512(row, _mm512_loadu_si512(b[k] + i));
      sums[k] = _mm512_add_epi64(sums[k], _mm512_popcnt_epi64(both));
    }
  }
  if (i < n) {
    const __m512i row = load_rest(a + i, n - i);
    for (std::size_t k = 0; k < 4; ++k) {
      const __m512i both = _mm512_and_si512(row, load_rest(b[k] + i, n - i));
      sums[k] = _mm512_add_epi64(sums[k], _mm512_popcnt_epi64(both));
    }
  }
  return {sum_of_eight(sums[0]), sum_of_eight(sums[1]), sum_of_eight(sums[2]), sum_of_eight(sums[3])};
}

#endif

Kernels best_kernels() {
#ifdef TRICKY_HAS_X86
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512vpopcntdq")) return {"avx512", one_avx512, four_avx512};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) return {"avx2", one_avx2, four_avx2};
  if (__builtin_cpu_supports("popcnt")) return {"popcnt", one_popcnt, four_popcnt};
#endif
  return {"portable", one_portable, four_portable};
}

const Kernels& kernels() {
  static const Kernels kBest = best_kernels();
  return kBest;
}

}  // namespace

std::uint64_t count_common(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
  return kernels().one(a.data(), b.data(), a.size());
}

Counts count_common(std::span<const std::uint64_t> a, const Others& others) {
  return kernels().four(a.data(), others, a.size());
}

const char* count_bits_by() { return kernels().name; }

}  // namespace tricky::analysis
