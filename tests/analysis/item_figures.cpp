// Figures of classes, groups of items and the items themselves.

#include <catch2/catch.hpp>

#include "analysis/figures/contact_sheet.h"
#include "analysis/figures/difficulty_bars.h"
#include "analysis/figures/difficulty_dots.h"
#include "analysis/figures/divergence_accuracy.h"
#include "analysis/figures/draw.h"
#include "analysis/figures/item_scatter.h"
#include "analysis/figures/sorted_classes.h"
#include "temporary_folder.h"
#include "tricky/data/files.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

/// 2 x 2 pixels: red, green; blue, (9, 99, 199).
std::string small_png() {
  constexpr std::string_view kHex =
      "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a730000001449444154789c63f8cfc0c000c20cff39938f03001b9c0431dd3679290000000049454e44ae426082";
  std::string bytes;
  for (std::size_t i = 0; i < kHex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(kHex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

StimulusList list_of_pairs(const std::string& image) {
  StimulusList list;
  list.name = "pairs";
  list.image_width_px = list.image_height_px = 2;
  for (const auto& [position, difficulty] :
       {std::pair(Position::left, Difficulty::trivial), std::pair(Position::right, Difficulty::impossible)}) {
    ListedStimulus stimulus;
    stimulus.trial = 1;
    stimulus.position = position;
    stimulus.item_id = "it's `touch pwned` \\ \"x\"";
    stimulus.category = "a category with a name far too long for the room";
    stimulus.difficulty = difficulty;
    stimulus.n_makers = 11;
    stimulus.n_correct = difficulty == Difficulty::trivial ? 11 : 0;
    stimulus.image = image;
    list.stimuli.push_back(stimulus);
  }
  return list;
}

}  // namespace

TEST_CASE("classes are sorted in the figure's table, those without a value left out") {
  const Figure figure = sorted_classes({{"1 a", 0.2, std::pair(0.1, 0.3), 5}, {"2 \"b\"", 0.9, {}, 5}, {"3", {}, {}, 0}});
  CHECK(figure.tsv == "rank\tclass\taccuracy\tci_low\tci_high\tn\n1\t2 'b'\t0.9\t0.9\t0.9\t5\n2\t1 a\t0.2\t0.1\t0.3\t5\n");
  CHECK(figure.n_shown == 2);
}

TEST_CASE("the contact sheet puts impossible images above trivial ones, and needs files that a script can name") {
  const TemporaryFolder folder;
  write_file(folder / "lists/pairs_images/a.png", small_png());
  const auto sheet = contact_sheet(list_of_pairs("pairs_images/a.png"), folder / "lists", "../lists");
  REQUIRE(sheet);
  CHECK(sheet->n_shown == 2);
  CHECK_THAT(sheet->tsv, Contains("0\t1\t1\tleft\t") && Contains("0\t0\t1\tright\t") &&
                             Contains("\timpossible\t0\t11\t") && Contains("\t../lists/pairs_images/a.png\n"));
  CHECK_FALSE(contact_sheet(list_of_pairs("pairs_images/missing.png"), folder / "lists", "../lists"));
  write_file(folder / "lists/pairs_images/it's.png", small_png());
  CHECK_FALSE(contact_sheet(list_of_pairs("pairs_images/it's.png"), folder / "lists", "../lists"));
  CHECK_FALSE(contact_sheet(list_of_pairs(""), folder / "lists", "../lists"));
  StimulusList none = list_of_pairs("pairs_images/a.png");
  none.image_width_px = 0;
  CHECK_FALSE(contact_sheet(none, folder / "lists", "../lists"));
}

TEST_CASE("items at the same place are one dot that stands for all of them") {
  const Figure figure = item_scatter({{"a", {{1.5, 2.0}, {-1.0, 0.5}, {1.5, 2.0}}}, {"b", {{1.5, 2.0}}}}, "x", "y");
  CHECK(figure.tsv == "panel\ttitle\tx\ty\tn_items\n1\ta\t-1\t0.5\t1\n1\ta\t1.5\t2\t2\n2\tb\t1.5\t2\t1\n");
  CHECK(figure.n_shown == 3);
  CHECK_THAT(figure.commands, Contains("'one item'") && Contains("'2 items'"));
  CHECK(item_scatter({}, "x", "y").n_shown == 0);
}

TEST_CASE("figures of items and their groups are drawn, whatever the names") {
  const TemporaryFolder folder;
  write_file(folder / "lists/pairs_images/a.png", small_png());
  Estimate share;
  share.value = 0.3;
  share.ci = {0.2, 0.4};
  const std::string odd = "it's `touch pwned` \\ \"x\"";
  std::vector<Figure> figures{sorted_classes({{odd, 0.2, std::pair(0.1, 0.3), 5}, {"b", 0.9, {}, 5}}),
                              divergence_accuracy({{1, 0.3, 0.9}, {2, 0.1, 0.5}, {3, {}, 0.4}}),
                              difficulty_bars({{odd, 10, {0.5, 0.3, 0.2}}, {"n/a", 3, {1.0, 0.0, 0.0}}}),
                              difficulty_dots({{odd, {share, Estimate(), share}}}, odd),
                              *contact_sheet(list_of_pairs("pairs_images/a.png"), folder / "lists", "../lists"),
                              item_scatter({{odd, {{0.0, 0.0}}}}, odd, odd)};
  for (std::size_t i = 0; i < figures.size(); ++i) figures[i].name = std::string("figure") + std::to_string(i);
  draw(folder / "figures", figures);
  for (const Figure& figure : figures) CHECK(figure.n_shown > 0);
  CHECK_FALSE(std::filesystem::exists(folder / "figures/pwned"));
  const std::string bars = read_file(folder / "figures/figure2.svg");
  CHECK_THAT(bars, Contains("n = 10") && Contains("n/a"));
  const std::string sheet = read_file(folder / "figures/figure4.svg");
  CHECK_THAT(sheet, Contains("data:image/png;base64,") && Contains("11/11 right") && Contains("…"));
}
