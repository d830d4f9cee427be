#include "figures/contact_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "tricky/data/csv.h"

namespace tricky::analysis {

namespace {

constexpr std::size_t kColumns = 4;
constexpr std::size_t kMostPairs = 8;

struct Placed {
  std::size_t column = 0;
  std::size_t row = 0;
  const ListedStimulus* stimulus = nullptr;
};

/// Two bands of four pairs: the impossible image above the trivial one.
std::vector<Placed> place_pairs(const StimulusList& list) {
  std::vector<Placed> places;
  for (const ListedStimulus& stimulus : list.stimuli) {
    const auto pair = static_cast<std::size_t>(stimulus.trial - 1);
    if (!is_main_trial(stimulus) || pair >= kMostPairs) continue;
    places.push_back(
        {pair % kColumns, 2 * (pair / kColumns) + (stimulus.difficulty == Difficulty::trivial ? 1 : 0), &stimulus});
  }
  return places;
}

/// A row each of trivial, in-between and impossible images.
std::vector<Placed> place_ratings(const StimulusList& list) {
  std::vector<Placed> places;
  std::array<std::size_t, 3> n_of{};
  for (const ListedStimulus& stimulus : list.stimuli) {
    const auto row = static_cast<std::size_t>(stimulus.difficulty);
    if (stimulus.phase != Phase::main || row >= n_of.size() || n_of[row] == kColumns) continue;
    places.push_back({n_of[row]++, row, &stimulus});
  }
  return places;
}

/// Cut to what fits below an image.
std::string short_label(const std::string& text) {
  constexpr std::size_t kMost = 28;
  std::string label = figure_label(text);
  if (label.size() <= kMost) return label;
  std::size_t end = kMost - 1;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  return label.substr(0, end) + "…";
}

}  // namespace

std::optional<Figure> contact_sheet(const StimulusList& list, const std::filesystem::path& lists_folder,
                                    const std::string& lists_from_figures) {
  if (list.image_width_px == 0 || list.image_height_px == 0) return std::nullopt;
  const std::vector<Placed> places =
      list.kind == StimulusList::Kind::pairs ? place_pairs(list) : place_ratings(list);
  if (places.empty()) return std::nullopt;
  Figure figure;
  CsvWriter writer({"column", "row", "trial", "position", "item_id", "difficulty", "n_correct", "n_makers", "category", "image"},
                   Separator::tab);
  const double width = list.image_width_px;
  const double height = list.image_height_px;
  const double gap = 0.07 * width;
  const double below = 0.27 * width;  // two lines of text
  const double band = 0.12 * width;   // more between two bands of pairs
  std::size_t n_rows = 0;
  for (const Placed& place : places) n_rows = std::max(n_rows, place.row + 1);
  const auto top_of = [&](std::size_t row) {
    const double bands = list.kind == StimulusList::Kind::pairs ? static_cast<double>(row / 2) * band : 0.0;
    return -static_cast<double>(row) * (height + below) - bands;
  };
  std::string images;
  std::string labels;
  int n_labels = 0;
  for (const Placed& place : places) {
    const ListedStimulus& stimulus = *place.stimulus;
    const std::string file = lists_from_figures + "/" + stimulus.image;
    if (stimulus.image.empty() || gnuplot_quoted(file) != "'" + file + "'" || figure_label(file) != file ||
        !std::filesystem::exists(lists_folder / stimulus.image)) {
      return std::nullopt;
    }
    writer.field(place.column).field(place.row).field(stimulus.trial).field(to_text(stimulus.position));
    writer.field(std::string_view(figure_label(stimulus.item_id))).field(to_text(stimulus.difficulty));
    writer.field(stimulus.n_correct).field(stimulus.n_makers);
    writer.field(std::string_view(figure_label(stimulus.category))).field(std::string_view(file));
    writer.end_row();
    const double left = static_cast<double>(place.column) * (width + gap);
    const double top = top_of(place.row);
    images += fmt::format("{}{} binary filetype=png origin=({:.1f},{:.1f}) with rgbimage notitle",
                          images.empty() ? "" : ", \\\n       ", gnuplot_quoted(file), left + 0.5, top - height + 0.5);
    const auto label = [&](const std::string& text, double at, std::string_view font) {
      labels += fmt::format("  set label {} {} at {:.1f},{:.1f} left font ','.{}\n", ++n_labels, gnuplot_quoted(text), left,
                            at, font);
    };
    const std::string what = stimulus.category.empty() ? "" : ", " + stimulus.category;
    label(short_label(stimulus.item_id), top - height - 0.07 * width, "small");
    label(short_label(fmt::format("{}/{} right{}", stimulus.n_correct, stimulus.n_makers, what)),
          top - height - 0.17 * width, "small");
  }
  figure.tsv = writer.text();
  figure.n_shown = places.size();
  const double total_width = kColumns * width + (kColumns - 1) * gap;
  const double total_height = -top_of(n_rows - 1) + height + below;
  constexpr double kLeftCm = 0.9;
  const double plot_cm = figure.width_cm - kLeftCm - 0.2;
  figure.height_cm = std::round((plot_cm * total_height / total_width + 0.3) * 10.0) / 10.0;
  for (std::size_t row = 0; row < n_rows; ++row) {
    const Difficulty difficulty = list.kind == StimulusList::Kind::pairs
                                      ? (row % 2 == 0 ? Difficulty::impossible : Difficulty::trivial)
                                      : static_cast<Difficulty>(row);
    labels += fmt::format("  set label {} '{}' at {:.1f},{:.1f} center rotate by 90\n", ++n_labels, to_text(difficulty),
                          -0.1 * width, top_of(row) - height / 2.0);
  }
  figure.commands = fmt::format(
      R"gp(
  small = (format eq 'svg') ? '8' : '6'
  unset border
  unset tics
  unset grid
  unset key
  set lmargin at screen {left:.4f}
  set rmargin at screen {right:.4f}
  set tmargin at screen {top:.4f}
  set bmargin at screen {bottom:.4f}
  set xrange [0:{width:.1f}]
  set yrange [-{height:.1f}:0]
{labels}  plot {images})gp",
      fmt::arg("left", kLeftCm / figure.width_cm), fmt::arg("right", (kLeftCm + plot_cm) / figure.width_cm),
      fmt::arg("top", 1.0 - 0.15 / figure.height_cm),
      fmt::arg("bottom", 1.0 - (0.15 + plot_cm * total_height / total_width) / figure.height_cm),
      fmt::arg("width", total_width), fmt::arg("height", total_height), fmt::arg("labels", labels),
      fmt::arg("images", images));
  return figure;
}

}  // namespace tricky::analysis
