#include "tricky/analysis/bootstrap_kappa.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <vector>

#include "analysis/binomial_draw.h"
#include "analysis/quantile.h"
#include "tricky/analysis/binomial.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

TEST_CASE("quantiles are interpolated between sorted values") {
  const std::vector<double> values{1, 2, 4, 8};
  CHECK(quantile(values, 0.0) == 1.0);
  CHECK(quantile(values, 1.0) == 8.0);
  CHECK(quantile(values, 0.5) == 3.0);
  CHECK(quantile(values, 0.25) == 1.75);
  CHECK(quantile(std::vector<double>{5}, 0.3) == 5.0);
}

TEST_CASE("binomial draws have the binomial distribution, by inversion and by rejection") {
  // Chi-square over cells with an expectation of 20 or more; its 99.99 % point is below df + 4 sqrt(2 df) + 12.
  constexpr int kDraws = 40'000;
  const auto [n, p] = GENERATE(table<int, double>(
      {{5, 0.3}, {40, 0.1}, {19, 0.5}, {25, 0.4}, {100, 0.5}, {100, 0.93}, {2000, 0.02}, {400, 0.6}}));
  CAPTURE(n, p);
  RandomStream random(11, Stream::bootstrap);
  std::vector<double> counts(static_cast<std::size_t>(n) + 1);
  for (int i = 0; i < kDraws; ++i) ++counts[draw_binomial(random, static_cast<std::uint64_t>(n), p)];
  const std::vector<double> expected = binomial_distribution(n, p);
  double chi_square = 0.0;
  double df = -1.0;
  double rest_counts = 0.0;
  double rest_expected = 0.0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const double in_cell = expected[k] * kDraws;
    if (in_cell < 20.0) {
      rest_counts += counts[k];
      rest_expected += in_cell;
      continue;
    }
    chi_square += (counts[k] - in_cell) * (counts[k] - in_cell) / in_cell;
    df += 1.0;
  }
  if (rest_expected > 5.0) chi_square += (rest_counts - rest_expected) * (rest_counts - rest_expected) / rest_expected;
  CHECK(df >= 4.0);
  CHECK(chi_square < df + 4.0 * std::sqrt(2.0 * df) + 12.0);
}

TEST_CASE("binomial draws at the ends are certain") {
  RandomStream random(1, Stream::bootstrap);
  CHECK(draw_binomial(random, 0, 0.5) == 0);
  CHECK(draw_binomial(random, 1'000'000, 0.0) == 0);
  CHECK(draw_binomial(random, 1'000'000, 1.0) == 1'000'000);
  CHECK(draw_binomial(random, 1'000'000'000'000, 1e-15) < 10);
}

TEST_CASE("the bootstrap interval is near the large-sample one") {
  // Published large-sample interval of these cells: [.214128, .726142].
  const AgreementTable table{83, 1, 10, 6};
  const Estimate kappa = bootstrap_error_consistency(table, RandomStream(1, Stream::bootstrap), {1, 20'000, 0.95});
  REQUIRE(kappa.ci);
  CHECK(*kappa.value == Approx(0.470135).margin(5e-7));
  CHECK(kappa.ci->first == Approx(0.20).margin(0.04));
  CHECK(kappa.ci->second == Approx(0.71).margin(0.04));
  CHECK(kappa.method == "bootstrap over items, 20000 draws, BCa");
  CHECK(kappa.level == 0.95);
}

TEST_CASE("drawing cells is the same as resampling items") {
  const AgreementTable table{30, 8, 5, 7};
  std::vector<int> items;
  for (int i = 0; i < 50; ++i) items.push_back(i < 30 ? 0 : i < 38 ? 1 : i < 43 ? 2 : 3);
  RandomStream random(5, Stream::bootstrap);
  std::vector<double> kappas;
  for (int draw = 0; draw < 20'000; ++draw) {
    std::array<std::uint64_t, 4> cells{};
    for (int i = 0; i < 50; ++i) ++cells[static_cast<std::size_t>(items[random.below(50)])];
    kappas.push_back(*error_consistency({cells[0], cells[1], cells[2], cells[3]}).value);
  }
  std::sort(kappas.begin(), kappas.end());
  const Estimate kappa = bootstrap_error_consistency(table, RandomStream(6, Stream::bootstrap),
                                                     {6, 20'000, 0.9, IntervalKind::percentile});
  REQUIRE(kappa.ci);
  CHECK(kappa.ci->first == Approx(quantile(kappas, 0.05)).margin(0.012));
  CHECK(kappa.ci->second == Approx(quantile(kappas, 0.95)).margin(0.012));
}

TEST_CASE("the interval does not depend on who is first") {
  const BootstrapOptions options{3, 500, 0.95};
  const auto ab = bootstrap_error_consistency({40, 9, 4, 17}, pair_stream(3, "items", "a", "b"), options);
  const auto ba = bootstrap_error_consistency({40, 4, 9, 17}, pair_stream(3, "items", "b", "a"), options);
  CHECK(ab.value == ba.value);
  CHECK(ab.ci == ba.ci);
}

TEST_CASE("each pair, each data set and each seed has its own random numbers") {
  const auto first = [](RandomStream random) { return random.next_u64(); };
  const auto here = first(pair_stream(1, "items", "a", "b"));
  CHECK(here == first(pair_stream(1, "items", "b", "a")));
  CHECK(here != first(pair_stream(2, "items", "a", "b")));
  CHECK(here != first(pair_stream(1, "other", "a", "b")));
  CHECK(here != first(pair_stream(1, "items", "a", "c")));
}

TEST_CASE("the draws are pinned: the same seed gives these numbers on every platform") {
  RandomStream random(1312, Stream::bootstrap);
  std::vector<std::uint64_t> drawn;
  for (int i = 0; i < 4; ++i) drawn.push_back(draw_binomial(random, 149, 0.81));
  for (int i = 0; i < 4; ++i) drawn.push_back(draw_binomial(random, 12, 0.3));
  CHECK(drawn == std::vector<std::uint64_t>{115, 131, 118, 129, 3, 3, 3, 3});
}

TEST_CASE("draws with an undefined kappa are left out and counted") {
  // A draw of nine items misses the one wrong item with probability (8/9)^9 = .346: then all are right for both.
  const Estimate few = bootstrap_error_consistency({8, 0, 0, 1}, RandomStream(1, Stream::bootstrap), {1, 1000, 0.95});
  CHECK(few.value == 1.0);
  REQUIRE(few.ci);
  CHECK(few.ci->first == 1.0);
  const std::string words = "bootstrap over items, 1000 draws, ";
  REQUIRE(few.method.starts_with(words));
  CHECK(std::stoi(few.method.substr(words.size())) == Approx(346).margin(60));
  CHECK_THAT(few.method, Contains("of them undefined and left out"));
}

TEST_CASE("an interval from fewer than half of the draws is not given") {
  // Both items the same, in half of the draws: two or three of three draws are undefined for about half of the seeds.
  std::size_t n_without = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Estimate kappa =
        bootstrap_error_consistency({1, 0, 0, 1}, RandomStream(seed, Stream::bootstrap), {seed, 3, 0.95});
    CHECK(kappa.value == 1.0);
    if (kappa.ci) continue;
    ++n_without;
    CHECK_THAT(kappa.method, Contains("too few for an interval"));
  }
  CHECK(n_without > 30);
  CHECK(n_without < 70);
}

TEST_CASE("an undefined kappa has no interval, and no draws mean no interval") {
  const Estimate undefined = bootstrap_error_consistency({9, 0, 0, 0}, RandomStream(1, Stream::bootstrap), {});
  CHECK_FALSE(undefined.value);
  CHECK_FALSE(undefined.ci);
  CHECK_FALSE(bootstrap_error_consistency({9, 2, 1, 4}, RandomStream(1, Stream::bootstrap), {1, 0, 0.95}).ci);
}

TEST_CASE("the 95 % interval covers the true kappa about as often as it says") {
  // True cells .6 .1 .1 .2: kappa = 2 (.12 - .01) / (.7*.3 + .7*.3) = .5238.
  const double truth = 0.22 / 0.42;
  RandomStream random(77, Stream::observer);
  constexpr int kStudies = 600;
  int n_covered = 0;
  for (int study = 0; study < kStudies; ++study) {
    std::array<std::uint64_t, 4> cells{};
    for (int i = 0; i < 300; ++i) {
      const double u = random.uniform();
      ++cells[u < 0.6 ? 0 : u < 0.7 ? 1 : u < 0.8 ? 2 : 3];
    }
    const AgreementTable table{cells[0], cells[1], cells[2], cells[3]};
    const auto stream = RandomStream(8, Stream::bootstrap, static_cast<std::uint32_t>(study));
    const auto ci = bootstrap_error_consistency(table, stream, {8, 400, 0.95}).ci;
    REQUIRE(ci);
    n_covered += ci->first <= truth && truth <= ci->second ? 1 : 0;
  }
  const double coverage = static_cast<double>(n_covered) / kStudies;
  CAPTURE(coverage);
  CHECK(coverage > 0.92);
  CHECK(coverage < 0.98);
}
