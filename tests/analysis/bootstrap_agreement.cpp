#include "tricky/analysis/bootstrap_agreement.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "tricky/analysis/correlation.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

constexpr BootstrapOptions kOptions{1, 400, 0.95, IntervalKind::bca};

/// Answers 0 to 3 that follow the unit, a fifth of them at random, one in ten missing.
Ratings simulated(std::size_t n_raters, std::size_t n_units) {
  RandomStream random(12, Stream::observer);
  Ratings ratings;
  ratings.n_units = n_units;
  std::vector<double> truth(n_units);
  for (double& value : truth) value = static_cast<double>(random.below(4));
  for (std::size_t rater = 0; rater < n_raters; ++rater) {
    ratings.raters.push_back(std::string("r") += std::to_string(rater));
    for (const double value : truth) {
      const double given = random.bernoulli(0.2) ? static_cast<double>(random.below(4)) : value;
      ratings.values.push_back(random.bernoulli(0.1) ? kMissingRating : given);
    }
  }
  return ratings;
}

}  // namespace

TEST_CASE("alpha with its interval has the value of alpha, at every level") {
  const Ratings ratings = simulated(4, 120);
  const auto alphas = bootstrap_alpha(ratings, "t", kOptions);
  for (std::size_t level = 0; level < alphas.size(); ++level) {
    const Estimate plain = krippendorff_alpha(ratings, kMeasurementLevels[level]);
    CHECK(*alphas[level].value == *plain.value);
    CHECK(alphas[level].n == plain.n);
    REQUIRE(alphas[level].ci);
    CHECK(alphas[level].ci->first < *plain.value);
    CHECK(alphas[level].ci->second > *plain.value);
    CHECK(alphas[level].ci->second - alphas[level].ci->first < 0.3);
    CHECK(alphas[level].method == "bootstrap over items, 400 draws, BCa");
  }
}

TEST_CASE("the mean over pairs has the value of the pairs' mean") {
  const Ratings ratings = simulated(6, 90);
  const MeanAgreement mean = bootstrap_mean_agreement(ratings, "t", kOptions);
  double pearson = 0.0;
  std::array<double, kMeasurementLevels.size()> alphas{};
  for (std::size_t a = 0; a < 6; ++a) {
    for (std::size_t b = a + 1; b < 6; ++b) {
      pearson += *pearson_correlation(ratings.row(a), ratings.row(b)).value / 15.0;
      for (std::size_t level = 0; level < alphas.size(); ++level) {
        alphas[level] += *krippendorff_alpha(pair_of(ratings, a, b), kMeasurementLevels[level]).value / 15.0;
      }
    }
  }
  CHECK(*mean.pearson.value == Approx(pearson));
  CHECK(mean.pearson.n == 15);
  CHECK(mean.pearson.method == "bootstrap over items and observers, 400 draws, percentiles");
  for (std::size_t level = 0; level < alphas.size(); ++level) {
    CHECK(*mean.alpha[level].value == Approx(alphas[level]));
    REQUIRE(mean.alpha[level].ci);
    CHECK(mean.alpha[level].ci->first < alphas[level]);
    CHECK(mean.alpha[level].ci->second > alphas[level]);
  }
}

TEST_CASE("agreement that is undefined has no interval, and a reason") {
  Ratings same;
  same.raters = {"a", "b"};
  same.n_units = 3;
  same.values = {2, 2, 2, 2, 2, 2};
  for (const Estimate& alpha : bootstrap_alpha(same, "t", kOptions)) {
    CHECK_FALSE(alpha.value);
    CHECK_FALSE(alpha.ci);
    CHECK_FALSE(alpha.undefined.empty());
  }
  const MeanAgreement mean = bootstrap_mean_agreement(same, "t", kOptions);
  CHECK(mean.pearson.undefined == "undefined for all pairs");
  CHECK(bootstrap_mean_agreement({{"a"}, 2, {1, 2}}, "t", kOptions).pearson.undefined == "there are no pairs");
}

TEST_CASE("no draws mean no intervals of agreement") {
  const Ratings ratings = simulated(3, 20);
  CHECK_FALSE(bootstrap_alpha(ratings, "t", {1, 0, 0.95})[1].ci);
  CHECK_FALSE(bootstrap_mean_agreement(ratings, "t", {1, 0, 0.95}).pearson.ci);
}
