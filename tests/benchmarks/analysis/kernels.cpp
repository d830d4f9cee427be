// Times the kernels of the analysis on one thread and prints one JSON object; kernels.py compares them with NumPy.
// kernels WHAT: "matrix" (1,000 decision makers x 50,000 items, every pair), "bootstrap" (10,000 draws of one pair) or
// "alpha FILE.f64" (ordinal alpha of 100 raters x 50,000 units, row by row in the file, NaN where missing).

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <limits>

#include "analysis/count_bits.h"
#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/correctness_bits.h"
#include "tricky/analysis/krippendorff_alpha.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

/// The shortest of some runs, in seconds: what others on the machine took is not ours.
template <typename Function>
double best_of(int runs, const Function& function) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    function();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

CorrectnessMatrix random_matrix(std::size_t n_makers, std::size_t n_items) {
  RandomStream random(1, Stream::observer);
  CorrectnessMatrix matrix;
  matrix.item_ids.resize(n_items);
  matrix.makers.resize(n_makers);
  matrix.cells.resize(n_makers * n_items);
  for (Correctness& cell : matrix.cells) {
    cell = random.next_u32() < 3'000'000'000U ? Correctness::right : Correctness::wrong;
  }
  return matrix;
}

}  // namespace

int main(int argc, char** argv) {
  double sum = 0.0;  // printed, so that nothing is left out by the compiler
  if (argc == 2 && std::strcmp(argv[1], "matrix") == 0) {
    const CorrectnessBits bits(random_matrix(1000, 50'000));
    const double seconds = best_of(7, [&] {
      for (const AgreementTable& table : bits.all_tables()) sum += kappa_or_nan(table);
    });
    // Bound: each pair reads 782 words of the second maker from the nearest cache that holds it.
    std::printf("{\"seconds\": %.6f, \"pairs\": 499500, \"bytes\": %.0f, \"by\": \"%s\", \"sum\": %.6f}\n", seconds,
                499'500.0 * 782.0 * 8.0, count_bits_by(), sum);
    return 0;
  }
  if (argc == 2 && std::strcmp(argv[1], "bootstrap") == 0) {
    const AgreementTable table{24'000, 7'000, 6'000, 13'000};
    const double seconds = best_of(7, [&] {
      sum += bootstrap_error_consistency(table, draw_stream(1, "benchmark"), {1, 10'000, 0.95}).ci->first;
    });
    std::printf("{\"seconds\": %.6f, \"draws\": 10000, \"sum\": %.6f}\n", seconds, sum);
    return 0;
  }
  if (argc == 3 && std::strcmp(argv[1], "alpha") == 0) {
    Ratings ratings;
    ratings.raters.resize(100);
    ratings.n_units = 50'000;
    const std::string bytes = read_file(argv[2]);
    TRICKY_ASSERT(bytes.size() == ratings.raters.size() * ratings.n_units * sizeof(double));
    ratings.values.resize(bytes.size() / sizeof(double));
    std::memcpy(ratings.values.data(), bytes.data(), bytes.size());
    double alpha = 0.0;
    const double seconds =
        best_of(15, [&] { alpha = krippendorff_alpha(ratings, MeasurementLevel::ordinal).value.value(); });
    std::printf("{\"seconds\": %.6f, \"bytes\": %zu, \"alpha\": %.17g}\n", seconds, bytes.size(), alpha);
    return 0;
  }
  std::fputs("kernels matrix|bootstrap|alpha FILE.f64\n", stderr);
  return 2;
}
