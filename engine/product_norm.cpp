#include "product_norm.h"

#include <algorithm>
#include <array>
#include <vector>

#include "on_threads.h"

namespace tricky::engine {

namespace {

constexpr std::size_t kTile = 128;       ///< columns of X and of Y that meet at a time
constexpr std::size_t kBlockRows = 128;  ///< with the tile: three pieces of 128 KiB, which a core's second cache holds
constexpr std::size_t kAcross = 4;       ///< the piece of the product that stays in registers: 4 x 8
constexpr std::size_t kAlong = 8;

using Piece = std::vector<double>;

/// Columns first_column … of a block of rows, `width` of them beside one another, row after row; padded with zeros,
/// which add nothing to the product.
template <std::size_t width>
void pack(const RowPart& rows, std::size_t first_row, std::size_t n_rows, std::size_t first_column,
          std::size_t n_columns, Piece& packed) {
  std::array<double, kTile> row{};
  for (std::size_t k = 0; k < n_rows; ++k) {
    rows(first_row + k, first_column, n_columns, row.data());
    for (std::size_t column = 0; column < kTile; column += width) {
      std::copy_n(row.data() + column, width, packed.data() + column * kBlockRows + k * width);
    }
  }
}

/// tile += x^T y for packed blocks of rows.
[[gnu::always_inline]] inline void add_product(const double* x, const double* y, std::size_t n_rows, double* tile) {
  for (std::size_t i = 0; i < kTile; i += kAcross) {
    for (std::size_t j = 0; j < kTile; j += kAlong) {
      const double* left = x + i * kBlockRows;
      const double* right = y + j * kBlockRows;
      double sums[kAcross][kAlong] = {};
      for (std::size_t k = 0; k < n_rows; ++k, left += kAcross, right += kAlong) {
        for (std::size_t a = 0; a < kAcross; ++a) {
          for (std::size_t b = 0; b < kAlong; ++b) sums[a][b] += left[a] * right[b];
        }
      }
      for (std::size_t a = 0; a < kAcross; ++a) {
        for (std::size_t b = 0; b < kAlong; ++b) tile[(i + a) * kTile + j + b] += sums[a][b];
      }
    }
  }
}

void add_product_anywhere(const double* x, const double* y, std::size_t n_rows, double* tile) {
  add_product(x, y, n_rows, tile);
}

#ifdef __x86_64__
[[gnu::target("avx2,fma")]] void add_product_avx2(const double* x, const double* y, std::size_t n_rows, double* tile) {
  add_product(x, y, n_rows, tile);
}
#endif

auto fastest_add_product() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return add_product_avx2;
#endif
  return add_product_anywhere;
}

/// Two ranges of columns that meet, and how often their piece of the product counts.
struct Meeting {
  std::size_t x_column = 0;
  std::size_t y_column = 0;
  double weight = 1.0;
};

double sum_over(const std::vector<Meeting>& meetings, std::size_t n_rows, std::size_t n_x, const RowPart& x,
                std::size_t n_y, const RowPart& y, int threads) {
  const auto add = fastest_add_product();
  std::vector<double> norms(meetings.size());
  on_threads(threads, meetings.size(), [&](std::size_t number) {
    const Meeting& meeting = meetings[number];
    Piece packed_x(kBlockRows * kTile);
    Piece packed_y(kBlockRows * kTile);
    Piece tile(kTile * kTile);
    for (std::size_t row = 0; row < n_rows; row += kBlockRows) {
      const std::size_t n = std::min(kBlockRows, n_rows - row);
      pack<kAcross>(x, row, n, meeting.x_column, std::min(kTile, n_x - meeting.x_column), packed_x);
      pack<kAlong>(y, row, n, meeting.y_column, std::min(kTile, n_y - meeting.y_column), packed_y);
      add(packed_x.data(), packed_y.data(), n, tile.data());
    }
    double norm = 0.0;
    for (const double value : tile) norm += value * value;
    norms[number] = meeting.weight * norm;
  });
  double sum = 0.0;
  for (const double norm : norms) sum += norm;
  return sum;
}

}  // namespace

double squared_norm_of_product(std::size_t n_rows, std::size_t n_x, const RowPart& x, std::size_t n_y, const RowPart& y,
                               int threads) {
  std::vector<Meeting> meetings;
  for (std::size_t i = 0; i < n_x; i += kTile) {
    for (std::size_t j = 0; j < n_y; j += kTile) meetings.push_back({i, j, 1.0});
  }
  return sum_over(meetings, n_rows, n_x, x, n_y, y, threads);
}

double squared_norm_of_product(std::size_t n_rows, std::size_t n_x, const RowPart& x, int threads) {
  std::vector<Meeting> meetings;
  for (std::size_t i = 0; i < n_x; i += kTile) {
    for (std::size_t j = i; j < n_x; j += kTile) meetings.push_back({i, j, i == j ? 1.0 : 2.0});
  }
  return sum_over(meetings, n_rows, n_x, x, n_x, x, threads);
}

}  // namespace tricky::engine
