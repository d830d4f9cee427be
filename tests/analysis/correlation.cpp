#include "tricky/analysis/correlation.h"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("Pearson's correlation is what one computes by hand") {
  // Deviations (-1.5,-.5,.5,1.5) and (-1,-1,1,1): 4 / sqrt(5 * 4).
  const std::vector<double> x{1, 2, 3, 4};
  const std::vector<double> y{2, 2, 4, 4};
  const Estimate r = pearson_correlation(x, y);
  CHECK(*r.value == Approx(4.0 / std::sqrt(20.0)));
  CHECK(r.n == 4);
  CHECK(r.method == "Fisher's z");
  REQUIRE(r.ci);
  CHECK(std::atanh(r.ci->second) - std::atanh(*r.value) == Approx(1.959964).margin(1e-6));  // n - 3 is 1
  CHECK(std::atanh(*r.value) - std::atanh(r.ci->first) == Approx(1.959964).margin(1e-6));
}

TEST_CASE("Fisher's interval of r = .5 over 28 items is the textbook one") {
  // atanh(.5) = .549306, 1.959964 / 5 = .391993: tanh(.157313), tanh(.941299).
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 28; ++i) {
    x.push_back(i % 2 == 0 ? 1 : -1);
    y.push_back(i % 4 < 2 ? x.back() : (i % 8 < 4 ? 1 : -1));
  }
  const Estimate r = pearson_correlation(x, y);
  REQUIRE(r.ci);
  const double z = std::atanh(*r.value);
  CHECK(r.ci->first == Approx(std::tanh(z - 0.391993)).margin(1e-6));
  CHECK(r.ci->second == Approx(std::tanh(z + 0.391993)).margin(1e-6));
}

TEST_CASE("correlation is undefined where nothing varies or nothing is shared") {
  const std::vector<double> constant{3, 3, 3};
  const std::vector<double> varying{1, 2, 3};
  CHECK_FALSE(pearson_correlation(constant, varying).value);
  CHECK_THAT(pearson_correlation(varying, constant).undefined, Contains("same answer"));
  CHECK_FALSE(pearson_correlation(std::vector<double>{1, kMissing}, std::vector<double>{kMissing, 1}).value);
  CHECK_FALSE(pearson_correlation({}, {}).value);
}

TEST_CASE("missing positions are left out of the correlation") {
  const std::vector<double> x{1, kMissing, 2, 3, 9, 4};
  const std::vector<double> y{2, 7, 2, 4, kMissing, 4};
  const Estimate r = pearson_correlation(x, y);
  CHECK(*r.value == Approx(4.0 / std::sqrt(20.0)));
  CHECK(r.n == 4);
}

TEST_CASE("a perfect correlation is one and has no interval") {
  const std::vector<double> x{1, 2, 3, 4, 5};
  const std::vector<double> y{-2, -4, -6, -8, -10};
  const Estimate r = pearson_correlation(x, y);
  CHECK(*r.value == Approx(-1.0));
  CHECK((!r.ci || r.ci->first == Approx(-1.0)));
}

TEST_CASE("correlation is symmetric and blind to scale and offset") {
  const std::vector<double> x{3, 1, 4, 1, 5, 9, 2, 6};
  const std::vector<double> y{2, 7, 1, 8, 2, 8, 1, 8};
  std::vector<double> scaled;
  for (const double value : y) scaled.push_back(1e6 + 2.5 * value);
  CHECK(*pearson_correlation(x, y).value == *pearson_correlation(y, x).value);
  CHECK(*pearson_correlation(x, scaled).value == Approx(*pearson_correlation(x, y).value).epsilon(1e-9));
}
