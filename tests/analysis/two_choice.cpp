#include "tricky/analysis/two_choice.h"

#include <catch2/catch.hpp>

#include "small_study.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/observers_analysis.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::analysis;

TEST_CASE("d' and bias of hand-computed shares, with the log-linear correction") {
  // (84 + .5) / 101 = .83663, z = .98081; (16 + .5) / 101 = .16337, z = -.98081.
  const SideCounts fair{84, 16, 16, 84};
  CHECK(*d_prime(fair).value == Approx(2.0 * 0.980805 / 1.414214).margin(2e-4));
  CHECK(*side_bias(fair).value == Approx(0.0).margin(1e-12));
  // Always left: H = F, no sensitivity, all bias. z(100.5 / 101) = 2.579268.
  const SideCounts left{100, 0, 100, 0};
  CHECK(*d_prime(left).value == Approx(0.0).margin(1e-12));
  CHECK(*side_bias(left).value == Approx(-2.579268).margin(1e-6));
  // Perfect: finite.
  CHECK(*d_prime({50, 0, 0, 50}).value == Approx(2.0 * 2.333769 / 1.414214).margin(1e-4));
}

TEST_CASE("exchanging the sides keeps d' and turns the bias round") {
  const SideCounts counts{60, 15, 30, 45};
  const SideCounts mirrored{45, 30, 15, 60};
  CHECK(*d_prime(counts).value == Approx(*d_prime(mirrored).value));
  CHECK(*side_bias(counts).value == Approx(-*side_bias(mirrored).value));
  CHECK(*side_bias(counts).value < 0.0);  // left in 90 of 150
}

TEST_CASE("d' needs trials with either side right") {
  CHECK(d_prime({5, 1, 0, 0}).undefined == "the right side was always the same");
  CHECK(side_bias({}).undefined == "no trials");
}

TEST_CASE("the intervals of d' and bias hold the truth about as often as they say") {
  // H = Phi(.9), F = Phi(-.5): d' = 1.4 / sqrt(2), c = -.2.
  RandomStream random(31, Stream::observer);
  int n_d = 0;
  int n_c = 0;
  constexpr int kStudies = 2000;
  for (int study = 0; study < kStudies; ++study) {
    SideCounts counts;
    for (int trial = 0; trial < 75; ++trial) {
      ++(random.bernoulli(0.8159399) ? counts.left_of_left : counts.right_of_left);
      ++(random.bernoulli(0.3085375) ? counts.left_of_right : counts.right_of_right);
    }
    const auto holds = [](const Estimate& estimate, double truth) {
      return estimate.ci->first <= truth && truth <= estimate.ci->second ? 1 : 0;
    };
    n_d += holds(d_prime(counts), 1.4 / 1.41421356);
    n_c += holds(side_bias(counts), -0.2);
  }
  for (const int n : {n_d, n_c}) {
    CHECK(n > 0.93 * kStudies);
    CHECK(n < 0.97 * kStudies);
  }
}

TEST_CASE("an observer who stays with a side has wider intervals of share and bias, one who never does the usual ones") {
  // Right, right, left, left, …: residuals +1/2, +1/2, -1/2, -1/2, neighbours' products 1, -1, 1, -1, … of 1/4 each.
  std::vector<Choice> choices;
  for (int i = 0; i < 40; ++i) choices.push_back({i % 2 == 0, i / 2 % 2 == 0});
  // 20 products of +1/4 and 19 of -1/4 over 39 pairs, one mean fitted: r = 1/39 + (1 + 3/39) / 40.
  const double r = 1.0 / 39.0 + (1.0 + 3.0 / 39.0) / 40.0;
  CHECK(choice_dependence(choices).of_share == Approx((1.0 + r) / (1.0 - r)));
  for (int i = 0; i < 40; ++i) choices[static_cast<std::size_t>(i)].chose_right = i >= 20;
  CHECK(choice_dependence(choices).of_share == Approx(39.0));  // r kept at .95
  for (int i = 0; i < 40; ++i) choices[static_cast<std::size_t>(i)].chose_right = i % 2 == 0;
  CHECK(choice_dependence(choices).of_share == 1.0);
  CHECK(choice_dependence(choices).of_bias == 1.0);  // the right side each time: nothing is left
  CHECK(choice_dependence({}).of_share == 1.0);
  const SideCounts counts{50, 25, 40, 35};
  const Estimate narrow = side_bias(counts);
  const Estimate wide = side_bias(counts, 0.95, 1.44);
  CHECK(wide.ci->second - *wide.value == Approx(1.2 * (narrow.ci->second - *narrow.value)));
}

TEST_CASE("an interval of a dependent share is that of fewer draws") {
  // SciPy: beta.ppf(.025, 45 / 1.5, 30 / 1.5 + 1), beta.ppf(.975, 45 / 1.5 + 1, 30 / 1.5)
  const Estimate share = dependent_share(45, 75, 1.5);
  CHECK(*share.value == Approx(0.6));
  CHECK(share.n == 75);
  CHECK(share.ci->first == Approx(0.451794028).epsilon(1e-6));
  CHECK(share.ci->second == Approx(0.735921605).epsilon(1e-6));
  CHECK(share.method == "Clopper-Pearson, widened for autocorrelation");
  CHECK(dependent_share(45, 75, 1.0).ci == binomial_share(45, 75).ci);
}

TEST_CASE("the intervals of share and bias hold the truth of an observer who tends to stay with a side") {
  // P(right) is .2 higher after a right choice than after a left one; the truth is that of a very long session.
  const auto session = [](RandomStream& random, std::size_t n) {
    std::vector<Choice> choices;
    bool before = false;
    for (std::size_t i = 0; i < n; ++i) {
      const bool right_is_right = random.bernoulli(0.5);
      before = random.bernoulli((right_is_right ? 0.7 : 0.25) + (before ? 0.1 : -0.1));
      choices.push_back({right_is_right, before});
    }
    return choices;
  };
  const auto numbers = [](const std::vector<Choice>& choices, bool widened) {
    SideCounts counts;
    for (const Choice& choice : choices) {
      ++(choice.right_is_right ? *choice.chose_right ? counts.right_of_right : counts.left_of_right
         : *choice.chose_right ? counts.right_of_left
                               : counts.left_of_left);
    }
    const ChoiceDependence dependence = widened ? choice_dependence(choices) : ChoiceDependence{};
    return std::pair(side_bias(counts, 0.95, dependence.of_bias),
                     dependent_share(counts.left_of_left + counts.left_of_right, choices.size(), dependence.of_share));
  };
  RandomStream random(32, Stream::observer);
  const auto truth = numbers(session(random, 2'000'000), false);
  constexpr int kStudies = 2000;
  int n_bias[2] = {};
  int n_share[2] = {};
  for (int study = 0; study < kStudies; ++study) {
    const std::vector<Choice> choices = session(random, 200);
    for (const bool widened : {false, true}) {
      const auto [bias, share] = numbers(choices, widened);
      n_bias[widened] += bias.ci->first <= *truth.first.value && *truth.first.value <= bias.ci->second ? 1 : 0;
      n_share[widened] += share.ci->first <= *truth.second.value && *truth.second.value <= share.ci->second ? 1 : 0;
    }
  }
  CHECK(n_bias[false] < 0.92 * kStudies);  // as independent choices: too narrow
  CHECK(n_bias[true] > 0.93 * kStudies);
  CHECK(n_bias[true] < 0.97 * kStudies);
  CHECK(n_share[true] > 0.93 * kStudies);
  CHECK(n_share[true] < 0.97 * kStudies);
}

TEST_CASE("the sides an observer chose stand beside the accuracy") {
  SmallStudy study;
  auto trials = pair_trials("111001");  // left is right in all: give half of them the other side
  for (std::size_t i = 3; i < 6; ++i) {
    trials[i].expected = "right";
    trials[i].response = trials[i].correct == Correctness::right ? "right" : "left";
  }
  study.add_session(session_of("01", Task::two_choice, "easier", "p"), trials);
  const auto groups = load_session_groups(study.folder(), SimulatedObservers::apart);
  const auto results = analyse_observers(groups.groups.front(), {1, 20, 0.95});
  CHECK(*the_result(results, "share_left", "01").estimate.value == Approx(5.0 / 6.0));
  CHECK(*the_result(results, "d_prime", "01").estimate.value == Approx(*d_prime({3, 0, 2, 1}).value));
  CHECK(*the_result(results, "side_bias", "01").estimate.value == Approx(*side_bias({3, 0, 2, 1}).value));
}
