#include "figures/decision_raster.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

Figure decision_raster(const std::vector<int>& epochs, const std::vector<float>& wrong, RasterInk ink) {
  const std::size_t n_columns = epochs.size();
  TRICKY_ASSERT(n_columns > 0 && wrong.size() % n_columns == 0);
  const std::size_t n_items = wrong.size() / n_columns;
  const std::size_t n_rows = std::min(n_items, kMostRasterRows);
  Figure figure;
  figure.height_cm = 12.0;
  figure.n_shown = n_rows;
  for (const int epoch : epochs) figure.tsv += fmt::format("{}epoch {}", figure.tsv.empty() ? "" : "\t", epoch);
  figure.tsv += '\n';
  for (std::size_t row = 0; row < n_rows; ++row) {
    const std::size_t begin = row * n_items / n_rows;
    const std::size_t end = (row + 1) * n_items / n_rows;
    for (std::size_t column = 0; column < n_columns; ++column) {
      double sum = 0.0;
      double n = 0.0;
      for (std::size_t item = begin; item < end; ++item) {
        const float value = wrong[item * n_columns + column];
        if (std::isnan(value)) continue;
        sum += value;
        n += 1.0;
      }
      figure.tsv += n == 0.0 ? "n/a" : fmt::format("{:.3g}", sum / n);
      figure.tsv += column + 1 < n_columns ? '\t' : '\n';
    }
  }
  // Ticks at most every tenth of the width, at round epochs.
  std::size_t step = 1;
  for (const std::size_t candidate : {1, 2, 5, 10, 20, 50, 100}) {
    step = candidate;
    if (n_columns / candidate <= 12) break;
  }
  std::string tics;
  for (std::size_t column = 0; column < n_columns; ++column) {
    if (static_cast<std::size_t>(epochs[column]) % step != 0) continue;
    tics += fmt::format("{}'{}' {}", tics.empty() ? "" : ", ", epochs[column], column);
  }
  figure.commands = fmt::format(
      R"gp(
  set border 15
  unset grid
  unset key
  set palette defined ({palette})
  set cbrange [0:1]
  set format cb '%g'
  set cbtics 0,0.25,1 scale 0.4
  set cblabel 'share wrong'
  {colorbox}
  set xrange [-0.5:{n_columns}-0.5]
  set yrange [{n_rows}-0.5:-0.5]
  set xtics ({tics}) scale 0.4
  set ytics ('1' 0, '{n_items}' {n_rows}-1) scale 0.4
  set xlabel 'epoch'
  set ylabel 'items'
  plot data matrix with image)gp",
      fmt::arg("palette", ink == RasterInk::blue
                              ? "0 '#FFFFFF', 1 '#0B4F8A'"
                              : "0 '#FFF5F0', 0.25 '#FCBBA1', 0.5 '#FB6A4A', 0.75 '#CB181D', 1 '#67000D'"),
      fmt::arg("colorbox", ink == RasterInk::blue && n_items == n_rows ? "unset colorbox" : ""),
      fmt::arg("n_columns", n_columns), fmt::arg("n_rows", n_rows), fmt::arg("tics", tics),
      fmt::arg("n_items", with_thousands(static_cast<std::int64_t>(n_items))));
  return figure;
}

}  // namespace tricky::analysis
