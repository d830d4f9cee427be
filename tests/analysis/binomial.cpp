#include "tricky/analysis/binomial.h"

#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

using namespace tricky;
using namespace tricky::analysis;

TEST_CASE("the Clopper-Pearson interval solves the tail probabilities it is defined by") {
  for (const auto& [k, n] : {std::pair{81, 100}, {107, 149}, {1, 20}, {19, 20}}) {
    const Estimate share = binomial_share(static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(n));
    REQUIRE(share.ci);
    CHECK(*share.value == Approx(static_cast<double>(k) / n));
    CHECK(binomial_p_at_least(static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(n), share.ci->first) ==
          Approx(0.025).epsilon(1e-9));
    const double at_most =
        1.0 - binomial_p_at_least(static_cast<std::uint64_t>(k + 1), static_cast<std::uint64_t>(n), share.ci->second);
    CHECK(at_most == Approx(0.025).epsilon(1e-9));
  }
}

TEST_CASE("the Clopper-Pearson interval of none and of all has its closed form") {
  const Estimate none = binomial_share(0, 10);
  CHECK(none.ci->first == 0.0);
  CHECK(none.ci->second == Approx(1.0 - std::pow(0.025, 0.1)));
  const Estimate all = binomial_share(10, 10);
  CHECK(all.ci->first == Approx(std::pow(0.025, 0.1)));
  CHECK(all.ci->second == 1.0);
  CHECK_FALSE(binomial_share(0, 0).value);
  CHECK(binomial_share(0, 0).undefined == "no trials");
}

TEST_CASE("the Clopper-Pearson interval covers at least its level for every true share") {
  constexpr int kTrials = 25;
  std::vector<Estimate> shares;
  for (std::uint64_t k = 0; k <= kTrials; ++k) shares.push_back(binomial_share(k, kTrials));
  for (double p = 0.02; p < 1.0; p += 0.02) {
    const std::vector<double> distribution = binomial_distribution(kTrials, p);
    double covered = 0.0;
    for (std::size_t k = 0; k <= kTrials; ++k) {
      if (shares[k].ci->first <= p && p <= shares[k].ci->second) covered += distribution[k];
    }
    CHECK(covered >= 0.95);
  }
}

TEST_CASE("the one-sided binomial p is the published one") {
  CHECK(binomial_p_at_least(107, 149, 0.5) == Approx(5.0064e-8).epsilon(1e-4));
  CHECK(binomial_p_at_least(0, 10, 0.5) == 1.0);
  CHECK(binomial_p_at_least(10, 10, 0.5) == Approx(std::pow(0.5, 10)));
  CHECK(binomial_p_at_least(1, 2, 0.5) == Approx(0.75));
}

TEST_CASE("distributions of sums are what one computes by hand") {
  const std::vector<double> two = binomial_distribution(2, 0.25);
  REQUIRE(two.size() == 3);
  CHECK(two[0] == Approx(0.5625));
  CHECK(two[1] == Approx(0.375));
  CHECK(two[2] == Approx(0.0625));
  const std::vector<double> unequal = poisson_binomial_distribution(std::vector<double>{0.5, 0.2});
  REQUIRE(unequal.size() == 3);
  CHECK(unequal[0] == Approx(0.4));
  CHECK(unequal[1] == Approx(0.5));
  CHECK(unequal[2] == Approx(0.1));
  CHECK(poisson_binomial_distribution({}) == std::vector<double>{1.0});
}

TEST_CASE("with equal probabilities the Poisson-binomial distribution is the binomial one") {
  const std::vector<double> binomial = binomial_distribution(38, 0.71);
  const std::vector<double> convolved = poisson_binomial_distribution(std::vector<double>(38, 0.71));
  REQUIRE(binomial.size() == convolved.size());
  for (std::size_t k = 0; k < binomial.size(); ++k) CHECK(binomial[k] == Approx(convolved[k]).epsilon(1e-10));
}

TEST_CASE("distributions sum to one, have the right mean, and take certain draws") {
  const std::vector<double> probabilities{0.0, 1.0, 0.3, 0.9, 1.0, 0.55};
  const std::vector<double> distribution = poisson_binomial_distribution(probabilities);
  double mean = 0.0;
  for (std::size_t k = 0; k < distribution.size(); ++k) mean += static_cast<double>(k) * distribution[k];
  CHECK(std::accumulate(distribution.begin(), distribution.end(), 0.0) == Approx(1.0));
  CHECK(mean == Approx(3.75));
  CHECK(distribution[0] == 0.0);
  CHECK(distribution[1] == 0.0);
  CHECK(distribution[6] == 0.0);
  CHECK(binomial_distribution(3, 1.0) == std::vector<double>{0.0, 0.0, 0.0, 1.0});
  CHECK(binomial_distribution(3, 0.0) == std::vector<double>{1.0, 0.0, 0.0, 0.0});
}
