#include "tricky/analysis/bootstrap.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "tricky/analysis/holm.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Estimate with_interval(double value, std::vector<double> draws, double acceleration, const BootstrapOptions& options) {
  Estimate estimate;
  estimate.value = value;
  set_interval(estimate, std::move(draws), acceleration, "bootstrap", options);
  return estimate;
}

std::vector<double> one_to_hundred() {
  std::vector<double> draws(100);
  std::iota(draws.begin(), draws.end(), 1.0);
  return draws;
}

}  // namespace

TEST_CASE("percentile intervals are the quantiles of the draws") {
  const Estimate estimate = with_interval(50.0, one_to_hundred(), 0.3, {1, 100, 0.9, IntervalKind::percentile});
  REQUIRE(estimate.ci);
  CHECK(estimate.ci->first == Approx(1.0 + 0.05 * 99));
  CHECK(estimate.ci->second == Approx(1.0 + 0.95 * 99));
  CHECK(estimate.method == "bootstrap, 100 draws, percentiles");
  CHECK(estimate.level == 0.9);
}

TEST_CASE("BCa moves the quantiles by bias and acceleration as its formula says") {
  // 30 draws below 31, half of one tie: share .305, z0 = -.510073 (tables of the normal distribution).
  const Estimate shifted = with_interval(31.0, one_to_hundred(), 0.0, {1, 100, 0.95, IntervalKind::bca});
  REQUIRE(shifted.ci);
  const auto cdf = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
  CHECK(shifted.ci->first == Approx(1.0 + 99.0 * cdf(2 * -0.510073 - 1.959964)).margin(1e-4));
  CHECK(shifted.ci->second == Approx(1.0 + 99.0 * cdf(2 * -0.510073 + 1.959964)).margin(1e-4));
  // Without bias (50 below, 50 above) the acceleration alone: z / (1 - a z).
  const Estimate skewed = with_interval(50.5, one_to_hundred(), 0.1, {1, 100, 0.95, IntervalKind::bca});
  CHECK(skewed.ci->first == Approx(1.0 + 99.0 * cdf(-1.959964 / (1.0 + 0.1959964))).margin(1e-4));
  CHECK(skewed.ci->second == Approx(1.0 + 99.0 * cdf(1.959964 / (1.0 - 0.1959964))).margin(1e-4));
  CHECK(skewed.method == "bootstrap, 100 draws, BCa");
}

TEST_CASE("without bias and acceleration BCa is the percentile interval") {
  const Estimate bca = with_interval(50.5, one_to_hundred(), 0.0, {1, 100, 0.95, IntervalKind::bca});
  const Estimate percentile = with_interval(50.5, one_to_hundred(), 0.0, {1, 100, 0.95, IntervalKind::percentile});
  CHECK(bca.ci->first == Approx(percentile.ci->first));
  CHECK(bca.ci->second == Approx(percentile.ci->second));
}

TEST_CASE("where all draws lie on one side, percentiles are given and said so") {
  const Estimate estimate = with_interval(0.5, one_to_hundred(), 0.0, {1, 100, 0.95, IntervalKind::bca});
  REQUIRE(estimate.ci);
  CHECK(estimate.ci->first == Approx(1.0 + 0.025 * 99));
  CHECK_THAT(estimate.method, Contains("percentiles, as all draws lie on one side"));
}

TEST_CASE("undefined draws are left out and counted; from fewer than half there is no interval") {
  const Estimate some = with_interval(2.0, {1.0, kNone, 2.0, 3.0}, 0.0, {});
  CHECK(some.ci);
  CHECK_THAT(some.method, Contains("4 draws, 1 of them undefined and left out"));
  const Estimate most = with_interval(2.0, {1.0, kNone, kNone, kNone}, 0.0, {});
  CHECK_FALSE(most.ci);
  CHECK_THAT(most.method, Contains("too few for an interval"));
  CHECK_FALSE(with_interval(2.0, {}, 0.0, {}).ci);
}

TEST_CASE("the acceleration of a mean is its skewness over 6 sqrt(n)") {
  // Leaving one of 1, 2, 6 out of their mean 3 gives 4, 3.5, 1.5: u / n = (2/3)(-1, -.5, 1.5).
  const LeaveOneOut plain{{4.0, 3.5, 1.5}, {}};
  const double expected = (-1.0 - 0.125 + 3.375) / (6.0 * std::pow(1.0 + 0.25 + 2.25, 1.5));
  CHECK(acceleration({&plain, 1}) == Approx(expected));
  // Two members alike may stand together.
  const LeaveOneOut apart{{4.0, 4.0, 1.5}, {}};
  const LeaveOneOut together{{4.0, 1.5}, {2.0, 1.0}};
  CHECK(acceleration({&apart, 1}) == Approx(acceleration({&together, 1})));
  const LeaveOneOut constant{{2.0, 2.0, 2.0}, {}};
  CHECK(acceleration({&constant, 1}) == 0.0);
}

TEST_CASE("a draw with replacement holds n members, each about once") {
  RandomStream random(3, Stream::bootstrap);
  std::vector<double> mean(50);
  for (int draw = 0; draw < 2000; ++draw) {
    const auto counts = draw_counts(random, 50);
    CHECK(std::accumulate(counts.begin(), counts.end(), 0U) == 50);
    for (std::size_t i = 0; i < 50; ++i) mean[i] += counts[i] / 2000.0;
  }
  for (const double value : mean) CHECK(value == Approx(1.0).margin(0.12));
}

TEST_CASE("Holm's correction multiplies the smallest p by the number of tests, the next by one less, and never falls") {
  // .01 * 4, .02 * 3 = .06, .03 * 2 = .06, .5.
  const auto corrected = holm({0.03, 0.01, std::nullopt, 0.5, 0.02});
  CHECK(*corrected[1] == Approx(0.04));
  CHECK(*corrected[4] == Approx(0.06));
  CHECK(*corrected[0] == Approx(0.06));
  CHECK(*corrected[3] == Approx(0.5));
  CHECK_FALSE(corrected[2]);
  CHECK(*holm({0.9, 0.8})[0] == 1.0);
  CHECK(holm({}).empty());
}
