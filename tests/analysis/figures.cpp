#include "analysis/figures/figure.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <sstream>

#include "analysis/figures/accuracy_per_observer.h"
#include "analysis/figures/answer_proportions.h"
#include "analysis/figures/difficulty_histogram.h"
#include "analysis/figures/draw.h"
#include "analysis/figures/error_consistency_matrix.h"
#include "analysis/figures/network_accuracy.h"
#include "analysis/figures/processes.h"
#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

DifficultyTable table_of(const std::vector<int>& n_correct, int n_makers, DifficultyRule rule) {
  DifficultyTable table;
  table.rule = rule;
  for (std::size_t i = 0; i < n_correct.size(); ++i) {
    std::string id = std::to_string(i);
    id.insert(id.begin(), 'i');
    table.items.push_back({id, n_makers, n_correct[i], classify(n_correct[i], n_makers, rule)});
  }
  return table;
}

Figure histogram_figure() {
  DifficultyTable table = table_of({0, 0, 1, 2, 3, 3, 3, 3}, 3, {0});
  table.items.push_back({"lonely", 2, 2, Difficulty::unclassified});
  DifficultyHistogram histogram =
      count_by_networks_right(table, "all", {true, false, false, false, false, false, false, false, false});
  histogram.bars[1].binomial = 0.25;
  Figure figure = difficulty_histogram(histogram);
  figure.name = "histogram";
  return figure;
}

}  // namespace

TEST_CASE("the difficulty histogram's table holds counts, shares, classes and expectations") {
  const Figure figure = histogram_figure();
  CHECK(figure.tsv ==
        "n_correct\tn_items\tshare\tdifficulty\tlabel_error_share\texpected_binomial\texpected_poisson_binomial\n"
        "0\t2\t0.25\timpossible\t0.125\tn/a\tn/a\n"
        "1\t1\t0.125\tin-between\t0\t0.25\tn/a\n"
        "2\t1\t0.125\tin-between\t0\tn/a\tn/a\n"
        "3\t4\t0.5\ttrivial\t0\tn/a\tn/a\n");
  CHECK_THAT(figure.alt, Contains("3 networks") && Contains("8 items") && Contains("25.0 %") && Contains("50.0 %"));
  CHECK_THAT(figure.caption, Contains("1 items judged by fewer networks"));
}

TEST_CASE("an allowed exception moves the histogram's neighbours into trivial and impossible") {
  const Figure figure = difficulty_histogram(count_by_networks_right(table_of({0, 1, 2, 3, 4}, 4, {1}), "lax", {}));
  CHECK_THAT(figure.tsv, Contains("1\t1\t0.2\timpossible\tn/a") && Contains("2\t1\t0.2\tin-between") &&
                             Contains("3\t1\t0.2\ttrivial"));
}

TEST_CASE("the matrix is ordered by mean kappa, and undefined pairs do not count") {
  const std::vector<KappaCell> pairs{{"a", "b", 0.2, std::nullopt, 10},
                                     {"a", "c", 0.4, std::pair(0.3, 0.5), 10},
                                     {"b", "c", std::nullopt, std::nullopt, 10}};
  CHECK(order_by_mean_kappa(pairs) == std::vector<std::string>{"c", "a", "b"});  // means .4, .3, .2
  const Figure figure = error_consistency_matrix("m", pairs, "observers");
  CHECK(figure.tsv ==
        "first\tsecond\trow\tcolumn\tkappa\tci_low\tci_high\tn\n"
        "c\ta\t0\t1\t0.4\t0.3\t0.5\t10\n"
        "c\tb\t0\t2\tn/a\tn/a\tn/a\t10\n"
        "a\tc\t1\t0\t0.4\t0.3\t0.5\t10\n"
        "a\tb\t1\t2\t0.2\tn/a\tn/a\t10\n"
        "b\tc\t2\t0\tn/a\tn/a\tn/a\t10\n"
        "b\ta\t2\t1\t0.2\tn/a\tn/a\t10\n");
  CHECK(figure.n_shown == 2);
  CHECK_THAT(figure.alt, Contains("mean 0.30, from 0.20 to 0.40"));
  CHECK_THAT(figure.caption, Contains("1 of 3 pairs"));
}

TEST_CASE("the matrix's colour scale begins at 0, or lower when there are lower values") {
  const auto scale = [](double kappa) {
    return error_consistency_matrix("m", {{"a", "b", kappa, std::nullopt, 10}}, "networks").commands;
  };
  CHECK_THAT(scale(0.9), Contains("set cbrange [0:1]"));
  CHECK_THAT(scale(-0.25), Contains("set cbrange [-0.4:1]"));
}

TEST_CASE("networks are drawn from high to low, observers as given") {
  const std::vector<Dot> dots{{"low", 0.5, std::pair(0.4, 0.6), 100}, {"none", {}, {}, 0}, {"high", 0.7, {}, 100}};
  const std::string header = "label\tposition\taccuracy\tci_low\tci_high\tn\n";
  CHECK(network_accuracy(dots, 0.6, "exact").tsv == header +
                                                        "high\t0\t0.7\t0.7\t0.7\t100\n"
                                                        "low\t1\t0.5\t0.4\t0.6\t100\n"
                                                        "none\t2\tn/a\tn/a\tn/a\t0\n");
  CHECK(accuracy_per_observer("accuracy", dots, 0.5, 0.6, "exact").tsv == header +
                                                                              "low\t0\t0.5\t0.4\t0.6\t100\n"
                                                                              "none\t1\tn/a\tn/a\tn/a\t0\n"
                                                                              "high\t2\t0.7\t0.7\t0.7\t100\n");
}

TEST_CASE("answers keep their question's panel and place") {
  const Figure figure = answer_proportions(
      "answers",
      {{"how many", {{"1", 4, 0.75, 0.25, 0.0}, {"2", 2, 0.0, 0.5, 0.5}}}, {"odd", {{"0", 6, 0.5, 0.25, 0.25}}}});
  CHECK(figure.tsv ==
        "question\tpanel\tanswer\tposition\tn\ttrivial\tin_between\timpossible\n"
        "how many\t1\t1\t0\t4\t0.75\t0.25\t0\n"
        "how many\t1\t2\t1\t2\t0\t0.5\t0.5\n"
        "odd\t2\t0\t0\t6\t0.5\t0.25\t0.25\n");
}

TEST_CASE("text from outside cannot become gnuplot commands or break a table") {
  CHECK(gnuplot_quoted("it's `rm` \\\n@x") == "'it’s `rm` / @x'");
  CHECK(figure_label("a\tb\n\"c\"\\") == "a b 'c'/");
  Figure figure;
  figure.name = "x";
  figure.caption = "first\nsystem('touch pwned') \\";
  const std::string script = gnuplot_script(figure);
  std::istringstream lines(script);
  std::string line;
  std::getline(lines, line);
  CHECK(line == "# first system('touch pwned') /");
  CHECK(script.find("\nsystem") == std::string::npos);
}

TEST_CASE("figures are drawn from names of any kind, to the same bytes each time, and again by their own script") {
  const TemporaryFolder folder;
  const std::vector<Dot> odd{{"a_{b}^c", 0.5, std::pair(0.4, 0.6), 9},
                             {"#comment", 0.6, std::pair(0.5, 0.7), 9},
                             {"`touch pwned`", 0.7, {}, 9},
                             {"<script>&\"'", 0.8, {}, 9},
                             {"n/a", {}, {}, 0}};
  const std::vector<Figure> figures{
      histogram_figure(),
      error_consistency_matrix("matrix", {{"a", "it''s \"b\"", 0.2, {}, 9}, {"a", "c", {}, {}, 9}}, "networks"),
      accuracy_per_observer("accuracy", odd, 0.5, 0.6, "exact"),
      answer_proportions("answers", {{"don't `touch pwned`", {{"1", 4, 0.75, 0.25, 0.0}}}})};
  draw(folder.path(), figures);
  CHECK_FALSE(std::filesystem::exists(folder / "pwned"));
  const std::string svg = read_file(folder / "accuracy.svg");
  for (const char* label : {"a_{b}^c", "#comment", "`touch pwned`", "n/a", "&lt;script>&amp;’’"})
    CHECK_THAT(svg, Contains(label));
  CHECK(svg.find("<script") == std::string::npos);

  const auto pictures = [&](const char* ending) {
    std::vector<std::string> all;
    for (const Figure& figure : figures) all.push_back(read_file(folder / (figure.name + ending)));
    return all;
  };
  const auto first_svg = pictures(".svg");
  const auto first_pdf = pictures(".pdf");
  draw(folder.path(), figures);
  CHECK(pictures(".svg") == first_svg);
  CHECK(pictures(".pdf") == first_pdf);
  CHECK(first_pdf[0].substr(0, 5) == "%PDF-");
  CHECK(first_pdf[0].find("CreationDate") == std::string::npos);

  // As a scientist would: elsewhere, the table and the script alone.
  const TemporaryFolder elsewhere;
  for (const char* ending : {".tsv", ".gp"}) {
    std::filesystem::copy_file(folder / (std::string("histogram") + ending),
                               elsewhere / (std::string("histogram") + ending));
  }
  run_all("gnuplot", "", elsewhere.path(), {{"histogram.gp"}}, 1, std::chrono::seconds(20));
  CHECK(read_file(elsewhere / "histogram.svg") == first_svg[0]);
}

TEST_CASE("a failing figure is an error with gnuplot's words, and leaves no old picture") {
  const TemporaryFolder folder;
  write_file(folder / "broken.svg", "old");
  Figure figure;
  figure.name = "broken";
  figure.commands = "plot no_such_function(x)";
  CHECK_THROWS_WITH(draw(folder.path(), std::vector{figure}),
                    Contains("gnuplot failed") && Contains("no_such_function"));
  CHECK_FALSE(std::filesystem::exists(folder / "broken.svg"));
}

TEST_CASE("a missing program names its package, a hanging one is ended") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(run_all("no-such-gnuplot", "install gnuplot-nox", folder.path(), {{}}, 1, std::chrono::seconds(5)),
                    Contains("not installed") && Contains("gnuplot-nox"));
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH(run_all("sleep", "", folder.path(), {{"30"}}, 1, std::chrono::seconds(0)), Contains("not done"));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}
