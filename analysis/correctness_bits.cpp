#include "tricky/analysis/correctness_bits.h"

#include <bit>

#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

using Words = std::span<const std::uint64_t>;

/// Bits set in both.
std::uint64_t count_common_portably(Words a, Words b) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += static_cast<std::uint64_t>(std::popcount(a[i] & b[i]));
  return count;
}

#if defined(__x86_64__) && defined(__GNUC__)
// Programs are built for any x86-64, where popcount is a table look-up; nearly every processor has the instruction.
__attribute__((target("popcnt"))) std::uint64_t count_common_by_instruction(Words a, Words b) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += static_cast<std::uint64_t>(__builtin_popcountll(a[i] & b[i]));
  return count;
}

std::uint64_t count_common(Words a, Words b) {
  static const bool has_instruction = __builtin_cpu_supports("popcnt") != 0;
  return has_instruction ? count_common_by_instruction(a, b) : count_common_portably(a, b);
}
#else
std::uint64_t count_common(Words a, Words b) { return count_common_portably(a, b); }
#endif

}  // namespace

CorrectnessBits::CorrectnessBits(const CorrectnessMatrix& matrix)
    : n_items_(matrix.n_items()), n_words_((matrix.n_items() + 63) / 64) {
  const std::size_t n_makers = matrix.makers.size();
  TRICKY_ASSERT(matrix.cells.size() == n_makers * n_items_);
  right_.resize(n_makers * n_words_);
  answered_.resize(n_makers * n_words_);
  for (std::size_t maker = 0; maker < n_makers; ++maker) {
    const auto row = matrix.row(maker);
    std::uint64_t* const right_words = right_.data() + maker * n_words_;
    std::uint64_t* const answered_words = answered_.data() + maker * n_words_;
    for (std::size_t i = 0; i < n_items_; ++i) {
      right_words[i / 64] |= std::uint64_t{row[i] == Correctness::right} << (i % 64);
      answered_words[i / 64] |= std::uint64_t{row[i] != Correctness::missing} << (i % 64);
    }
    n_right_.push_back(count_common(right(maker), right(maker)));
    n_answered_.push_back(count_common(answered(maker), answered(maker)));
  }
}

Words CorrectnessBits::right(std::size_t maker) const { return Words(right_).subspan(maker * n_words_, n_words_); }

Words CorrectnessBits::answered(std::size_t maker) const {
  return Words(answered_).subspan(maker * n_words_, n_words_);
}

AgreementTable CorrectnessBits::table(std::size_t first, std::size_t second) const {
  const std::uint64_t both_right = count_common(right(first), right(second));
  std::uint64_t n = n_items_;
  std::uint64_t first_right = n_right_[first];
  std::uint64_t second_right = n_right_[second];
  if (n_answered_[first] != n_items_ || n_answered_[second] != n_items_) {
    n = count_common(answered(first), answered(second));
    first_right = count_common(right(first), answered(second));
    second_right = count_common(answered(first), right(second));
  }
  return {both_right, first_right - both_right, second_right - both_right, n + both_right - first_right - second_right};
}

}  // namespace tricky::analysis
