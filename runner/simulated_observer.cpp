#include "simulated_observer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "text_seed.h"
#include "tricky/data/random.h"

namespace tricky::runner {

namespace {

constexpr double kShortestResponse_s = 0.05;
constexpr int kCountSteps = 5;

/// What a number within a trial is for.
enum Draw : std::uint32_t { kPair, kResponseTime, kRating };

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
  const std::uint64_t seed = mix_seed(observer.common_seed, seed_from(item));
  const double common_part = RandomStream(seed, Stream::observer).normal();
  return std::sqrt(observer.common) * common_part + std::sqrt(1.0 - observer.common) * own_part;
}

double share_right(const ListedStimulus& stimulus, double unknown) {
  return stimulus.n_makers > 0 ? static_cast<double>(stimulus.n_correct) / stimulus.n_makers : unknown;
}

double hardness(const ListedStimulus& stimulus) { return 1.0 - share_right(stimulus, 0.5); }

/// How far two images are from being told apart by all networks at once.
double closeness(const ListedStimulus& easier, const ListedStimulus& harder) {
  return 1.0 - (share_right(easier, 1.0) - share_right(harder, 0.0));
}

bool right_is_easier(const ListedStimulus& right) { return right.difficulty == Difficulty::trivial; }

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
  const Position coin = random.bernoulli(0.5) ? Position::right : Position::left;
  if (lapses) return coin;
  if (decisions) {
    const bool knows_left = decisions->right_on.contains(left.item_id);
    const bool knows_right = decisions->right_on.contains(right.item_id);
    return knows_left == knows_right ? coin : knows_left ? Position::left : Position::right;
  }
  const bool is_right = right_is_easier(right);
  const ListedStimulus& easier = is_right ? right : left;
  const ListedStimulus& harder = is_right ? left : right;
  double mu = normal_quantile(accuracy);
  if (accuracy_slope != 0.0) mu -= accuracy_slope * closeness(easier, harder);
  // Evidence for the easier image, then for the right side.
  const double evidence = mu + noise_of(*this, random, easier.item_id + "+" + harder.item_id);
  return (is_right ? evidence : -evidence) + bias > 0.0 ? Position::right : Position::left;
}

Position SimulatedObserver::follow(Position told, const ListedStimulus& left) const {
  RandomStream random = own(*this, left, kPair, 0);
  const bool lapses = random.bernoulli(lapse);
  const Position coin = random.bernoulli(0.5) ? Position::right : Position::left;
  return lapses ? coin : told;
}

int SimulatedObserver::rate(const ListedStimulus& stimulus, const protocols::RatingQuestion& question,
                            std::size_t question_index) const {
  const bool is_count = question.kind == protocols::RatingQuestion::Kind::count;
  const int n_steps = std::min(question.largest - question.smallest + 1, is_count ? kCountSteps : 1000);
  RandomStream random = own(*this, stimulus, kRating, static_cast<std::uint32_t>(question_index));
  const bool lapses = random.bernoulli(lapse);
  const int any = static_cast<int>(random.below(static_cast<std::uint64_t>(n_steps)));
  if (lapses) return question.smallest + any;
  double hard = hardness(stimulus);
  if (decisions) hard = decisions->right_on.contains(stimulus.item_id) ? 0.0 : 1.0;
  const double centre = (question.rises_with_difficulty ? hard : 1.0 - hard) - criterion;
  const double latent = centre + noise * noise_of(*this, random, stimulus.item_id + "?" + question.name);
  return question.smallest +
         std::clamp(static_cast<int>(std::floor(std::clamp(latent, 0.0, 1.0) * n_steps)), 0, n_steps - 1);
}

double SimulatedObserver::drawn_time_s(const ListedStimulus& stimulus, std::size_t decision, double difficulty) const {
  RandomStream random = own(*this, stimulus, kResponseTime, static_cast<std::uint32_t>(decision));
  double time_s = 0.0;
  do {  // mu is at least 0.05 s, so that half of all draws are long enough
    const double normal_part = mu_s + time_slope_s * difficulty + sigma_s * random.normal();
    time_s = normal_part - tau_s * std::log1p(-random.uniform());
  } while (time_s < kShortestResponse_s);
  return time_s / speed;
}

double SimulatedObserver::response_time_s(const ListedStimulus& stimulus, std::size_t decision) const {
  return drawn_time_s(stimulus, decision, hardness(stimulus));
}

double SimulatedObserver::response_time_s(const ListedStimulus& left, const ListedStimulus& right) const {
  const bool is_right = right_is_easier(right);
  return drawn_time_s(left, 0, is_right ? closeness(right, left) : closeness(left, right));
}

}  // namespace tricky::runner
