#include "tricky/analysis/class_accuracy.h"

#include <catch2/catch.hpp>

#include "small_study.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/two_way_mean.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

/// One text a network: "101-" is right, wrong, right, missing.
CorrectnessMatrix matrix_of(const std::vector<std::string>& rows) {
  CorrectnessMatrix matrix;
  for (std::size_t i = 0; i < rows.front().size(); ++i) matrix.item_ids.push_back(numbered("i", i));
  for (const std::string& row : rows) {
    matrix.makers.push_back({numbered("n", matrix.makers.size())});
    for (const char c : row) {
      matrix.cells.push_back(c == '-' ? Correctness::missing : c == '1' ? Correctness::right : Correctness::wrong);
    }
  }
  return matrix;
}

std::vector<std::size_t> first_items(std::size_t n) {
  std::vector<std::size_t> items(n);
  for (std::size_t i = 0; i < n; ++i) items[i] = i;
  return items;
}

ItemSet items_of_classes(const std::vector<int>& labels, const std::vector<std::string>& divergences = {}) {
  std::vector<Item> items;
  std::vector<std::vector<std::string>> extra;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    items.push_back({numbered("i", i), static_cast<std::uint16_t>(labels[i]), labels[i] == 2 ? "jay" : "", ""});
    if (!divergences.empty()) extra.push_back({divergences[i]});
  }
  if (divergences.empty()) return ItemSet(std::move(items));
  return {std::move(items), {"kl_to_next_class"}, std::move(extra)};
}

}  // namespace

TEST_CASE("a class's accuracy is the mean over networks, its interval that of the mean squares by hand") {
  // Items' means 1, 1/2, 1/2, 0 of two networks: few networks stay, so V = var(1, .5, .5, 0) / 4 = (1/6) / 4, 3 degrees
  // of freedom, t = 3.182446; on logits .5 -+ t sqrt(1/24) / .25 = -+ 2.598457.
  const Estimate two = two_way_share(matrix_of({"1100", "1010"}), first_items(4), "networks", 0.95);
  CHECK(*two.value == Approx(0.5));
  CHECK(two.n == 2);
  CHECK(two.ci->first == Approx(1.0 / (1.0 + std::exp(2.598457))).epsilon(1e-5));
  CHECK(two.ci->second == Approx(1.0 / (1.0 + std::exp(-2.598457))).epsilon(1e-5));
  CHECK(two.method == "mean squares over items, Student's t on logits");
  // Six networks: mean squares 1/3, .7 and .1 by NumPy; 6.419214 degrees of freedom.
  const Estimate six =
      two_way_share(matrix_of({"1110", "1100", "1110", "0000", "1111", "0000"}), first_items(4), "networks", 0.95);
  CHECK_THAT(six.method, Contains("items and networks"));
  CHECK(*six.value == Approx(0.5));
  CHECK(six.ci->first == Approx(0.13010814045208136));
  CHECK(six.ci->second == Approx(0.8698918595479186));
}

TEST_CASE("a class that all get right has the interval of its items, one without answers none") {
  const Estimate perfect = two_way_share(matrix_of({"11111", "11111"}), first_items(5), "networks", 0.95);
  CHECK(*perfect.value == 1.0);
  CHECK(perfect.ci->first == Approx(std::pow(0.025, 1.0 / 5.0)));  // Clopper-Pearson of 5 of 5
  CHECK(perfect.ci->second == 1.0);
  const Estimate nobody = two_way_share(matrix_of({"--", "--"}), first_items(2), "networks", 0.95);
  CHECK_FALSE(nobody.value);
  CHECK(nobody.undefined == "nobody has answered");
  const Estimate alike = two_way_share(matrix_of({"111", "000"}), first_items(3), "networks", 0.95);
  CHECK(*alike.value == 0.5);
  CHECK_FALSE(alike.ci);
  const Estimate gap = two_way_share(matrix_of({"1-10", "1100"}), first_items(4), "networks", 0.95);
  CHECK(*gap.value == Approx((2.0 / 3.0 + 0.5) / 2.0));
  CHECK_THAT(gap.method, Contains("1 items with missing responses"));
}

TEST_CASE("each class has its mean; networks are named with their ten easiest and ten hardest classes") {
  const ItemSet items = items_of_classes({2, 1, 2, 1});
  const auto results = analyse_classes(matrix_of({"1011", "0-10"}), items, 0.95);
  CHECK(*the_result(results, "class_accuracy", "networks", "2 jay").estimate.value == Approx(0.75));
  CHECK(*the_result(results, "class_accuracy", "networks", "1").estimate.value == Approx(0.25));
  CHECK(*the_result(results, "class_accuracy", "n1", "1").estimate.value == 0.0);
  CHECK(the_result(results, "class_accuracy", "n1", "1").estimate.n == 1);

  std::vector<int> labels;
  std::string row;
  for (int label = 0; label < 30; ++label) {  // 10 right, 10 half right, 10 wrong
    labels.insert(labels.end(), {label, label});
    row += label < 10 ? "11" : label < 20 ? "10" : "00";
  }
  const auto many = analyse_classes(matrix_of({row}), items_of_classes(labels), 0.95);
  const auto has = [&](const std::string& name) {
    return std::any_of(many.begin(), many.end(),
                       [&](const Result& result) { return result.of == "n0" && result.subset == name; });
  };
  CHECK(has("0"));
  CHECK(has("9"));
  CHECK_FALSE(has("10"));
  CHECK_FALSE(has("19"));
  CHECK(has("20"));
  CHECK(has("29"));
  CHECK(analyse_classes(matrix_of({"11"}), items_of_classes({4, 4}), 0.95).empty());
}

TEST_CASE("the divergence of noise classes is read from the items and ranked against accuracy") {
  const ItemSet items = items_of_classes({0, 1, 2, 3}, {"0.3", "0.1", "0.05", ""});
  const auto results = analyse_classes(matrix_of({"1100", "1000"}), items, 0.95);
  CHECK(*the_result(results, "kl_to_next_class", "items", "0").estimate.value == 0.3);
  CHECK(*the_result(results, "spearman_kl_accuracy", "items").estimate.value == Approx(1.0));
  CHECK(the_result(results, "spearman_kl_accuracy", "items").estimate.n == 3);
  CHECK_THROWS_WITH(analyse_classes(matrix_of({"11"}), items_of_classes({0, 1}, {"x", "1"}), 0.95),
                    Contains("kl_to_next_class") && Contains("\"x\""));
}

TEST_CASE("Spearman's correlation ranks ties by their mean, as SciPy does") {
  const std::vector<double> x{1, 2, 2, 4, 5, 7};
  const std::vector<double> y{2, 1, 4, 3, 9, 9};
  const Estimate estimate = spearman_correlation(x, y);
  CHECK(*estimate.value == Approx(0.7941176470588236));  // scipy.stats.spearmanr
  const double half = 1.959963984540054 * std::sqrt((1.0 + 0.7941176470588236 * 0.7941176470588236 / 2.0) / 3.0);
  CHECK(estimate.ci->first == Approx(std::tanh(std::atanh(0.7941176470588236) - half)));
  CHECK_FALSE(spearman_correlation(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 3}).value);
}

TEST_CASE("the table of class accuracies has a row a class and a column a network") {
  const ItemSet items = items_of_classes({2, 1, 2, 1});
  const std::string csv = class_accuracy_csv(matrix_of({"1011", "0010"}), items, 0.95);
  CHECK_THAT(csv, Contains("label,category,n_items,mean,ci_low,ci_high,n0,n1\n1,,2,0.25,"));
  CHECK_THAT(csv, Contains("2,jay,2,0.75,") && Contains(",1,0.5\n"));
}
