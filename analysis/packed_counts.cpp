#include "packed_counts.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

#include "vectorised.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define TRICKY_HAS_X86 1
#include <immintrin.h>
#endif

namespace tricky::analysis {

namespace {

constexpr std::size_t kAnswers = 8;
constexpr std::size_t kLargestByte = 255;

/// Adding 2^52 leaves a whole number in the lowest bits of a double.
constexpr double kWhole = 4503599627370496.0;
constexpr auto kWholeBits = std::bit_cast<std::uint64_t>(kWhole);
constexpr double kFarthest = 1e9;  ///< scales that begin farther from 0 are not packed: sums with 2^52 stay exact

/// Rows of ratings that are read side by side: the units' words are read and written once for all of them, and memory
/// serves ten streams faster than one (measured: 25 GB/s against 16).
constexpr std::size_t kManyRows = 10;
constexpr std::size_t kFewRows = 4;

/// Adds `n` ratings of each row, `stride` apart, to their units' words. Not 0 when a rating is off the scale.
using AddRows = std::uint64_t (*)(const double* rows, std::size_t stride, std::size_t n, double lowest,
                                  std::uint64_t* counts);
struct Kernels {
  AddRows many;
  AddRows few;
  AddRows one;
};

template <std::size_t kRows>
[[gnu::always_inline]] inline std::uint64_t add_rows(const double* __restrict rows, std::size_t stride, std::size_t n,
                                                     double lowest, std::uint64_t* __restrict counts) {
  const double moved = kWhole - lowest;
  std::uint64_t bad = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t count = counts[i];
    for (std::size_t row = 0; row < kRows; ++row) {
      const double rating = rows[row * stride + i];
      const double sum = rating + moved;
      const std::uint64_t place = std::bit_cast<std::uint64_t>(sum) - kWholeBits;
      const std::uint64_t is_on_scale = (place < kAnswers ? 1U : 0U) & (sum - moved == rating ? 1U : 0U);
      count += is_on_scale << ((place % kAnswers) * 8);
      bad |= (rating == rating ? 1U : 0U) ^ is_on_scale;
    }
    counts[i] = count;
  }
  return bad;
}

TRICKY_VECTORISED std::uint64_t many_portable(const double* rows, std::size_t stride, std::size_t n, double lowest,
                                              std::uint64_t* counts) {
  return add_rows<kManyRows>(rows, stride, n, lowest, counts);
}

TRICKY_VECTORISED std::uint64_t few_portable(const double* rows, std::size_t stride, std::size_t n, double lowest,
                                             std::uint64_t* counts) {
  return add_rows<kFewRows>(rows, stride, n, lowest, counts);
}

TRICKY_VECTORISED std::uint64_t one_portable(const double* rows, std::size_t stride, std::size_t n, double lowest,
                                             std::uint64_t* counts) {
  return add_rows<1>(rows, stride, n, lowest, counts);
}

#ifdef TRICKY_HAS_X86

/// The lowest three bits of the sum choose from tables of eight which answer it would be, and what to add for it.
template <std::size_t kRows>
__attribute__((target("avx512f"))) std::uint64_t add_rows_avx512(const double* rows, std::size_t stride, std::size_t n,
                                                                 double lowest, std::uint64_t* counts) {
  const __m512d moved = _mm512_set1_pd(kWhole - lowest);
  const __m512d answers = _mm512_add_pd(_mm512_set1_pd(lowest), _mm512_setr_pd(0, 1, 2, 3, 4, 5, 6, 7));
  const __m512i added = _mm512_sllv_epi64(_mm512_set1_epi64(1), _mm512_setr_epi64(0, 8, 16, 24, 32, 40, 48, 56));
  const __m512d missing = _mm512_set1_pd(kMissingRating);
  std::uint32_t bad = 0;
  for (std::size_t i = 0; i < n; i += 8) {
    const auto within = static_cast<__mmask8>(n - i < 8 ? (1U << (n - i)) - 1U : 0xFFU);
    __m512i count = _mm512_maskz_loadu_epi64(within, counts + i);
    for (std::size_t row = 0; row < kRows; ++row) {
      const __m512d rating = _mm512_mask_loadu_pd(missing, within, rows + row * stride + i);
      const __m512i place = _mm512_castpd_si512(_mm512_add_pd(rating, moved));
      const __m512d answer = _mm512_maskz_permutexvar_pd(within, place, answers);
      const __mmask8 is_on_scale = _mm512_cmp_pd_mask(rating, answer, _CMP_EQ_OQ);
      bad |= _mm512_cmp_pd_mask(rating, answer, _CMP_NEQ_OQ);  // false for missing ones
      count = _mm512_add_epi64(count, _mm512_maskz_permutexvar_epi64(is_on_scale, place, added));
    }
    _mm512_mask_storeu_epi64(counts + i, within, count);
  }
  return bad;
}

#endif

Kernels kernels_of(Instructions instructions) {
#ifdef TRICKY_HAS_X86
  if (instructions == Instructions::avx512)
    return {add_rows_avx512<kManyRows>, add_rows_avx512<kFewRows>, add_rows_avx512<1>};
#endif
  static_cast<void>(instructions);
  return {many_portable, few_portable, one_portable};
}

/// Where a scale may begin that holds the first ratings; they rarely lack the lowest answer, and then the rest tells.
std::optional<double> lowest_of_first(const Ratings& ratings) {
  constexpr std::size_t kFirst = 4096;
  std::optional<double> lowest;
  for (std::size_t i = 0; i < std::min(kFirst, ratings.values.size()); ++i) {
    const double value = ratings.values[i];
    if (!std::isnan(value) && (!lowest || value < *lowest)) lowest = value;
  }
  if (!lowest || std::abs(*lowest) > kFarthest || *lowest != std::floor(*lowest)) return std::nullopt;
  // 0 and 1 are how scales begin.
  return *lowest > 0.0 && *lowest < 3.0 ? 0.0 : *lowest;
}

}  // namespace

Instructions best_instructions() {
#ifdef TRICKY_HAS_X86
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return Instructions::avx512;
#endif
  return Instructions::portable;
}

std::optional<PackedCounts> count_on_short_scale(const Ratings& ratings, Instructions instructions) {
  const std::size_t n_raters = ratings.raters.size();
  const auto lowest = n_raters > kLargestByte ? std::nullopt : lowest_of_first(ratings);
  if (!lowest) return std::nullopt;
  // A stretch of each row at a time: its counts (128 kB) stay in the second-level cache, and memory is read in order.
  constexpr std::size_t kStretch = 16384;
  const Kernels kernels = kernels_of(instructions);
  PackedCounts counts{*lowest, std::vector<std::uint64_t>(ratings.n_units)};
  for (std::size_t begin = 0; begin < ratings.n_units; begin += kStretch) {
    const std::size_t n = std::min(kStretch, ratings.n_units - begin);
    std::uint64_t bad = 0;
    std::size_t rater = 0;
    const auto add = [&](AddRows rows, std::size_t n_rows) {
      for (; rater + n_rows <= n_raters; rater += n_rows) {
        bad |= rows(ratings.row(rater).data() + begin, ratings.n_units, n, *lowest, counts.units.data() + begin);
      }
    };
    add(kernels.many, kManyRows);
    add(kernels.few, kFewRows);
    add(kernels.one, 1);
    if (bad != 0) return std::nullopt;
  }
  return counts;
}

}  // namespace tricky::analysis
