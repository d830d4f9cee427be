// By hand and by counting all outcomes first, then known effects recovered, then SciPy.

#include "tricky/analysis/response_history.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "temporary_folder.h"
#include "tricky/analysis/logistic_regression.h"
#include "tricky/analysis/response_times.h"
#include "tricky/data/files.h"
#include "tricky/data/random.h"
#include "tricky/data/value.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

/// "LR" pairs "right side, chosen side", "-" for no response: "LL RL L-".
std::vector<Choice> choices_from(const std::string& text) {
  std::vector<Choice> choices;
  for (std::size_t i = 0; i + 1 < text.size(); i += 3) {
    Choice choice;
    choice.right_is_right = text[i] == 'R';
    if (text[i + 1] != '-') choice.chose_right = text[i + 1] == 'R';
    choices.push_back(choice);
  }
  return choices;
}

struct SimulatedHistory {
  double bias = 0.2;
  double stimulus = 2.8;  // about 80 % right
  double previous_choice = 0.5;
  double previous_correct = -0.3;

  std::vector<Choice> choices(RandomStream& random, std::size_t n) const {
    std::vector<Choice> choices;
    for (std::size_t t = 0; t < n; ++t) {
      Choice choice;
      choice.right_is_right = random.bernoulli(0.5);
      double x = bias + stimulus * (choice.right_is_right ? 0.5 : -0.5);
      if (t > 0) {
        x += previous_choice * (*choices.back().chose_right ? 0.5 : -0.5);
        x += previous_correct * (choices.back().right_is_right ? 0.5 : -0.5);
      }
      choice.chose_right = random.bernoulli(1.0 / (1.0 + std::exp(-x)));
      choices.push_back(choice);
    }
    return choices;
  }
};

struct Coverage {
  int n = 0;
  int covered = 0;
  void add(const Estimate& estimate, double truth) {
    if (!estimate.ci) return;
    ++n;
    covered += estimate.ci->first <= truth && truth <= estimate.ci->second ? 1 : 0;
  }
  double share() const { return static_cast<double>(covered) / n; }
};

Value::Array array_of(const std::vector<double>& values) {
  Value::Array array;
  for (const double value : values) array.push_back(value);
  return array;
}

void add_estimate(Value::Array& ours, const Estimate& estimate) {
  ours.push_back(*estimate.value);
  ours.push_back(estimate.ci->first);
  ours.push_back(estimate.ci->second);
}

}  // namespace

TEST_CASE("repeated sides and accuracy after errors are counted over pairs of trials with responses") {
  //                               right wrong right  none right right
  const auto choices = choices_from("LL RL RR L- LL RR");
  // Transitions: LL->RL same side, RL->RR other, LL->RR other.
  const Estimate repeated = repeated_side(choices);
  CHECK(repeated.n == 3);
  CHECK(*repeated.value == Approx(1.0 / 3.0));
  const Estimate after = accuracy_after_error(choices);
  CHECK(after.n == 3);
  CHECK(*after.value == Approx(1.0 - 0.5));  // after the error 1 of 1; after right responses 1 of 2
}

TEST_CASE("a trial that does not count is a predecessor all the same") {
  auto choices = choices_from("LL RL RR");
  choices[1].counts = false;
  const Estimate repeated = repeated_side(choices);
  CHECK(repeated.n == 1);
  CHECK(*repeated.value == 0.0);
}

TEST_CASE("Newcombe's interval is the one that he printed") {
  // Newcombe 1998, Table II, contrasts (a), (c) and (h), method 10.
  const Estimate a = difference_of_shares(56, 70, 48, 80);
  CHECK(*a.value == Approx(0.2));
  CHECK(a.ci->first == Approx(0.0524).margin(5e-5));
  CHECK(a.ci->second == Approx(0.3339).margin(5e-5));
  const Estimate c = difference_of_shares(6, 7, 2, 7);
  CHECK(c.ci->first == Approx(0.0582).margin(5e-5));
  CHECK(c.ci->second == Approx(0.8062).margin(5e-5));
  const Estimate h = difference_of_shares(10, 10, 0, 10);
  CHECK(h.ci->first == Approx(0.6075).margin(5e-5));
  CHECK(h.ci->second == 1.0);
  CHECK(difference_of_shares(0, 0, 3, 5).undefined == "one of the two has no trials");
}

TEST_CASE("the probability of a long run is that of counting all sequences") {
  for (const double share : {0.5, 0.7}) {
    for (std::size_t n = 1; n <= 12; ++n) {
      for (std::size_t length = 1; length <= n + 1; ++length) {
        double p = 0.0;
        for (unsigned sequence = 0; sequence < 1U << n; ++sequence) {
          std::size_t longest = 0;
          std::size_t run = 0;
          double probability = 1.0;
          bool before = false;
          for (std::size_t t = 0; t < n; ++t) {
            const bool now = ((sequence >> t) & 1U) != 0;
            run = t > 0 && now == before ? run + 1 : 1;
            before = now;
            longest = std::max(longest, run);
            probability *= now ? share : 1.0 - share;
          }
          p += longest >= length ? probability : 0.0;
        }
        REQUIRE(p_run_at_least(n, share, length) == Approx(p).margin(1e-12));
      }
    }
  }
}

TEST_CASE("the longest run knows its side, and a trial without a response ends it") {
  const auto run = longest_run(choices_from("LL LL L- LL RR RR LR"));
  REQUIRE(run);
  CHECK(run->length == 3);
  CHECK(run->is_right);
  CHECK_FALSE(longest_run(choices_from("L- R-")));
}

TEST_CASE("the lapse rate is twice the share of errors on catch trials") {
  const Estimate none = lapse_rate(0, 10);
  CHECK(*none.value == 0.0);
  CHECK(none.ci->second == Approx(2.0 * (1.0 - std::pow(0.025, 0.1))));
  CHECK(*lapse_rate(8, 10).value == 1.0);
  CHECK(lapse_rate(8, 10).ci->second == 1.0);
  CHECK(lapse_rate(0, 0).undefined == "no catch trials with a response");
}

TEST_CASE("history effects come back from simulated choices") {
  RandomStream random(7, Stream::observer);
  const SimulatedHistory history;
  const HistoryEffects effects = history_effects(history.choices(random, 60'000));
  CHECK(*effects.stimulus.value == Approx(history.stimulus).margin(0.1));
  CHECK(*effects.previous_choice.value == Approx(history.previous_choice).margin(0.1));
  CHECK(*effects.previous_correct.value == Approx(history.previous_correct).margin(0.1));
}

TEST_CASE("intervals of history effects hold the truth in 93 to 97 % of sessions of 149 trials") {
  RandomStream random(8, Stream::observer);
  const SimulatedHistory history;
  Coverage stimulus;
  Coverage choice;
  Coverage correct;
  for (int i = 0; i < 1000; ++i) {
    const HistoryEffects effects = history_effects(history.choices(random, 149));
    stimulus.add(effects.stimulus, history.stimulus);
    choice.add(effects.previous_choice, history.previous_choice);
    correct.add(effects.previous_correct, history.previous_correct);
  }
  for (const Coverage& coverage : {stimulus, choice, correct}) {
    CHECK(coverage.n == 1000);
    CHECK(coverage.share() > 0.93);
    CHECK(coverage.share() < 0.97);
  }
}

TEST_CASE("history effects are undefined for one who is always right, and say why") {
  const HistoryEffects effects = history_effects(choices_from("LL RR RR LL RR LL LL RR LL RR"));
  CHECK_FALSE(effects.previous_choice.value);
  CHECK(effects.previous_choice.undefined == "the predictors do not vary apart from one another");
  CHECK_FALSE(history_effects({}).stimulus.value);
}

TEST_CASE("Firth's regression has a value where a predictor separates the outcomes") {
  std::vector<LogisticRow> rows;
  for (int i = 0; i < 20; ++i) rows.push_back({i >= 10, {i >= 10 ? 0.5 : -0.5}});
  const auto b = logistic_regression(rows);
  // By hand: Firth adds half a success and half a failure to each half: log(10.5 / .5) twice.
  CHECK(*b[1].value == Approx(2.0 * std::log(21.0)));
  CHECK(*b[0].value == Approx(0.0).margin(1e-8));
}

TEST_CASE("the trend of autocorrelated response times is covered in 93 to 97 % of sessions") {
  RandomStream random(9, Stream::observer);
  for (const double r : {0.0, 0.3}) {
    Coverage coverage;
    for (int i = 0; i < 1000; ++i) {
      std::vector<double> times;
      double noise = random.normal() / std::sqrt(1.0 - r * r);
      for (int t = 0; t < 149; ++t) {
        times.push_back(std::exp(0.2 - 0.3 * (t / 148.0 - 0.5) + 0.4 * noise));
        noise = r * noise + random.normal();
      }
      coverage.add(response_time_trend(times), std::exp(-0.3));
    }
    CHECK(coverage.share() > 0.93);
    CHECK(coverage.share() < 0.97);
  }
}

TEST_CASE("a median of too few values has no interval, and of six the extremes") {
  const std::vector<double> values{5, 3, 1, 4, 2};
  CHECK(*median_with_interval(values).value == 3.0);
  CHECK_FALSE(median_with_interval(values).ci);
  const std::vector<double> six{5, 3, 1, 4, 2, 6};
  CHECK(*median_with_interval(six).value == 3.5);
  CHECK(median_with_interval(six).ci == std::pair(1.0, 6.0));
}

TEST_CASE("the median's interval holds the truth where successive times resemble each other") {
  RandomStream random(33, Stream::observer);
  constexpr int kStudies = 1500;
  int n_independent = 0;
  int n_series = 0;
  for (int study = 0; study < kStudies; ++study) {
    std::vector<double> values{random.normal()};
    while (values.size() < 150) values.push_back(0.3 * values.back() + std::sqrt(1.0 - 0.09) * random.normal());
    const auto holds = [](const Estimate& estimate) { return estimate.ci->first <= 0.0 && 0.0 <= estimate.ci->second; };
    n_independent += holds(median_with_interval(values)) ? 1 : 0;
    n_series += holds(median_of_series(values)) ? 1 : 0;
  }
  CHECK(n_independent < 0.92 * kStudies);
  CHECK(n_series > 0.93 * kStudies);
  CHECK(n_series < 0.97 * kStudies);
  const std::vector<double> alternating{1.0, 9.0, 2.0, 8.0, 3.0, 7.0, 4.0, 6.0};
  CHECK(median_of_series(alternating).ci == median_with_interval(alternating).ci);
  CHECK(median_of_series({}).undefined == "no response times");
}

TEST_CASE("SciPy gives the same regression, median, trend and ratio of response times") {
  if (std::system("/usr/bin/python3 -c 'import scipy' 2>/dev/null") != 0) {
    WARN("skipped: /usr/bin/python3 with SciPy is not installed");
    return;
  }
  RandomStream random(10, Stream::observer);
  Value::Array cases;
  for (const std::size_t n : {30U, 150U}) {
    std::vector<LogisticRow> rows;
    Value::Array x;
    Value::Array y;
    for (std::size_t i = 0; i < n; ++i) {
      const double first = random.normal();
      const double second = random.bernoulli(0.5) ? 0.5 : -0.5;
      const bool outcome = random.bernoulli(1.0 / (1.0 + std::exp(-(0.5 + first - second))));
      rows.push_back({outcome, {first, second}});
      x.push_back(array_of({first, second}));
      y.push_back(outcome ? 1.0 : 0.0);
    }
    Value each;
    each["kind"] = "logistic";
    each["x"] = x;
    each["y"] = y;
    Value::Array ours;
    for (const Estimate& estimate : logistic_regression(rows)) add_estimate(ours, estimate);
    each["ours"] = ours;
    cases.push_back(std::move(each));

    std::vector<double> times;
    for (std::size_t i = 0; i < n; ++i) times.push_back(std::exp(random.normal() - 0.01 * static_cast<double>(i)));
    const auto add = [&](const char* kind, const Estimate& estimate) {
      Value other;
      other["kind"] = kind;
      other["values"] = array_of(times);
      Value::Array numbers;
      add_estimate(numbers, estimate);
      other["ours"] = numbers;
      cases.push_back(std::move(other));
    };
    add("median", median_with_interval(times));
    add("trend", response_time_trend(times));
    const std::vector<double> first(times.begin(), times.begin() + 11);
    const std::vector<double> second(times.begin() + 11, times.end());
    Value ratio;
    ratio["kind"] = "ratio";
    ratio["first"] = array_of(first);
    ratio["second"] = array_of(second);
    Value::Array numbers;
    add_estimate(numbers, response_time_ratio(first, second));
    ratio["ours"] = numbers;
    cases.push_back(std::move(ratio));
  }
  const TemporaryFolder folder;
  write_file(folder / "cases.json", to_json(Value(cases), JsonLayout::indented));
  const char* const source = std::getenv("TRICKY_SOURCE");
  const std::filesystem::path here = source != nullptr ? std::filesystem::path(source) / "tests/analysis"
                                                       : std::filesystem::path(__FILE__).parent_path();
  CHECK(std::system(("/usr/bin/python3 '" + (here / "compare_behaviour.py").string() + "' '" +
                     (folder / "cases.json").string() + "'")
                        .c_str()) == 0);
}
