#pragma once

#include <cstddef>
#include <functional>

namespace tricky::engine {

/// Gives `n_columns` values of a row from `first_column` on.
using RowPart = std::function<void(std::size_t row, std::size_t first_column, std::size_t n_columns, double* into)>;

/// The squared Frobenius norm of X^T Y for X (n_rows x n_x) and Y (n_rows x n_y), in double precision; with nothing for
/// Y, of X^T X, at about half the cost. The product is made in tiles of 128 x 128 that are squared and forgotten, so
/// memory does not grow with any of the sizes, and the result does not depend on the number of threads. X and Y are
/// read from several threads at once. Runs on plain C++: 4 x 8 register blocks, with AVX2 where the machine has it.
double squared_norm_of_product(std::size_t n_rows, std::size_t n_x, const RowPart& x, std::size_t n_y, const RowPart& y,
                               int threads);
double squared_norm_of_product(std::size_t n_rows, std::size_t n_x, const RowPart& x, int threads);

}  // namespace tricky::engine
