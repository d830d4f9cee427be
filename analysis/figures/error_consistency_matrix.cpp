#include "figures/error_consistency_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "tricky/data/csv.h"

namespace tricky::analysis {

namespace {

constexpr std::size_t kMostWithNumbers = 14;

/// Number of characters, not bytes, of UTF-8.
std::size_t length(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::vector<std::string> order_by_mean_kappa(const std::vector<KappaCell>& pairs) {
  std::map<std::string, std::pair<double, int>> sums;
  for (const KappaCell& pair : pairs) {
    for (const std::string& name : {pair.first, pair.second}) {
      auto& [sum, n] = sums[name];
      if (pair.first == pair.second) continue;
      if (pair.kappa) {
        sum += *pair.kappa;
        ++n;
      }
    }
  }
  std::vector<std::pair<double, std::string>> order;
  for (const auto& [name, entry] : sums) order.emplace_back(entry.second > 0 ? -entry.first / entry.second : 2.0, name);
  std::sort(order.begin(), order.end());
  std::vector<std::string> names;
  for (auto& [mean, name] : order) names.push_back(std::move(name));
  return names;
}

Figure error_consistency_matrix(const std::string& figure_name, const std::vector<KappaCell>& pairs,
                                const std::string& who) {
  const std::vector<std::string> names = order_by_mean_kappa(pairs);
  const std::size_t n = names.size();
  std::map<std::string, std::size_t> position;
  for (std::size_t i = 0; i < n; ++i) position[names[i]] = i;
  std::vector<const KappaCell*> cells(n * n, nullptr);
  double lowest = 0.0;
  double sum = 0.0;
  double min = 1.0;
  double max = -1.0;
  std::size_t n_defined = 0;
  for (const KappaCell& pair : pairs) {
    const std::size_t a = position[pair.first];
    const std::size_t b = position[pair.second];
    cells[a * n + b] = cells[b * n + a] = &pair;
    if (!pair.kappa) continue;
    lowest = std::min(lowest, *pair.kappa);
    min = std::min(min, *pair.kappa);
    max = std::max(max, *pair.kappa);
    sum += *pair.kappa;
    ++n_defined;
  }

  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  CsvWriter writer({"first", "second", "row", "column", "kappa", "ci_low", "ci_high", "n"}, Separator::tab);
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t column = 0; column < n; ++column) {
      const KappaCell* cell = cells[row * n + column];
      if (cell == nullptr) continue;
      writer.field(std::string_view(figure_label(names[row]))).field(std::string_view(figure_label(names[column])));
      writer.field(row).field(column).field(cell->kappa.value_or(kMissing));
      writer.field(cell->ci ? cell->ci->first : kMissing).field(cell->ci ? cell->ci->second : kMissing).field(cell->n);
      writer.end_row();
    }
  }

  Figure figure;
  figure.name = figure_name;
  figure.tsv = writer.text();
  figure.n_shown = n_defined;
  figure.alt = fmt::format("Heat map of the error consistency (kappa) between all pairs of {} {}", n, who);
  if (n_defined > 0) {
    figure.alt += fmt::format(": mean {:.2f}, from {:.2f} to {:.2f}", sum / static_cast<double>(n_defined), min, max);
  }
  figure.alt += ".";
  figure.caption = fmt::format(
      "Error consistency (Cohen's kappa on being right or wrong) of each pair of {}, ordered by mean kappa. 0: no more "
      "agreement than two independent deciders of these accuracies would show; 1: the same errors.",
      who);
  if (n_defined < pairs.size()) {
    figure.caption += fmt::format(" Crossed out: undefined ({} of {} pairs).", pairs.size() - n_defined, pairs.size());
  }

  // Room for the names beside and below, and square cells in what is left of 16 cm.
  std::size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, length(name));
  const bool many = n > 24;  // cells too small for gaps: these would come out uneven on a screen
  const double name_pt = many ? 6.0 : n > 14 ? 7.0 : 8.0;
  const double names_cm = std::min(5.0, 0.3 + 0.6 * name_pt * static_cast<double>(longest) * 2.54 / 72.0);
  const double scale_cm = 1.9;
  const double side_cm = std::min(16.0 - names_cm - scale_cm, 1.05 * static_cast<double>(n));
  figure.width_cm = std::round((names_cm + side_cm + scale_cm) * 10.0) / 10.0;
  // Few, short names: level with the axis. Else they stand upright below.
  const bool upright = static_cast<double>(longest) * 0.6 * name_pt * 2.54 / 72.0 >
                       0.9 * side_cm / std::max<double>(1.0, static_cast<double>(n));
  const double below_cm = upright ? names_cm : 0.8;
  figure.height_cm = std::round((side_cm + below_cm + 0.3) * 10.0) / 10.0;

  std::string tics;
  for (std::size_t i = 0; i < n; ++i) {
    add_gnuplot_tic(tics, names[i], i);
  }
  const double from = lowest < 0.0 ? std::floor(lowest * 5.0) / 5.0 : 0.0;
  std::string numbers;
  if (n <= kMostWithNumbers) {
    numbers = fmt::format(
        ", \\\n       data using 4:3:(valid(5) ? sprintf('%.2f', abs($5) < 0.005 ? 0 : $5) : ''):($5 > {} ? 0xFFFFFF : "
        "0x16191D) with labels "
        "textcolor rgb "
        "variable "
        "font ','.small notitle",
        from + 0.68 * (1.0 - from));
  }
  figure.commands = fmt::format(
      R"gp(
  small = (format eq 'svg') ? '{name_px:.2f}' : '{name_pt}'
  set lmargin at screen {left:.4f}
  set rmargin at screen {right:.4f}
  set bmargin at screen {bottom:.4f}
  set tmargin at screen {top:.4f}
  unset border
  unset grid
  unset key
  set style fill solid 1.0 {border}
  set palette defined (0 '#FFFFE0', 0.2 '#D3EDC5', 0.4 '#7CCBB9', 0.6 '#3B9EC2', 0.8 '#2359A4', 1 '#0A1D55')
  set cbrange [{from}:1]
  set cbtics {from},0.2,1 scale 0.4
  set format cb '%.1f'
  set colorbox user origin screen {bar_left:.4f},screen {bottom:.4f} size screen {bar_width:.4f},screen {bar_height:.4f} noborder
  set label 1 'kappa' at screen {bar_left:.4f},screen {bar_label:.4f} left
  set xrange [-0.5:{n}-0.5]
  set yrange [{n}-0.5:-0.5]
  set xtics ({tics}) {rotate} scale 0 font ','.small
  set ytics ({tics}) scale 0 font ','.small
  plot data using 4:3:($4-{half}):($4+{half}):($3-{half}):($3+{half}):5 with boxxyerror linewidth 0.4 linecolor palette notitle, \
       data using 4:(valid(5) ? NaN : $3) with points pointtype 2 pointsize 0.6 linecolor rgb ink notitle{numbers})gp",
      fmt::arg("name_px", name_pt * 96.0 / 72.0), fmt::arg("name_pt", name_pt),
      fmt::arg("left", names_cm / figure.width_cm), fmt::arg("right", (names_cm + side_cm) / figure.width_cm),
      fmt::arg("bottom", below_cm / figure.height_cm), fmt::arg("top", (below_cm + side_cm) / figure.height_cm),
      fmt::arg("from", from), fmt::arg("bar_left", (names_cm + side_cm + 0.4) / figure.width_cm),
      fmt::arg("bar_width", 0.35 / figure.width_cm),
      fmt::arg("bar_height", std::min(side_cm - 0.8, 6.0) / figure.height_cm),
      fmt::arg("bar_label", (below_cm + std::min(side_cm - 0.8, 6.0) + 0.4) / figure.height_cm), fmt::arg("n", n),
      fmt::arg("tics", tics), fmt::arg("half", many ? 0.5 : 0.48), fmt::arg("border", many ? "border" : "noborder"),
      fmt::arg("rotate", upright ? "rotate by 90 right" : ""), fmt::arg("numbers", numbers));
  return figure;
}

}  // namespace tricky::analysis
