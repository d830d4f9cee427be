#include "tricky/analysis/two_choice.h"

#include <catch2/catch.hpp>

#include "small_study.h"
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
