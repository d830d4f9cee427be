// Observers of a two-choice task and raters whose sessions are simulated and analysed as those of people are. What is
// true of them is the value of the same analysis of sessions of very many trials.

#include <cmath>
#include <map>
#include <numeric>

#include "analysis/coverage/coverage.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/observer_behaviour.h"
#include "tricky/analysis/rater_behaviour.h"
#include "tricky/analysis/two_choice.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

/// How an observer of pairs behaves: logit P(right) = bias + 2 s (ability + easiness + trend x) + stay c.
struct Observer {
  double ability = 1.0;
  double bias = 0.2;
  double stay = 0.4;     ///< the side of the trial before once more, in log odds
  double trend = 0.5;    ///< over the session
  double slowing = -0.3; ///< of log response time, over the session
  double slow_errors = 0.2;
};

std::string_view side(bool is_right) { return is_right ? "right" : "left"; }

class Session {
 public:
  Session(RandomStream& random, const Observer& observer, std::string name) : random_(random), observer_(observer) {
    session_.maker = session_.record.observer = std::move(name);
  }

  SessionOfGroup of(const std::vector<double>& easiness, const std::vector<std::size_t>& order, std::size_t n_catch,
                    std::size_t n_repeats) {
    const std::size_t n = easiness.size();
    noise_ = random_.normal();
    for (std::size_t i = 0; i < n; ++i) {
      x_ = static_cast<double>(i) / static_cast<double>(n - 1) - 0.5;
      TrialRecord trial = shown(std::string("i") += std::to_string(order[i]), observer_.ability + easiness[order[i]]);
      session_.trials.push_back(trial);
      session_.shown.push_back(trial);
      if (n_catch > 0 && i % (n / n_catch) == 0) {
        // Nobody who looks is wrong; one in ten looks away, and half of these guesses are right.
        TrialRecord easy = trial;
        easy.trial = ++n_shown_;
        easy.kind = TrialKind::catch_trial;
        easy.item_id = "catch";
        answer(easy, random_.bernoulli(0.95) == (easy.expected == "right"));
        session_.shown.push_back(easy);
      }
    }
    for (std::size_t k = 0; k < n_repeats; ++k) {
      const std::size_t i = k * n / n_repeats;
      TrialRecord again = shown(session_.trials[i].item_id, observer_.ability + easiness[order[i]]);
      again.kind = TrialKind::repeat;
      again.repeat_of = session_.trials[i].trial;
      session_.shown.push_back(again);
    }
    return std::move(session_);
  }

 private:
  void answer(TrialRecord& trial, bool chose_right) {
    trial.response = side(chose_right);
    trial.correct = trial.response == trial.expected ? Correctness::right : Correctness::wrong;
  }

  TrialRecord shown(const std::string& item_id, double easiness) {
    TrialRecord trial;
    trial.trial = ++n_shown_;
    trial.question = "easier";
    trial.item_id = item_id;
    const bool right_is_right = random_.bernoulli(0.5);
    trial.expected = side(right_is_right);
    noise_ = 0.2 * noise_ + std::sqrt(1.0 - 0.04) * random_.normal();
    if (random_.bernoulli(0.02)) return trial;  // too late
    const double logit = observer_.bias + (right_is_right ? 1.0 : -1.0) * (easiness + observer_.trend * x_) +
                         observer_.stay * before_;
    answer(trial, random_.bernoulli(1.0 / (1.0 + std::exp(-logit))));
    before_ = trial.response == "right" ? 0.5 : -0.5;
    const bool is_wrong = trial.correct == Correctness::wrong;
    trial.response_time_s = random_.bernoulli(0.03)
                                ? 0.1
                                : 0.2 + std::exp(-0.2 + observer_.slowing * x_ - 0.1 * easiness +
                                                 (is_wrong ? observer_.slow_errors : 0.0) + 0.4 * noise_);
    return trial;
  }

  RandomStream& random_;
  const Observer& observer_;
  SessionOfGroup session_;
  int n_shown_ = 0;
  double x_ = 0.0;
  double noise_ = 0.0;
  double before_ = 0.0;
};

/// Each observer has an order of items of their own.
SessionGroup group_of(RandomStream& random, const std::vector<Observer>& observers, std::size_t n_trials,
                      std::size_t n_catch, std::size_t n_repeats) {
  SessionGroup group;
  group.over = "simulated";
  group.task = Task::two_choice;
  std::vector<double> easiness(n_trials);
  for (double& value : easiness) value = 1.2 * random.normal();
  std::vector<std::size_t> order(n_trials);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < observers.size(); ++i) {
    random.shuffle(std::span(order));
    group.sessions.push_back(
        Session(random, observers[i], std::string("o") += std::to_string(i)).of(easiness, order, n_catch, n_repeats));
  }
  return group;
}

/// What is said about the first observer, by statistic.
std::map<std::string, Estimate> of_first(const SessionGroup& group, const BootstrapOptions& options) {
  std::map<std::string, Estimate> estimates;
  for (Result& result : analyse_behaviour(group, options, {})) {
    if (result.of == "o0" && result.subset == "all") estimates[result.statistic] = std::move(result.estimate);
  }
  SideCounts sides;
  std::uint64_t n_left = 0;
  std::uint64_t n_right = 0;
  std::uint64_t n = 0;
  for (const TrialRecord& trial : group.sessions.front().trials) {
    if (trial.response.empty()) continue;
    const bool left = trial.response == "left";
    ++n;
    n_left += left ? 1 : 0;
    n_right += trial.correct == Correctness::right ? 1 : 0;
    ++(trial.expected == "left" ? left ? sides.left_of_left : sides.right_of_left
                                : left ? sides.left_of_right : sides.right_of_right);
  }
  estimates["accuracy"] = binomial_share(n_right, n);
  const ChoiceDependence dependence = choice_dependence(choices_of(group.sessions.front()));
  estimates["share_left"] = dependent_share(n_left, n, dependence.of_share);
  estimates["d_prime"] = d_prime(sides);
  estimates["side_bias"] = side_bias(sides, 0.95, dependence.of_bias);
  return estimates;
}

std::map<std::string, double> values_of(const std::map<std::string, Estimate>& estimates) {
  std::map<std::string, double> values;
  for (const auto& [name, estimate] : estimates) {
    if (estimate.value) values[name] = *estimate.value;
  }
  return values;
}

using Numbers = std::function<std::map<std::string, Estimate>(RandomStream&, std::size_t n, const BootstrapOptions&)>;

/// Studies of these sizes, and the truth: the mean over `n_long` of size `length`.
void lines(const Simulation& simulation, const std::string& who, const std::string& what,
           const std::vector<std::size_t>& sizes, std::size_t length, int n_long, const Numbers& numbers) {
  if (!simulation.wants(who)) return;
  BootstrapOptions without = simulation.options;
  without.draws = 0;
  std::map<std::string, double> truths;
  std::mutex mutex;
  in_parallel(static_cast<std::size_t>(n_long), [&](std::size_t i) {
    RandomStream random(5, Stream::observer, 1, static_cast<std::uint32_t>(i));
    const auto values = values_of(numbers(random, length, without));
    const std::lock_guard lock(mutex);
    for (const auto& [name, value] : values) truths[name] += value / n_long;
  });
  for (const std::size_t n : sizes) {
    std::map<std::string, Counts> counts;
    std::map<std::string, std::string> methods;
    simulation.each([&](RandomStream& random, const BootstrapOptions& options) {
      const std::map<std::string, Estimate> estimates = numbers(random, n, options);
      const std::lock_guard lock(mutex);
      for (const auto& [name, estimate] : estimates) {
        if (!estimate.ci) continue;
        counts[name].add({estimate, truths.at(name)});
        methods[name] = estimate.method.substr(0, estimate.method.find_first_of(";,"));
      }
    });
    for (const auto& [name, count] : counts)
      print(who + ", " + std::to_string(n) + " " + what + ": " + name, methods[name].c_str(), count);
  }
}

// --- raters: answers 0, 1, 2 of a quality of the item, the rater's own bias and noise, cut at -.5 and .5

struct Rater {
  double bias = 0.0;
  double drift = 0.0;
};

SessionGroup rating_group(RandomStream& random, const std::vector<Rater>& raters, std::size_t n_items,
                          std::size_t n_repeats) {
  SessionGroup group;
  group.over = "simulated";
  group.task = Task::ratings;
  std::vector<double> quality(n_items);
  for (double& value : quality) value = random.normal();
  for (std::size_t r = 0; r < raters.size(); ++r) {
    SessionOfGroup& session = group.sessions.emplace_back();
    session.maker = std::string("o") += std::to_string(r);
    const auto shown = [&](std::size_t i, double x) {
      TrialRecord trial;
      trial.trial = static_cast<int>(session.shown.size()) + 1;
      trial.question = "Q";
      trial.item_id = std::string("i") += std::to_string(i);
      const double felt = quality[i] + raters[r].bias + raters[r].drift * x + 0.8 * random.normal();
      trial.response = felt < -0.5 ? "0" : felt < 0.5 ? "1" : "2";
      return trial;
    };
    for (std::size_t i = 0; i < n_items; ++i) {
      session.trials.push_back(shown(i, static_cast<double>(i) / static_cast<double>(n_items - 1) - 0.5));
      session.shown.push_back(session.trials.back());
    }
    for (std::size_t k = 0; k < n_repeats; ++k) {
      TrialRecord again = shown(k * n_items / n_repeats, 0.5);
      again.kind = TrialKind::repeat;
      again.repeat_of = session.trials[k * n_items / n_repeats].trial;
      session.shown.push_back(again);
    }
  }
  return group;
}

std::map<std::string, Estimate> of_first_rater(const SessionGroup& group, const BootstrapOptions& options) {
  std::map<std::string, Estimate> estimates;
  for (Result& result : analyse_raters(group, options)) {
    if (result.of == "o0" && result.statistic != "scale_use") estimates[result.statistic] = std::move(result.estimate);
  }
  return estimates;
}

}  // namespace

void behaviour_lines(const Simulation& simulation) {
  std::vector<Observer> observers(6);
  for (std::size_t i = 1; i < observers.size(); ++i) observers[i].ability = 0.4 + 0.25 * static_cast<double>(i);
  lines(simulation, "one of 6 observers", "trials", {150, 300}, 3000, 40,
        [&](RandomStream& random, std::size_t n, const BootstrapOptions& options) {
          const bool is_long = options.draws == 0;
          return of_first(group_of(random, observers, n, is_long ? n / 5 : 20, is_long ? n / 5 : 30), options);
        });

  // Means over observers: other observers are meant.
  lines(simulation, "8 observers", "trials", {150}, 3000, 60,
        [](RandomStream& random, std::size_t n, const BootstrapOptions& options) {
          std::vector<Observer> drawn(8);
          for (Observer& one : drawn) {
            one.ability += 0.4 * random.normal();
            one.bias += 0.2 * random.normal();
            one.stay += 0.3 * random.normal();
            one.trend += 0.4 * random.normal();
            one.slowing += 0.2 * random.normal();
            one.slow_errors += 0.1 * random.normal();
          }
          std::map<std::string, Estimate> estimates;
          for (Result& result : analyse_behaviour(group_of(random, drawn, n, 0, 0), options, {})) {
            if (result.of == "observers") estimates[result.statistic] = std::move(result.estimate);
          }
          return estimates;
        });

  std::vector<Rater> raters(8);
  for (std::size_t i = 1; i < raters.size(); ++i) raters[i].bias = 0.15 * (static_cast<double>(i) - 4.0);
  raters[0] = {0.3, 0.4};
  lines(simulation, "one of 8 raters", "items", {60, 300}, 3000, 30,
        [&](RandomStream& random, std::size_t n, const BootstrapOptions& options) {
          return of_first_rater(rating_group(random, raters, n, options.draws == 0 ? n / 5 : 30), options);
        });
}
