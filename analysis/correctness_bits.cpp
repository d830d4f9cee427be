#include "tricky/analysis/correctness_bits.h"

#include <algorithm>
#include <array>
#include <bit>

#include "count_bits.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

using Words = std::span<const std::uint64_t>;

bool bit(Words words, std::size_t i) { return (words[i / 64] >> (i % 64) & 1U) != 0; }

}  // namespace

ItemCounts::ItemCounts(std::span<const std::uint32_t> counts)
    : n_items_(counts.size()), n_words_((counts.size() + 63) / 64) {
  std::uint32_t digits = 0;
  for (const std::uint32_t count : counts) {
    digits |= count;
    total_ += count;
  }
  for (std::uint32_t k = 0; k < 32; ++k) {
    if ((digits >> k & 1U) != 0) weights_.push_back(std::uint64_t{1} << k);
  }
  words_.resize(weights_.size() * n_words_);
  for (std::size_t plane = 0; plane < weights_.size(); ++plane) {
    const auto k = static_cast<unsigned>(std::countr_zero(weights_[plane]));
    for (std::size_t word = 0; word < n_words_; ++word) {
      const auto items = counts.subspan(word * 64, std::min<std::size_t>(64, n_items_ - word * 64));
      std::uint64_t bits = 0;
      for (std::size_t i = 0; i < items.size(); ++i) bits |= std::uint64_t{items[i] >> k & 1U} << i;
      words_[plane * n_words_ + word] = bits;
    }
  }
}

Words ItemCounts::plane(std::size_t plane) const { return Words(words_).subspan(plane * n_words_, n_words_); }

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

bool CorrectnessBits::is_right(std::size_t maker, std::size_t item) const { return bit(right(maker), item); }

bool CorrectnessBits::has_answered(std::size_t maker, std::size_t item) const { return bit(answered(maker), item); }

AgreementTable table_of(const CorrectnessBits& first, std::size_t first_maker, const CorrectnessBits& second,
                        std::size_t second_maker) {
  TRICKY_ASSERT(first.n_items_ == second.n_items_);
  const std::uint64_t both_right = count_common(first.right(first_maker), second.right(second_maker));
  std::uint64_t n = first.n_items_;
  std::uint64_t first_right = first.n_right_[first_maker];
  std::uint64_t second_right = second.n_right_[second_maker];
  if (!first.answered_all(first_maker) || !second.answered_all(second_maker)) {
    n = count_common(first.answered(first_maker), second.answered(second_maker));
    first_right = count_common(first.right(first_maker), second.answered(second_maker));
    second_right = count_common(first.answered(first_maker), second.right(second_maker));
  }
  return {both_right, first_right - both_right, second_right - both_right, n + both_right - first_right - second_right};
}

AgreementTable CorrectnessBits::table(std::size_t first, std::size_t second) const {
  return table_of(*this, first, *this, second);
}

std::vector<AgreementTable> CorrectnessBits::all_tables() const {
  const std::size_t n = n_makers();
  std::vector<AgreementTable> tables(n < 2 ? 0 : n * (n - 1) / 2);
  // Tiles of rows that stay in the cache nearest to the processor but one, four columns at a time.
  constexpr std::size_t kTile = 32;
  const auto place = [n](std::size_t first, std::size_t second) {
    return first * n - first * (first + 1) / 2 + second - first - 1;
  };
  for (std::size_t tile = 0; tile < n; tile += kTile) {
    const std::size_t tile_end = std::min(tile + kTile, n);
    for (std::size_t first = 0; first < tile_end; ++first) {
      std::size_t second = std::max(tile, first + 1);
      for (; second + 4 <= tile_end; second += 4) {
        const auto counts = count_common(right(first), {right(second).data(), right(second + 1).data(),
                                                        right(second + 2).data(), right(second + 3).data()});
        for (std::size_t k = 0; k < 4; ++k) {
          AgreementTable& cells = tables[place(first, second + k)];
          if (!answered_all(first) || !answered_all(second + k)) {
            cells = table(first, second + k);
            continue;
          }
          const std::uint64_t first_right = n_right_[first];
          const std::uint64_t second_right = n_right_[second + k];
          cells = {counts[k], first_right - counts[k], second_right - counts[k],
                   n_items_ + counts[k] - first_right - second_right};
        }
      }
      for (; second < tile_end; ++second) tables[place(first, second)] = table(first, second);
    }
  }
  return tables;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> CorrectnessBits::right_and_answered(
    const ItemCounts& items) const {
  TRICKY_ASSERT(items.n_items() == n_items_);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> counts(n_makers());
  for (std::size_t maker = 0; maker < n_makers(); ++maker) {
    auto& [n_right, n_answered] = counts[maker];
    if (answered_all(maker)) n_answered = items.total();
    for (std::size_t plane = 0; plane < items.n_planes(); ++plane) {
      n_right += items.weight(plane) * count_common(right(maker), items.plane(plane));
      if (!answered_all(maker)) n_answered += items.weight(plane) * count_common(answered(maker), items.plane(plane));
    }
  }
  return counts;
}

std::vector<AgreementTable> CorrectnessBits::tables(std::span<const Pair> pairs, const ItemCounts& items) const {
  const auto alone = right_and_answered(items);
  std::vector<AgreementTable> tables(pairs.size());
  std::vector<std::uint64_t> right_here(n_words_ * items.n_planes());     // the first maker's, in each plane
  std::vector<std::uint64_t> answered_here(n_words_ * items.n_planes());  // only if one is missing
  std::size_t now = n_makers();
  bool has_answered_here = false;
  const auto mask = [&](Words row, std::vector<std::uint64_t>& into) {
    for (std::size_t plane = 0; plane < items.n_planes(); ++plane) {
      const Words words = items.plane(plane);
      for (std::size_t i = 0; i < n_words_; ++i) into[plane * n_words_ + i] = row[i] & words[i];
    }
  };
  const auto count = [&](const std::vector<std::uint64_t>& here, Words row) {
    std::uint64_t sum = 0;
    for (std::size_t plane = 0; plane < items.n_planes(); ++plane) {
      sum += items.weight(plane) * count_common(Words(here).subspan(plane * n_words_, n_words_), row);
    }
    return sum;
  };
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [first, second] = pairs[i];
    if (first != now) {
      mask(right(first), right_here);
      now = first;
      has_answered_here = false;
    }
    const std::uint64_t both_right = count(right_here, right(second));
    std::uint64_t n = items.total();
    std::uint64_t first_right = alone[first].first;
    std::uint64_t second_right = alone[second].first;
    if (!answered_all(first) || !answered_all(second)) {
      if (!has_answered_here) mask(answered(first), answered_here);
      has_answered_here = true;
      n = count(answered_here, answered(second));
      first_right = count(right_here, answered(second));
      second_right = count(answered_here, right(second));
    }
    tables[i] = {both_right, first_right - both_right, second_right - both_right,
                 n + both_right - first_right - second_right};
  }
  return tables;
}

}  // namespace tricky::analysis
