#include "tricky/analysis/in_between.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "analysis/coverage/simulated_deciders.h"
#include "small_study.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

CorrectnessMatrix simulated(std::uint64_t seed, std::size_t n_makers, std::size_t n_items, double sd_ability = 0.4) {
  const SimulatedDeciders deciders{0.8, sd_ability, 2.0};
  RandomStream random(seed, Stream::observer);
  const auto abilities = deciders.abilities(random, n_makers);
  return responses_of(random, abilities, deciders.easinesses(random, n_items));
}

std::size_t pair_index(std::size_t a, std::size_t b, std::size_t n) { return a * n - a * (a + 1) / 2 + b - a - 1; }

}  // namespace

TEST_CASE("the beta-binomial distribution agrees with SciPy, and is uniform for a uniform difficulty") {
  const double scipy[] = {0.40863484, 0.21891152, 0.18242627, 0.19002736};
  const auto shares = beta_binomial_distribution(3, {0.5, 0.8});
  REQUIRE(shares.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) CHECK(shares[k] == Approx(scipy[k]).margin(5e-9));
  for (const double share : beta_binomial_distribution(9, {1.0, 1.0})) CHECK(share == Approx(0.1));
}

TEST_CASE("the fitted difficulty is where SciPy's likelihood is highest") {
  const auto fit = [](std::vector<std::uint64_t> counts) { return *fit_beta_binomial(counts); };
  // The 11 networks' released counts.
  const BetaDifficulty released = fit({3522, 2230, 1893, 1851, 2088, 2243, 2444, 2878, 3409, 4442, 7081, 15919});
  CHECK(released.a == Approx(0.75465038).epsilon(1e-6));
  CHECK(released.b == Approx(0.35241535).epsilon(1e-6));
  const BetaDifficulty few = fit({5, 3, 2, 4, 8});
  CHECK(few.a == Approx(0.48657628).epsilon(1e-6));
  CHECK(few.b == Approx(0.3569353).epsilon(1e-6));
  const BetaDifficulty nearly_binomial = fit({30, 80, 120, 90, 20});
  CHECK(nearly_binomial.a == Approx(16.35397674).epsilon(1e-5));
  CHECK(nearly_binomial.b == Approx(16.84437217).epsilon(1e-5));
}

TEST_CASE("counts without spread beyond chance, or without any, have no fit") {
  const auto has_fit = [](std::vector<std::uint64_t> counts) { return fit_beta_binomial(counts).has_value(); };
  CHECK_FALSE(has_fit({10, 60, 10}));  // less than a binomial's
  CHECK_FALSE(has_fit({0, 0, 9}));
  CHECK_FALSE(has_fit({9, 0, 0}));
  CHECK_FALSE(has_fit({0, 0, 0}));
  CHECK_FALSE(has_fit({4, 6}));
  CHECK_FALSE(has_fit({}));
  CHECK(has_fit({5, 0, 5}));
}

TEST_CASE("leaving a pair out gives the items that are in-between for the others") {
  const std::size_t n_items = 400;
  for (const int exceptions : {0, 1}) {
    const CorrectnessMatrix matrix = simulated(3, 7, n_items);
    // Two of the seven have no part in the table.
    CorrectnessMatrix defining = matrix;
    defining.makers.resize(5);
    defining.cells.resize(5 * n_items);
    const DifficultyTable table = classify(defining, {exceptions}, MissingResponses::exclude_item);
    const InBetween found = in_between(matrix, CorrectnessBits(matrix), table);
    CHECK(found.n_defining == 5);
    if (exceptions == 1) {
      CHECK(found.without_pair.size() == 21);
    }
    for (std::size_t a = 0; a < 7; ++a) {
      for (std::size_t b = a + 1; b < 7; ++b) {
        AgreementTable expected;
        AgreementTable within;
        for (std::size_t i = 0; i < n_items; ++i) {
          int n_right = 0;
          int n = 0;
          for (std::size_t other = 0; other < 5; ++other) {
            if (other == a || other == b) continue;
            ++n;
            n_right += matrix.row(other)[i] == Correctness::right ? 1 : 0;
          }
          const AgreementTable one = agreement_table(matrix.row(a).subspan(i, 1), matrix.row(b).subspan(i, 1));
          const auto add = [&](AgreementTable& to) {
            to = {to.both_right + one.both_right, to.only_first + one.only_first, to.only_second + one.only_second,
                  to.both_wrong + one.both_wrong};
          };
          if (n_right > exceptions && n - n_right > exceptions) add(expected);
          if (table.items[i].difficulty == Difficulty::in_between) add(within);
        }
        CHECK(found.without_pair[pair_index(a, b, 7)] == expected);
        CHECK(found.tables[pair_index(a, b, 7)] == within);
      }
    }
  }
}

TEST_CASE("networks that share nothing but the items' difficulty have the null's kappa, far below that of all items") {
  constexpr std::size_t kItems = 40'000;
  constexpr std::size_t kNetworks = 9;
  RandomStream random(21, Stream::observer);
  CorrectnessMatrix matrix;
  matrix.item_ids.resize(kItems);
  std::vector<double> difficulty(kItems);
  for (std::size_t i = 0; i < kItems; ++i) {
    matrix.item_ids[i] = numbered("i", i);
    difficulty[i] = std::pow(std::sin(1.57079632679 * random.uniform()), 2.0);  // Beta(1/2, 1/2)
  }
  for (std::size_t maker = 0; maker < kNetworks; ++maker) {
    matrix.makers.push_back({numbered("m", maker)});
    for (std::size_t i = 0; i < kItems; ++i) {
      matrix.cells.push_back(random.bernoulli(difficulty[i]) ? Correctness::right : Correctness::wrong);
    }
  }
  const DifficultyTable table = classify(matrix, {0}, MissingResponses::exclude_item);
  const CorrectnessBits bits(matrix);
  const InBetween found = in_between(matrix, bits, table);
  REQUIRE(found.difficulty);
  double null = 0.0;
  double observed = 0.0;
  double all = 0.0;
  const double n = static_cast<double>(found.tables.size());
  for (std::size_t i = 0; i < found.tables.size(); ++i) {
    null += *found.null_kappas[i] / n;
    observed += kappa_or_nan(found.tables[i]) / n;
    all += kappa_or_nan(bits.all_tables()[i]) / n;
  }
  CHECK(observed == Approx(null).margin(0.01));
  CHECK(all == Approx(0.5).margin(0.01));  // variance of the difficulty over that of an answer
  CHECK(all > observed + 0.05);
}

TEST_CASE("under the null's own model few pairs deviate, and a pair that copies is found") {
  constexpr std::size_t kItems = 6'000;
  RandomStream random(5, Stream::observer);
  CorrectnessMatrix matrix;
  matrix.item_ids.resize(kItems);
  for (std::size_t i = 0; i < kItems; ++i) matrix.item_ids[i] = numbered("i", i);
  std::vector<double> difficulty(kItems);
  // Beta(1/2, 1/2) is the arcsine distribution.
  for (double& value : difficulty) value = std::pow(std::sin(1.57079632679 * random.uniform()), 2.0);
  for (std::size_t maker = 0; maker < 8; ++maker) {
    matrix.makers.push_back({numbered("m", maker)});
    const double odds = std::exp(0.2 * static_cast<double>(maker));
    for (std::size_t i = 0; i < kItems; ++i) {
      const double p = difficulty[i] * odds / (1.0 - difficulty[i] + difficulty[i] * odds);
      const bool copies = maker == 1 && random.bernoulli(0.4);
      matrix.cells.push_back(copies ? matrix.cells[i] : random.bernoulli(p) ? Correctness::right : Correctness::wrong);
    }
  }
  const auto results =
      analyse_in_between(matrix, classify(matrix, {0}, MissingResponses::exclude_item), "t", {1, 100, 0.95});
  CHECK(*the_result(results, "p_kappa_null_holm", "m0 & m1").estimate.value < 1e-6);
  CHECK(*the_result(results, "n_pairs_above_null", "networks").estimate.value >= 1.0);
  CHECK(*the_result(results, "n_pairs_above_null", "networks").estimate.value <= 3.0);
  CHECK(*the_result(results, "beta_a", "items").estimate.value == Approx(0.5).margin(0.2));
  CHECK(*the_result(results, "mean_kappa_less_null", "networks").estimate.value ==
        Approx(*the_result(results, "mean_kappa", "networks").estimate.value -
               *the_result(results, "mean_kappa_null", "networks").estimate.value));
  CHECK_THAT(the_result(results, "lowest_kappa", "networks").estimate.method,
             Contains("8 of the 8 networks compared defined the set"));
}

TEST_CASE("without the responses behind a table there is neither null nor leave-these-out, and the reason is given") {
  const CorrectnessMatrix matrix = simulated(9, 4, 60);
  DifficultyTable table = classify(matrix, {0}, MissingResponses::exclude_item);
  const auto reason = [&](const char* statistic) {
    return the_result(analyse_in_between(matrix, table, "t", {1, 20, 0.95}), statistic, "networks").estimate.undefined;
  };
  table.makers.push_back("gone");
  CHECK_THAT(reason("mean_kappa_null"), Contains("not all networks behind"));
  table.makers.clear();
  CHECK_THAT(reason("mean_kappa_without_pair"), Contains("is not known"));
  table.makers = {"m0", "m1", "m2", "m3"};
  table.items[7].n_correct = (table.items[7].n_correct + 1) % 5;
  CHECK_THAT(reason("mean_kappa_null"), Contains("no longer those"));
}
