// Response times of simulated observers, and what they and accuracy owe to difficulty.

#include <catch2/catch.hpp>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "runner/simulated_spec.h"
#include "session_fixture.h"

using namespace tricky;
using namespace tricky::runner;

namespace {

SimulatedObserver observer_of(const std::string& spec, Task task = Task::two_choice) {
  return parse_simulated_observer(spec, task, "01", 1);
}

std::vector<double> times_of(const std::string& spec, int n) {
  const StimulusList list = make_list(StimulusList::Kind::pairs, 0, n);
  const SimulatedObserver observer = observer_of(spec);
  std::vector<double> times_s;
  for (std::size_t i = 0; i < list.stimuli.size(); i += 2) {
    times_s.push_back(observer.response_time_s(list.stimuli[i], list.stimuli[i + 1]));
  }
  return times_s;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The list with an easier image that only so many of ten networks get right.
StimulusList with_easier_right(StimulusList list, int n_correct) {
  for (ListedStimulus& stimulus : list.stimuli) {
    if (stimulus.difficulty == Difficulty::trivial) stimulus.n_correct = n_correct;
  }
  return list;
}

}  // namespace

TEST_CASE("response times are ex-Gaussian: quantiles as SciPy's exponnorm has them, moments as the formula") {
  constexpr int kN = 20'000;
  std::vector<double> times_s = times_of("accuracy=0.8,mu=0.7,sigma=0.1,tau=0.4,seed=5", kN);
  const double mean = mean_of(times_s);
  double variance = 0.0;
  for (const double t : times_s) variance += (t - mean) * (t - mean) / kN;
  CHECK(std::abs(mean - 1.1) < 4.0 * std::sqrt(0.17 / kN));
  CHECK(std::abs(variance - 0.17) < 0.02);  // sigma^2 + tau^2
  std::sort(times_s.begin(), times_s.end());
  // exponnorm(4, loc = 0.7, scale = 0.1): the share below each quantile, within four standard errors.
  for (const auto& [q, value] : {std::pair(0.1, 0.7129644), {0.5, 0.9896412}, {0.9, 1.6335340}, {0.99, 2.5545681}}) {
    const auto below = std::lower_bound(times_s.begin(), times_s.end(), value) - times_s.begin();
    CHECK(std::abs(static_cast<double>(below) / kN - q) < 4.0 * std::sqrt(q * (1.0 - q) / kN));
  }
}

TEST_CASE("response times without spread are mu, and speed divides them") {
  CHECK(times_of("accuracy=0.8,mu=0.6,sigma=0,tau=0", 3) == std::vector<double>{0.6, 0.6, 0.6});
  CHECK(times_of("accuracy=0.8,mu=0.6,sigma=0,tau=0,speed=4", 1).front() == Approx(0.15));
}

TEST_CASE("no response time is shorter than 0.05 s, whatever the spread") {
  const std::vector<double> times_s = times_of("accuracy=0.8,mu=0.05,sigma=3,tau=0", 2000);
  CHECK(*std::min_element(times_s.begin(), times_s.end()) >= 0.05);
  CHECK(*std::max_element(times_s.begin(), times_s.end()) > 3.0);
}

TEST_CASE("pairs whose difficulties differ less take longer and are told apart less well, as the slopes say") {
  const StimulusList far = make_list(StimulusList::Kind::pairs, 0, 4000);
  const StimulusList near = with_easier_right(far, 6);  // the two differ by 0.6, not by 1
  const SimulatedObserver observer =
      observer_of("accuracy=0.9,accuracy_slope=2,mu=0.6,sigma=0,tau=0,time_slope=1.5,seed=3");
  CHECK(observer.response_time_s(far.stimuli[0], far.stimuli[1]) == Approx(0.6));
  CHECK(observer.response_time_s(near.stimuli[0], near.stimuli[1]) == Approx(0.6 + 1.5 * 0.4));
  CHECK(observer.response_time_s(near.stimuli[6], near.stimuli[7]) == Approx(0.6 + 1.5 * 0.4));  // easier on the right
  const auto share_right = [&](const StimulusList& list) {
    int n_right = 0;
    for (std::size_t i = 0; i < list.stimuli.size(); i += 2) {
      const Position easier = list.stimuli[i].difficulty == Difficulty::trivial ? Position::left : Position::right;
      n_right += observer.choose(list.stimuli[i], list.stimuli[i + 1]) == easier ? 1 : 0;
    }
    return n_right / 4000.0;
  };
  CHECK(std::abs(share_right(far) - 0.9) < 0.019);
  // Phi(1.2815516 - 2 * 0.4) = Phi(0.4815516) = 0.684938
  CHECK(std::abs(share_right(near) - 0.684938) < 0.03);
}

TEST_CASE("a rater takes longer for harder images when the spec says so") {
  const StimulusList list = make_list(StimulusList::Kind::ratings, 0, 3);  // in-between, impossible, trivial
  const SimulatedObserver rater = observer_of("mu=0.6,sigma=0,tau=0,time_slope=1", Task::ratings);
  CHECK(rater.response_time_s(list.stimuli[0], 0) == Approx(1.1));
  CHECK(rater.response_time_s(list.stimuli[1], 1) == Approx(1.6));
  CHECK(rater.response_time_s(list.stimuli[2], 2) == Approx(0.6));
}

TEST_CASE("a rater's criterion asks for so much more of the scale") {
  StimulusList list = make_list(StimulusList::Kind::ratings, 0, 1);  // hardness 0.5
  protocols::RatingQuestion question;
  question.answers = {"no", "maybe", "yes"};
  question.largest = 2;
  const auto answer = [&](const std::string& criterion) {
    return observer_of("noise=0,criterion=" + criterion, Task::ratings).rate(list.stimuli[0], question, 0);
  };
  // Steps at 1/3 and 2/3 of the scale.
  CHECK(answer("0") == 1);
  CHECK(answer("0.16") == 1);
  CHECK(answer("0.17") == 0);
  CHECK(answer("-0.16") == 1);
  CHECK(answer("-0.17") == 2);
  CHECK(answer("1") == 0);
  CHECK(answer("-1") == 2);
}
