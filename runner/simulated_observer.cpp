#include "simulated_observer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/random.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace {

constexpr double kShortestResponse_s = 0.2;
constexpr double kResponseTimeSigma = 0.4;
constexpr int kCountSteps = 5;

/// What a number within a trial is for.
enum Draw : std::uint32_t { kPair, kResponseTime, kRating };

std::uint64_t number_from(const std::string& text) { return std::stoull(sha256(text).substr(0, 16), nullptr, 16); }

/// The observer's own numbers for a decision of a trial.
RandomStream own(const SimulatedObserver& observer, const ListedStimulus& stimulus, Draw draw, std::uint32_t decision) {
  const auto phase = static_cast<std::uint32_t>(stimulus.phase);
  return {observer.seed, Stream::observer, observer.session,
          phase << 16U | static_cast<std::uint32_t>(draw) << 8U | decision, static_cast<std::uint32_t>(stimulus.trial)};
}

/// Standard normal noise, of which a share is the item's and common to all observers.
double noise_of(const SimulatedObserver& observer, RandomStream& random, const std::string& item) {
  const double own_part = random.normal();
  if (observer.common == 0.0) return own_part;
  const double common_part = RandomStream(mix_seed(observer.common_seed, number_from(item)), Stream::observer).normal();
  return std::sqrt(observer.common) * common_part + std::sqrt(1.0 - observer.common) * own_part;
}

struct Part {
  std::string_view name;
  double smallest;
  double largest;
  double SimulatedObserver::*value;
  std::optional<Task> only;  ///< the task it belongs to
};
constexpr double kAny = std::numeric_limits<double>::max();
const Part kParts[] = {
    {"accuracy", 0.0, 1.0, &SimulatedObserver::accuracy, Task::two_choice},
    {"bias", -10.0, 10.0, &SimulatedObserver::bias, Task::two_choice},
    {"noise", 0.0, kAny, &SimulatedObserver::noise, Task::ratings},
    {"lapse", 0.0, 1.0, &SimulatedObserver::lapse, std::nullopt},
    {"common", 0.0, 1.0, &SimulatedObserver::common, std::nullopt},
    {"rt", kShortestResponse_s, 3600.0, &SimulatedObserver::rt_s, std::nullopt},
};

}  // namespace

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double normal_quantile(double p) {
  if (p <= 0.0) return -std::numeric_limits<double>::infinity();
  if (p >= 1.0) return std::numeric_limits<double>::infinity();
  double low = -40.0;
  double high = 40.0;
  for (int i = 0; i < 200 && low < high; ++i) {
    const double middle = 0.5 * (low + high);
    (normal_cdf(middle) < p ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

Position SimulatedObserver::choose(const ListedStimulus& left, const ListedStimulus& right) const {
  RandomStream random = own(*this, left, kPair, 0);
  const bool lapses = random.bernoulli(lapse);
  const bool coin = random.bernoulli(0.5);
  if (lapses) return coin ? Position::right : Position::left;
  const bool right_is_easier = right.difficulty == Difficulty::trivial;
  const std::string& easier = right_is_easier ? right.item_id : left.item_id;
  const std::string& harder = right_is_easier ? left.item_id : right.item_id;
  // Evidence for the easier image, then for the right side.
  const double evidence = normal_quantile(accuracy) + noise_of(*this, random, easier + "+" + harder);
  return (right_is_easier ? evidence : -evidence) + bias > 0.0 ? Position::right : Position::left;
}

int SimulatedObserver::rate(const ListedStimulus& stimulus, const protocols::RatingQuestion& question,
                            std::size_t question_index) const {
  const bool is_count = question.kind == protocols::RatingQuestion::Kind::count;
  const int n_steps = std::min(question.largest - question.smallest + 1, is_count ? kCountSteps : 1000);
  RandomStream random = own(*this, stimulus, kRating, static_cast<std::uint32_t>(question_index));
  const bool lapses = random.bernoulli(lapse);
  const int any = static_cast<int>(random.below(static_cast<std::uint64_t>(n_steps)));
  if (lapses) return question.smallest + any;
  const double hardness =
      stimulus.n_makers > 0 ? 1.0 - static_cast<double>(stimulus.n_correct) / stimulus.n_makers : 0.5;
  const double centre = question.rises_with_difficulty ? hardness : 1.0 - hardness;
  const double latent = centre + noise * noise_of(*this, random, stimulus.item_id + "?" + question.name);
  return question.smallest +
         std::clamp(static_cast<int>(std::floor(std::clamp(latent, 0.0, 1.0) * n_steps)), 0, n_steps - 1);
}

double SimulatedObserver::response_time_s(const ListedStimulus& stimulus, std::size_t decision) const {
  RandomStream random = own(*this, stimulus, kResponseTime, static_cast<std::uint32_t>(decision));
  return std::max(kShortestResponse_s, rt_s * std::exp(kResponseTimeSigma * random.normal()));
}

SimulatedObserver parse_simulated_observer(const std::string& spec, Task task, const std::string& observer,
                                           int session) {
  SimulatedObserver result;
  result.spec = spec;
  result.session = static_cast<std::uint32_t>(session);
  std::uint64_t seed = 1;
  std::set<std::string> given;
  const auto fail = [&](const std::string& message) {
    const std::string example = task == Task::two_choice ? "accuracy=0.81,seed=1" : "noise=0.3,seed=1";
    throw InputError("--simulate " + in_quotes(spec) + ": " + message + "; for example " + example);
  };
  std::vector<std::string> names{"seed"};
  for (const Part& part : kParts) {
    if (!part.only || *part.only == task) names.emplace_back(part.name);
  }
  for (const std::string& piece : split(spec, ',')) {
    const std::size_t equals = piece.find('=');
    if (equals == std::string::npos) fail("expected NAME=NUMBER, got " + in_quotes(piece));
    const std::string name = piece.substr(0, equals);
    const std::string number = piece.substr(equals + 1);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const auto nearest = nearest_name(name, names);
      fail(in_quotes(name) + " is nothing an observer of task " + std::string(to_text(task)) + " has" +
           (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; there are " + join(names, ", ")));
    }
    if (!given.insert(name).second) fail(in_quotes(name) + " is given twice");
    if (name == "seed") {
      const auto value = parse_integer(number);
      if (!value || *value < 0) fail("seed: expected a whole number of at least 0, got " + in_quotes(number));
      seed = static_cast<std::uint64_t>(*value);
      continue;
    }
    const Part& part =
        *std::find_if(std::begin(kParts), std::end(kParts), [&](const Part& each) { return each.name == name; });
    const auto value = parse_real(number);
    if (!value || !(*value >= part.smallest && *value <= part.largest)) {
      fail(name + ": expected a number " +
           (part.largest == kAny ? "of at least " + format_real(part.smallest)
                                 : "from " + format_real(part.smallest) + " to " + format_real(part.largest)) +
           ", got " + in_quotes(number));
    }
    result.*part.value = *value;
  }
  if (task == Task::two_choice && !given.contains("accuracy")) fail("accuracy is missing");
  result.seed = mix_seed(seed, number_from(observer));
  result.common_seed = seed;
  return result;
}

}  // namespace tricky::runner
