#include "runner/simulated_spec.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "session_fixture.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::runner;

namespace {

struct Share {
  double right = 0.0;       ///< of correct answers
  double right_side = 0.0;  ///< of answers to the right
};

Share share(const std::string& spec, int n = 4000) {
  const StimulusList list = make_list(StimulusList::Kind::pairs, 0, n);
  const SimulatedObserver observer = parse_simulated_observer(spec, Task::two_choice, "01", 1);
  Share result;
  for (std::size_t i = 0; i < list.stimuli.size(); i += 2) {
    const Position side = observer.choose(list.stimuli[i], list.stimuli[i + 1]);
    const Position easier = list.stimuli[i].difficulty == Difficulty::trivial ? Position::left : Position::right;
    result.right += side == easier ? 1.0 / n : 0.0;
    result.right_side += side == Position::right ? 1.0 / n : 0.0;
  }
  return result;
}

}  // namespace

TEST_CASE("the normal distribution and its inverse agree with published values") {
  CHECK(normal_cdf(0.0) == Approx(0.5));
  CHECK(normal_cdf(1.959963984540054) == Approx(0.975));
  CHECK(normal_quantile(0.975) == Approx(1.959963984540054));
  CHECK(normal_quantile(0.81) == Approx(0.8778962950512286));
  CHECK(normal_quantile(0.0) == -INFINITY);
  CHECK(normal_quantile(1.0) == INFINITY);
}

TEST_CASE("a simulated observer has the accuracy asked for") {
  // 4,000 trials: the standard error is at most 0.008; four of them are allowed.
  for (const double accuracy : {0.5, 0.72, 0.81, 0.89}) {
    CHECK(std::abs(share("accuracy=" + std::to_string(accuracy) + ",seed=3").right - accuracy) < 0.032);
  }
  CHECK(share("accuracy=1").right == Approx(1.0));
  CHECK(share("accuracy=0").right == Approx(0.0).margin(1e-9));
}

TEST_CASE("lapses are coin tosses: accuracy becomes a mixture with one half") {
  CHECK(std::abs(share("accuracy=0.9,lapse=0.5,seed=2").right - 0.7) < 0.03);
  CHECK(std::abs(share("accuracy=1,lapse=1,seed=2").right - 0.5) < 0.032);
}

TEST_CASE("bias shifts the criterion as signal detection theory says") {
  // mu = z(0.81); P(right side) = (Phi(mu + b) + Phi(-mu + b)) / 2 with sides balanced.
  const double mu = normal_quantile(0.81);
  const Share shifted = share("accuracy=0.81,bias=0.7,seed=4");
  CHECK(std::abs(shifted.right_side - 0.5 * (normal_cdf(mu + 0.7) + normal_cdf(-mu + 0.7))) < 0.032);
  CHECK(std::abs(shifted.right - 0.5 * (normal_cdf(mu + 0.7) + normal_cdf(mu - 0.7))) < 0.032);
  CHECK(std::abs(share("accuracy=0.81,seed=4").right_side - 0.5) < 0.032);
}

TEST_CASE("with common noise two observers err on the same items, with none independently") {
  const StimulusList list = make_list(StimulusList::Kind::pairs, 0, 3000);
  const auto agreement = [&](const std::string& spec) {
    const auto first = parse_simulated_observer(spec, Task::two_choice, "01", 1);
    const auto second = parse_simulated_observer(spec, Task::two_choice, "02", 1);
    int same = 0;
    for (std::size_t i = 0; i < list.stimuli.size(); i += 2) {
      same += first.choose(list.stimuli[i], list.stimuli[i + 1]) == second.choose(list.stimuli[i], list.stimuli[i + 1]);
    }
    return same / 3000.0;
  };
  // Independent: p^2 + (1-p)^2 = 0.6922.
  CHECK(std::abs(agreement("accuracy=0.81,seed=1") - 0.6922) < 0.035);
  CHECK(agreement("accuracy=0.81,seed=1,common=1") == 1.0);
  CHECK(agreement("accuracy=0.81,seed=1,common=0.7") > 0.78);
  // Which items are hard for all is drawn anew with another seed.
  const auto choice_of = [&](const std::string& spec, std::size_t pair) {
    return parse_simulated_observer(spec, Task::two_choice, "01", 1).choose(list.stimuli[pair], list.stimuli[pair + 1]);
  };
  int n_changed = 0;
  for (std::size_t i = 0; i < list.stimuli.size(); i += 2) {
    n_changed += choice_of("accuracy=0.81,seed=1,common=1", i) != choice_of("accuracy=0.81,seed=2,common=1", i) ? 1 : 0;
  }
  CHECK(n_changed > 500);
  // Common noise does not move the accuracy.
  CHECK(std::abs(share("accuracy=0.81,seed=1,common=0.7").right - 0.81) < 0.025);
}

TEST_CASE("a rater without noise reads the difficulty off, in the question's direction") {
  const StimulusList list = make_list(StimulusList::Kind::ratings, 0, 3);  // in-between, impossible, trivial
  const SimulatedObserver rater = parse_simulated_observer("noise=0,seed=1", Task::ratings, "01", 1);
  protocols::RatingQuestion choice;
  choice.answers = {"no", "maybe", "yes"};
  choice.largest = 2;
  CHECK(rater.rate(list.stimuli[0], choice, 0) == 1);
  CHECK(rater.rate(list.stimuli[1], choice, 0) == 2);
  CHECK(rater.rate(list.stimuli[2], choice, 0) == 0);
  choice.rises_with_difficulty = false;
  CHECK(rater.rate(list.stimuli[1], choice, 0) == 0);
  CHECK(rater.rate(list.stimuli[2], choice, 0) == 2);
  protocols::RatingQuestion count;
  count.kind = protocols::RatingQuestion::Kind::count;
  count.smallest = 1;
  CHECK(rater.rate(list.stimuli[2], count, 0) == 1);
  CHECK(rater.rate(list.stimuli[1], count, 0) == 5);
}

TEST_CASE("ratings stay on the scale whatever the noise") {
  const StimulusList list = make_list(StimulusList::Kind::ratings, 0, 500);
  const SimulatedObserver rater = parse_simulated_observer("noise=1e300,lapse=0.2", Task::ratings, "01", 1);
  protocols::RatingQuestion choice;
  choice.answers = {"no", "maybe", "yes"};
  choice.largest = 2;
  for (const ListedStimulus& stimulus : list.stimuli) {
    const int value = rater.rate(stimulus, choice, 1);
    CHECK((value >= 0 && value <= 2));
  }
}

TEST_CASE("specs that mean nothing are refused by name") {
  const auto refused = [](const std::string& spec, const std::string& why, Task task = Task::two_choice) {
    CHECK_THROWS_WITH(parse_simulated_observer(spec, task, "01", 1), Catch::Contains(why));
  };
  refused("acuracy=0.8", "did you mean \"accuracy\"");
  refused("accuracy=1.2", "from 0 to 1");
  refused("accuracy=nan", "from 0 to 1");
  refused("accuracy=0.8,seed=-1", "seed");
  refused("accuracy=0.8,seed=99999999999999999999", "seed");
  refused("accuracy", "NAME=NUMBER");
  refused("", "NAME=NUMBER");
  refused("accuracy=0.8,accuracy=0.9", "twice");
  refused("seed=1", "accuracy is missing");
  refused("accuracy=0.8", "noise", Task::ratings);
  refused("noise=-1", "at least 0", Task::ratings);
  refused("noise=inf", "at least 0", Task::ratings);
  refused("accuracy=0.8,mu=0", "mu: expected a number from 0.05 to 3600, got \"0\"");
  refused("accuracy=0.8,speed=0", "from 0.01 to 100");
  refused("accuracy=0.8,criterion=0.1", "criterion");  // of raters alone
  refused("criterion=2", "from -1 to 1", Task::ratings);
}
