#include "tricky/analysis/difficulty_histogram.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "tricky/analysis/networks_analysis.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

DifficultyTable table_of(const std::vector<std::pair<int, int>>& right_and_makers) {
  DifficultyTable table;
  for (const auto& [n_correct, n_makers] : right_and_makers) {
    table.items.push_back({std::to_string(table.items.size()), n_makers, n_correct,
                           n_makers == 3 ? classify(n_correct, n_makers, {}) : Difficulty::unclassified});
  }
  return table;
}

const Result& find(const std::vector<Result>& results, const std::string& statistic, const std::string& subset) {
  for (const Result& result : results) {
    if (result.statistic == statistic && result.subset == subset) return result;
  }
  FAIL("there is no " << statistic << ", " << subset);
  return results.front();
}

}  // namespace

TEST_CASE("the histogram counts items by how many networks are right") {
  const auto histogram = n_correct_histogram(table_of({{0, 3}, {3, 3}, {3, 3}, {1, 3}, {2, 2}}));
  CHECK(histogram.n_makers == 3);
  CHECK(histogram.n_items == std::vector<std::uint64_t>{1, 1, 0, 2});
  CHECK(histogram.n_left_out == 1);
  CHECK(histogram.n_counted() == 4);
  CHECK(histogram.mean_accuracy() == Approx(7.0 / 12.0));
}

TEST_CASE("an empty table gives an empty histogram") {
  const auto histogram = n_correct_histogram({});
  CHECK(histogram.n_makers == 0);
  CHECK(histogram.n_counted() == 0);
  CHECK(analyse_difficulty({}, "none", std::nullopt, "no networks", 0.95).size() == 3);
}

TEST_CASE("shares, observed counts and both expectations stand side by side") {
  const DifficultyTable table = table_of({{0, 3}, {3, 3}, {3, 3}, {1, 3}, {2, 2}});
  const std::vector<double> accuracies{0.5, 0.5, 0.75};
  const auto results = analyse_difficulty(table, "all", accuracies, "", 0.95);
  CHECK(*find(results, "share_trivial", "all").estimate.value == 0.5);
  CHECK(*find(results, "share_impossible", "all").estimate.value == 0.25);
  CHECK(*find(results, "share_in_between", "all").estimate.value == 0.25);
  CHECK(find(results, "share_trivial", "all").estimate.n == 4);
  CHECK(find(results, "share_trivial", "all").over == "difficulty all");
  CHECK(find(results, "share_trivial", "all").estimate.method == "Clopper-Pearson; 1 unclassified items left out");
  CHECK(*find(results, "share_n_correct", "3 right").estimate.value == 0.5);
  CHECK(*find(results, "share_n_correct", "2 right").estimate.value == 0.0);
  CHECK(*find(results, "expected_share_binomial", "3 right").estimate.value == Approx(std::pow(7.0 / 12.0, 3)));
  CHECK(*find(results, "expected_share_poisson_binomial", "3 right").estimate.value == Approx(0.1875));
  CHECK(*find(results, "expected_share_poisson_binomial", "0 right").estimate.value == Approx(0.0625));
  double sum = 0.0;
  for (const Result& result : results) {
    if (result.statistic == "expected_share_poisson_binomial") sum += *result.estimate.value;
  }
  CHECK(sum == Approx(1.0));
}

TEST_CASE("without each network's accuracy that expectation is undefined and says why") {
  const auto results = analyse_difficulty(table_of({{0, 3}, {3, 3}}), "released", std::nullopt, "only counts", 0.95);
  const Estimate& estimate = find(results, "expected_share_poisson_binomial", "1 right").estimate;
  CHECK_FALSE(estimate.value);
  CHECK(estimate.undefined == "only counts");
}

TEST_CASE("a uniform difficulty makes every number of networks right about as likely") {
  // Exactly .1 each from 0 to 1; from .01 to .99 a little less at the ends.
  for (const double share : expected_under(SimulatedDifficulty::uniform, 9)) CHECK(share == Approx(0.1).margin(0.005));
  const auto easy = expected_under(SimulatedDifficulty::exponential, 11);
  const auto steep = expected_under(SimulatedDifficulty::sigmoid, 11);
  double sum = 0.0;
  for (const double share : easy) sum += share;
  CHECK(sum == Approx(1.0));
  CHECK(easy[11] > 3.0 * easy[0]);
  CHECK(steep[11] > 5.0 * steep[0]);
  CHECK(to_text(SimulatedDifficulty::sigmoid) == "sigmoid");
}

TEST_CASE("total variation is the share that would have to move") {
  const std::vector<double> observed{0.5, 0.25, 0.25};
  CHECK(total_variation(observed, observed) == 0.0);
  CHECK(total_variation(observed, std::vector<double>{0.25, 0.25, 0.5}) == Approx(0.25));
  CHECK(total_variation(std::vector<double>{1.0, 0.0}, std::vector<double>{0.0, 1.0}) == Approx(1.0));
}

TEST_CASE("shares for fewer networks are means over all choices of them") {
  // Of 3 networks: 4 items with 3 right, 2 with 2, 1 with 1, 3 with 0. Any two of three: an item with 2 right is right
  // for both in one of three choices.
  NCorrectHistogram histogram;
  histogram.n_makers = 3;
  histogram.n_items = {3, 1, 2, 4};
  const SubsetShares two = shares_for_subset(histogram, 2, {0});
  CHECK(two.trivial == Approx((4.0 + 2.0 / 3.0) / 10.0));
  CHECK(two.impossible == Approx((3.0 + 1.0 / 3.0) / 10.0));
  const SubsetShares one = shares_for_subset(histogram, 1, {0});
  CHECK(one.trivial == Approx(histogram.mean_accuracy()));
  CHECK(one.trivial + one.impossible == Approx(1.0));
  CHECK(shares_for_subset(histogram, 3, {0}).trivial == Approx(0.4));
  CHECK(shares_for_subset(histogram, 3, {1}).trivial == Approx(0.6));
}
