#include "tricky/analysis/trivial_rules.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

const ImageNumber kLight{"luminance", "the brighter", "the darker"};
const ImageNumber kBytes{"file size", "the larger file", "the smaller file"};

std::vector<double> signs(int n_more, int n_less, int n_ties) {
  std::vector<double> differences(static_cast<std::size_t>(n_more), 1.0);
  differences.insert(differences.end(), static_cast<std::size_t>(n_less), -2.0);
  differences.insert(differences.end(), static_cast<std::size_t>(n_ties), 0.0);
  return differences;
}

}  // namespace

TEST_CASE("a rule for pairs takes its better direction, leaves ties out and has an exact two-sided p") {
  const TrivialRules rules = rules_for_pairs({kLight, kBytes}, {signs(2, 8, 0), signs(5, 4, 1)}, {});
  const TrivialRule& light = rules.rules[0];
  CHECK(light.words == "the darker");
  CHECK(*light.share_right.value == 0.8);
  CHECK(*light.p == Approx(2 * 56.0 / 1024));        // P(X >= 8 | 10) = (45 + 10 + 1) / 1024
  CHECK(*light.p_holm == Approx(2 * 2 * 56.0 / 1024));
  CHECK(light.share_right.ci->first == Approx(0.44390).margin(1e-5));  // Clopper-Pearson of 8 of 10
  CHECK(light.share_right.ci->second == Approx(0.97479).margin(1e-5));
  CHECK(rules.rules[1].share_right.n == 9);
  CHECK(*rules.rules[1].p == 1.0);
  CHECK_THAT(rules.rules[1].share_right.method, Contains("1 pairs without a difference left out"));
  CHECK(*rules.best == 0);
}

TEST_CASE("the best of the rules is judged by what the best of as many reaches by chance") {
  RuleOptions options;
  options.draws = 4000;
  // One rule: exactly the two-sided binomial p (.109375 for 8 of 10).
  CHECK(*rules_for_pairs({kLight}, {signs(8, 2, 0)}, options).p_best.value == Approx(0.109375).margin(0.015));
  // The same rule twice is no second chance: what numbers have in common is kept.
  CHECK(*rules_for_pairs({kLight, kBytes}, {signs(8, 2, 0), signs(8, 2, 0)}, options).p_best.value ==
        Approx(0.109375).margin(0.015));
}

TEST_CASE("without any difference between classes there is no rule, and a reason") {
  const TrivialRules rules = rules_for_pairs({kLight}, {signs(0, 0, 5)}, {});
  CHECK_FALSE(rules.best.has_value());
  CHECK_FALSE(rules.rules[0].share_right.value.has_value());
  CHECK_THAT(rules.rules[0].share_right.undefined, Contains("no pair has a difference"));
  CHECK_FALSE(rules.p_best.undefined.empty());
}

TEST_CASE("chance alone is called a confound in 5 % of lists, a planted one is found") {
  RuleOptions options;
  options.draws = 199;
  int n_called = 0;
  constexpr int kLists = 400;
  for (int list = 0; list < kLists; ++list) {
    RandomStream random(7, Stream::observer, static_cast<std::uint32_t>(list));
    std::vector<std::vector<double>> differences(3, std::vector<double>(60));
    for (auto& of_number : differences)
      for (double& difference : of_number) difference = random.normal();
    n_called += *rules_for_pairs({kLight, kBytes, kLight}, differences, options).p_best.value < 0.05 ? 1 : 0;
  }
  CHECK(n_called > 5);  // 20 expected of a continuous test; this one is discrete, so fewer
  CHECK(n_called < 36);
  RandomStream random(8, Stream::observer);
  std::vector<std::vector<double>> differences(2, std::vector<double>(149));
  for (double& difference : differences[0]) difference = random.normal();
  for (double& difference : differences[1]) difference = random.normal() - 0.7;
  const TrivialRules planted = rules_for_pairs({kLight, kBytes}, differences, options);
  CHECK(planted.rules[*planted.best].words == "the smaller file");
  CHECK(*planted.p_best.value == Approx(1.0 / 200));
}

TEST_CASE("a rule for classes is right as often as the area under the curve says") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  // Of the 3 x 2 pairs, trivial is larger in 4, equal in 1: 4.5 / 6.
  const TrivialRules rules =
      rules_for_classes({kLight, kBytes}, {{1, 3, 5, none}, {1, 1, 1, 1}}, {{1, 2, none}, {1, 1, 1}}, {});
  CHECK(*rules.rules[0].share_right.value == Approx(4.5 / 6));
  CHECK(rules.rules[0].share_right.n == 5);
  CHECK_THAT(rules.rules[1].share_right.undefined, Contains("same value"));
  const TrivialRules turned = rules_for_classes({kLight}, {{1, 2}}, {{1, 3, 5}}, {});
  CHECK(turned.rules[0].words == "the darker");
  CHECK(*turned.rules[0].share_right.value == Approx(4.5 / 6));
  CHECK(*turned.rules[0].p == Approx(*rules.rules[0].p));
}

TEST_CASE("Cramer's V is 1 for groups that decide the class, 0 for none, and nothing for one group") {
  RuleOptions options;
  options.draws = 999;
  const std::vector<int> classes{0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  const Association same = association(classes, classes, options);
  CHECK(*same.cramers_v.value == Approx(1.0));
  CHECK(*same.p.value < 0.03);  // 2 / C(10, 5) = .0079
  CHECK(*association({0, 1, 0, 1}, {0, 0, 1, 1}, options).cramers_v.value == Approx(0.0).margin(1e-12));
  CHECK(*association({0, 1, 0, 1}, {0, 0, 1, 1}, options).p.value == 1.0);
  CHECK_FALSE(association({0, 0}, {0, 1}, options).cramers_v.value.has_value());
}
