#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/protocols/protocol.h"

namespace tricky::runner {

/// What `--simulate` says, "accuracy=0.81,seed=1". Numbers come from Stream::observer, addressed by seed, observer,
/// session, phase and the trial's number in the list: a simulated session that was resumed equals one that was not.
///
/// Pairs: an internal judgement D ~ N(+mu, 1) when the right image is the easier one, N(-mu, 1) when the left one is,
/// with Phi(mu) = accuracy; the answer is "right" when D + bias > 0. So without bias and lapses the expected accuracy
/// is exactly `accuracy`; bias is the criterion's shift in standard deviations (signal detection theory), positive
/// towards right. In a share `lapse` of the trials the answer is a coin toss.
///
/// Ratings: with h = 1 - n_correct / n_makers, the image's hardness, each question's latent value is
/// L = h + noise * N(0, 1), or 1 - h + … when the question's answers fall with difficulty. L, cut to [0, 1), picks one
/// of the answers in equal steps; for counts one of the lowest five numbers. Lapses pick any of them.
///
/// `common`: the share of the noise's variance that belongs to the item and is the same for all observers with this
/// seed; this is what makes simulated observers agree beyond their accuracies. `rt`: median response time of a decision
/// in seconds; log-normal with sigma 0.4, never below 0.2 s.
struct SimulatedObserver {
  std::string spec;  ///< as given
  double accuracy = 0.8;
  double bias = 0.0;
  double lapse = 0.0;
  double common = 0.0;
  double noise = 0.3;
  double rt_s = 1.0;
  std::uint64_t seed = 0;         ///< already mixed with the observer's code
  std::uint64_t common_seed = 0;  ///< as given: observers of one seed share the items' noise
  std::uint32_t session = 1;

  Position choose(const ListedStimulus& left, const ListedStimulus& right) const;
  int rate(const ListedStimulus& stimulus, const protocols::RatingQuestion& question, std::size_t question_index) const;
  /// Of the decision with this index in the trial.
  double response_time_s(const ListedStimulus& stimulus, std::size_t decision) const;
};

/// Reads a SPEC of the task. Throws InputError naming the part that is wrong.
SimulatedObserver parse_simulated_observer(const std::string& spec, Task task, const std::string& observer,
                                           int session);

/// The standard normal's distribution function and its inverse; the inverse is -inf at 0 and +inf at 1.
double normal_cdf(double z);
double normal_quantile(double p);

}  // namespace tricky::runner
