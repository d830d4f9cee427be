#include "figures/difficulty_histogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();  // CsvWriter writes it as n/a

/// Marks on the axis: at most about twenty, always 0 and n, none so near to n that the labels touch.
std::string tics(int n) {
  int step = 1;
  for (const int candidate : {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}) {
    step = candidate;
    if (n / candidate <= 20) break;
  }
  std::string text;
  for (int k = 0; k + step / 2 < n || k == 0; k += step) text += fmt::format("'{0}' {0}, ", k);
  return text + fmt::format("'{0}' {0}", n);
}

}  // namespace

DifficultyHistogram count_by_networks_right(const DifficultyTable& table, const std::string& difficulty_name,
                                            const std::vector<bool>& label_error) {
  TRICKY_ASSERT(label_error.empty() || label_error.size() == table.items.size());
  DifficultyHistogram histogram;
  histogram.difficulty_name = difficulty_name;
  histogram.rule = table.rule;
  histogram.has_label_errors = !label_error.empty();
  for (const ItemDifficulty& item : table.items) histogram.n_makers = std::max(histogram.n_makers, item.n_makers);
  histogram.bars.resize(static_cast<std::size_t>(histogram.n_makers) + 1);
  for (std::size_t i = 0; i < table.items.size(); ++i) {
    const ItemDifficulty& item = table.items[i];
    if (item.n_makers != histogram.n_makers) {
      ++histogram.n_left_out;
      continue;
    }
    HistogramBar& bar = histogram.bars.at(static_cast<std::size_t>(item.n_correct));
    ++bar.n_items;
    if (!label_error.empty() && label_error[i]) ++bar.n_label_errors;
  }
  return histogram;
}

Figure difficulty_histogram(const DifficultyHistogram& histogram) {
  std::size_t n_items = 0;
  double n_of[3] = {0.0, 0.0, 0.0};
  bool has_binomial = false;
  bool has_poisson_binomial = false;
  for (std::size_t k = 0; k < histogram.bars.size(); ++k) {
    const HistogramBar& bar = histogram.bars[k];
    n_items += bar.n_items;
    const Difficulty difficulty = classify(static_cast<int>(k), histogram.n_makers, histogram.rule);
    if (difficulty != Difficulty::unclassified) n_of[static_cast<int>(difficulty)] += static_cast<double>(bar.n_items);
    has_binomial = has_binomial || bar.binomial;
    has_poisson_binomial = has_poisson_binomial || bar.poisson_binomial;
  }
  const double total = std::max(1.0, static_cast<double>(n_items));
  const auto percent = [&](Difficulty difficulty) {
    return fmt::format("{:.1f} %", 100.0 * n_of[static_cast<int>(difficulty)] / total);
  };

  CsvWriter writer({"n_correct", "n_items", "share", "difficulty", "label_error_share", "expected_binomial",
                    "expected_poisson_binomial"},
                   Separator::tab);
  for (std::size_t k = 0; k < histogram.bars.size(); ++k) {
    const HistogramBar& bar = histogram.bars[k];
    const Difficulty difficulty = classify(static_cast<int>(k), histogram.n_makers, histogram.rule);
    writer.field(k).field(bar.n_items).field(static_cast<double>(bar.n_items) / total);
    writer.field(difficulty == Difficulty::unclassified ? std::string_view("n/a") : to_text(difficulty));
    writer.field(histogram.has_label_errors ? static_cast<double>(bar.n_label_errors) / total : kMissing);
    writer.field(bar.binomial.value_or(kMissing)).field(bar.poisson_binomial.value_or(kMissing));
    writer.end_row();
  }

  Figure figure;
  figure.name = "difficulty_" + histogram.difficulty_name;
  figure.height_cm = 8.2;
  figure.tsv = writer.text();
  figure.n_shown = n_items;
  figure.alt = fmt::format(
      "Histogram of how many of {} networks were right on each of {} items: {} of the items are "
      "impossible, {} in-between, {} trivial.",
      histogram.n_makers, with_thousands(static_cast<std::int64_t>(n_items)), percent(Difficulty::impossible),
      percent(Difficulty::in_between), percent(Difficulty::trivial));
  figure.caption = fmt::format("Share of the {} items that exactly so many of the {} networks classified correctly.",
                               with_thousands(static_cast<std::int64_t>(n_items)), histogram.n_makers);
  if (has_binomial || has_poisson_binomial) {
    figure.caption += has_binomial && has_poisson_binomial ? " Line and circles" : has_binomial ? " Line" : " Circles";
    figure.caption += ": what independent networks would give if all items were equally difficult";
    if (has_binomial && has_poisson_binomial) {
      figure.caption += ", all networks at the mean accuracy (binomial) or each at its own (Poisson-binomial)";
    } else {
      figure.caption +=
          has_binomial ? " (binomial, at the mean accuracy)" : " (Poisson-binomial, each at its own accuracy)";
    }
    figure.caption += ".";
  }
  if (histogram.has_label_errors) figure.caption += " Dark inner bars: items whose label is known to be wrong.";
  if (histogram.n_left_out > 0) {
    figure.caption += fmt::format(" {} items judged by fewer networks are not shown.",
                                  with_thousands(static_cast<std::int64_t>(histogram.n_left_out)));
  }

  const auto bars = [&](Difficulty difficulty, std::string_view colour) {
    return fmt::format(
        "data using 1:(stringcolumn(4) eq '{0}' ? 100*$3 : NaN) with boxes linecolor rgb '{1}' title '{0} ({2})', \\\n "
        "      ",
        to_text(difficulty), colour, percent(difficulty));
  };
  std::string plot = bars(Difficulty::impossible, colour::kImpossible) +
                     bars(Difficulty::in_between, colour::kInBetween) + bars(Difficulty::trivial, colour::kTrivial);
  // classify() leaves a bar unclassified when the rule would make it both; it is still shown.
  plot += "data using 1:(stringcolumn(4) eq 'n/a' ? 100*$3 : NaN) with boxes linecolor rgb '#E5E7EA' notitle";
  if (histogram.has_label_errors) {
    plot += ", \\\n       data using 1:(100*$5):(0.3) with boxes linecolor rgb '#3C4043' title 'label errors'";
  }
  if (has_binomial) {
    plot += fmt::format(
        ", \\\n       data using 1:(100*$6) with lines linewidth 2 linecolor rgb '{}' title 'independent: binomial'",
        colour::kSecond);
  }
  if (has_poisson_binomial) {
    plot += fmt::format(
        ", \\\n       data using 1:(100*$7) with points pointtype 6 pointsize 0.5 linewidth 1.2 linecolor rgb '{}' "
        "title 'independent: Poisson-binomial'",
        colour::kThird);
  }
  figure.commands = fmt::format(R"gp(
  set style fill solid 1.0 noborder
  set boxwidth 0.86
  set border 3
  unset grid
  set grid ytics
  set xrange [-0.6:{n}.6]
  set yrange [0:*]
  set xtics ({tics})
  set format y '%g %%'
  set xlabel 'networks that were right'
  set ylabel 'share of items'
  set key outside above horizontal reverse Left samplen 1.4 width 1 maxcols 3
  plot {plot})gp",
                                fmt::arg("n", histogram.n_makers), fmt::arg("tics", tics(histogram.n_makers)),
                                fmt::arg("plot", plot));
  return figure;
}

}  // namespace tricky::analysis
