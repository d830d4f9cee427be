#include "tricky/analysis/crossed_bootstrap.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "analysis/coverage/simulated_deciders.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

constexpr BootstrapOptions kOptions{1, 500, 0.95, IntervalKind::bca};

std::vector<bool> all_of(std::size_t n) { return std::vector<bool>(n, true); }

CorrectnessMatrix simulated(std::uint64_t seed, std::size_t n_makers, std::size_t n_items) {
  const SimulatedDeciders deciders;
  RandomStream random(seed, Stream::observer);
  const auto abilities = deciders.abilities(random, n_makers);
  return responses_of(random, abilities, deciders.easinesses(random, n_items));
}

}  // namespace

TEST_CASE("the means are those of the makers' accuracies and of all pairs' kappas") {
  const CorrectnessMatrix matrix = simulated(1, 7, 300);
  const CorrectnessBits bits(matrix);
  const CrossedDesign design = crossed_design(300, 7, "networks");
  const auto means = crossed_means(bits, design, {all_of(300)}, {mean_accuracy_of(7), mean_kappa_of(7)}, "t", kOptions);
  double accuracy = 0.0;
  double kappa = 0.0;
  for (std::size_t a = 0; a < 7; ++a) {
    accuracy += static_cast<double>(bits.n_right(a)) / 300.0 / 7.0;
    for (std::size_t b = a + 1; b < 7; ++b) kappa += *error_consistency(matrix.row(a), matrix.row(b)).value / 21.0;
  }
  CHECK(means[0].value == Approx(accuracy));
  CHECK(means[1].value == Approx(kappa));
  const Estimate estimate = crossed_estimate(means[1], design, kOptions);
  CHECK(estimate.n == 21);
  REQUIRE(estimate.ci);
  CHECK(estimate.ci->first < kappa);
  CHECK(estimate.ci->second > kappa);
  CHECK(estimate.method == "bootstrap over items and networks, 500 draws, BCa");
}

TEST_CASE("a draw is the resampled study: its mean kappa is that of the copied rows and columns") {
  const CorrectnessMatrix matrix = simulated(2, 6, 80);
  const CorrectnessBits bits(matrix);
  const CrossedDesign design = crossed_design(80, 6, "networks");
  const auto means = crossed_means(bits, design, {all_of(80)}, {mean_kappa_of(6)}, "copy", kOptions);
  const CrossedDraw draw = crossed_draw(design, kOptions.seed, "copy", 17);
  CHECK(std::accumulate(draw.makers.begin(), draw.makers.end(), 0U) == 6);
  double sum = 0.0;
  double n = 0.0;
  for (std::size_t a = 0; a < 6; ++a) {
    for (std::size_t b = a + 1; b < 6; ++b) {
      std::vector<Correctness> first;
      std::vector<Correctness> second;
      for (std::size_t i = 0; i < 80; ++i) {
        first.insert(first.end(), draw.items[i], matrix.row(a)[i]);
        second.insert(second.end(), draw.items[i], matrix.row(b)[i]);
      }
      const double weight = draw.makers[a] * draw.makers[b];
      sum += weight * *error_consistency(first, second).value;
      n += weight;
    }
  }
  CHECK(means[0].draws[17] == Approx(sum / n));
}

TEST_CASE("leaving out an item or a maker gives the mean of the study without it") {
  const CorrectnessMatrix matrix = simulated(3, 6, 60);
  const CorrectnessBits bits(matrix);
  const auto means =
      crossed_means(bits, crossed_design(60, 6, "networks"), {all_of(60)}, {mean_kappa_of(6)}, "t", kOptions);
  REQUIRE(means[0].leave_one_out.size() == 2);
  const auto mean_without = [&](std::size_t item, std::size_t maker) {
    double sum = 0.0;
    double n = 0.0;
    for (std::size_t a = 0; a < 6; ++a) {
      for (std::size_t b = a + 1; b < 6; ++b) {
        if (a == maker || b == maker) continue;
        std::vector<Correctness> first(matrix.row(a).begin(), matrix.row(a).end());
        std::vector<Correctness> second(matrix.row(b).begin(), matrix.row(b).end());
        if (item < 60) {
          first.erase(first.begin() + static_cast<std::ptrdiff_t>(item));
          second.erase(second.begin() + static_cast<std::ptrdiff_t>(item));
        }
        sum += *error_consistency(first, second).value;
        n += 1.0;
      }
    }
    return sum / n;
  };
  for (const std::size_t item : {0, 31, 59}) {
    CHECK(means[0].leave_one_out[0].values[item] == Approx(mean_without(item, 6)));
  }
  for (const std::size_t maker : {0, 5}) {
    CHECK(means[0].leave_one_out[1].values[maker] == Approx(mean_without(60, maker)));
  }
}

TEST_CASE("a difference of two means over the same draws is narrower than its parts suggest") {
  const CorrectnessMatrix matrix = simulated(4, 8, 400);
  const CorrectnessBits bits(matrix);
  std::vector<bool> first_half(400);
  std::fill(first_half.begin(), first_half.begin() + 380, true);
  const CrossedDesign design = crossed_design(400, 8, "networks");
  const auto means =
      crossed_means(bits, design, {all_of(400), first_half}, {mean_kappa_of(8, 0), mean_kappa_of(8, 1)}, "t", kOptions);
  const Estimate difference = crossed_estimate(means[0] - means[1], design, kOptions);
  CHECK(*difference.value == Approx(means[0].value - means[1].value));
  REQUIRE(difference.ci);
  const Estimate whole = crossed_estimate(means[0], design, kOptions);
  CHECK(difference.ci->second - difference.ci->first < 0.5 * (whole.ci->second - whole.ci->first));
  const Estimate nothing = crossed_estimate(means[0] - means[0], design, kOptions);
  CHECK(*nothing.value == 0.0);
  CHECK(nothing.ci->first == 0.0);
  CHECK(nothing.ci->second == 0.0);
}

TEST_CASE("few makers are not drawn anew, and the method says over what it is") {
  const CorrectnessMatrix matrix = simulated(5, 3, 200);
  const CorrectnessBits bits(matrix);
  const CrossedDesign design = crossed_design(200, 3, "observers");
  CHECK(crossed_draw(design, 1, "t", 0).makers == std::vector<std::uint32_t>{1, 1, 1});
  const auto means = crossed_means(bits, design, {all_of(200)}, {mean_kappa_of(3)}, "t", kOptions);
  CHECK(crossed_estimate(means[0], design, kOptions).method == "bootstrap over items, 500 draws, BCa");
}

TEST_CASE("makers are drawn within their stratum, and fixed ones stand in every draw") {
  const CrossedDesign design{10, {CrossedDesign::kFixed, 0, 0, 0, 1, 1}, "items and networks"};
  for (std::uint32_t i = 0; i < 50; ++i) {
    const auto makers = crossed_draw(design, 1, "t", i).makers;
    CHECK(makers[0] == 1);
    CHECK(makers[1] + makers[2] + makers[3] == 3);
    CHECK(makers[4] + makers[5] == 2);
  }
}

TEST_CASE("undefined pairs stay out of the mean and are counted; none defined means no mean") {
  CorrectnessMatrix matrix = simulated(6, 3, 40);
  std::fill(matrix.cells.begin() + 40, matrix.cells.end(), Correctness::right);  // two are perfect
  const CorrectnessBits bits(matrix);
  const CrossedDesign design = crossed_design(40, 3, "networks");
  const auto means =
      crossed_means(bits, design, {all_of(40)},
                    {mean_kappa_of(3), {CrossedMean::Of::kappa, {{1, 2}}, 0}, mean_kappa_of(1)}, "t", kOptions);
  CHECK_THAT(crossed_estimate(means[0], design, kOptions).method, Contains("1 undefined ones left out"));
  CHECK(crossed_estimate(means[1], design, kOptions).undefined == "undefined for all pairs");
  CHECK(crossed_estimate(means[2], design, kOptions).undefined == "there are no pairs");
  CHECK(crossed_estimate(means[0] - means[1], design, kOptions).undefined == "undefined for all pairs");
}

TEST_CASE("the same seed and name give the same draws on any number of processors; others do not") {
  const CorrectnessBits bits(simulated(7, 6, 50));
  const CrossedDesign design = crossed_design(50, 6, "networks");
  const auto draws = [&](const std::string& name, std::uint64_t seed) {
    return crossed_means(bits, design, {all_of(50)}, {mean_kappa_of(6)}, name, {seed, 50, 0.95})[0].draws;
  };
  CHECK(draws("a", 1) == draws("a", 1));
  CHECK(draws("a", 1) != draws("a", 2));
  CHECK(draws("a", 1) != draws("b", 1));
}

TEST_CASE("intervals of mean kappa and mean accuracy hold the truth about as often as they say") {
  // The long version is the program `coverage`; tests/analysis/README.md has its table.
  const SimulatedDeciders deciders;
  const double truths[] = {deciders.mean_accuracy(), deciders.mean_kappa()};
  constexpr int kStudies = 250;
  int n_covered[2] = {};
  for (int study = 0; study < kStudies; ++study) {
    const CorrectnessBits bits(simulated(static_cast<std::uint64_t>(1000 + study), 8, 200));
    const CrossedDesign design = crossed_design(200, 8, "observers");
    const BootstrapOptions options{static_cast<std::uint64_t>(study), 300, 0.95};
    const auto means =
        crossed_means(bits, design, {all_of(200)}, {mean_accuracy_of(8), mean_kappa_of(8)}, "c", options);
    for (std::size_t i = 0; i < 2; ++i) {
      const auto ci = *crossed_estimate(means[i], design, options).ci;
      n_covered[i] += ci.first <= truths[i] && truths[i] <= ci.second ? 1 : 0;
    }
  }
  for (const int n : n_covered) {
    CHECK(n >= 0.91 * kStudies);  // 3 standard errors around .95
    CHECK(n <= 0.99 * kStudies);
  }
}
