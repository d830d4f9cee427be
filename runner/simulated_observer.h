#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "network_decisions.h"
#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/data/value.h"
#include "tricky/protocols/protocol.h"

namespace tricky::runner {

/// An observer of known properties (simulated_spec.h reads them from `--simulate`). Numbers come from Stream::observer,
/// addressed by seed, observer, session, phase and the trial's number in the list: a simulated session that was resumed
/// equals one that was not.
///
/// Pairs: an internal judgement D ~ N(+mu, 1) when the right image is the easier one, N(-mu, 1) when the left one is;
/// the answer is "right" when D + bias > 0. mu = z(accuracy) - accuracy_slope * closeness, where closeness is 1 - (share
/// of networks right on the easier image - share right on the harder one): 0 for most pairs. So without slope, bias and
/// lapses the expected accuracy is exactly `accuracy`; bias is the criterion's shift in standard deviations (signal
/// detection theory), positive towards right. In a share `lapse` of the trials the answer is a coin toss. In a catch
/// trial the answer is what the screen says, but for lapses.
///
/// Ratings: with h = 1 - n_correct / n_makers, the image's hardness, each question's latent value is
/// L = h - criterion + noise * N(0, 1), or 1 - h - criterion + … when the question's answers fall with difficulty. L, cut
/// to [0, 1), picks one of the answers in equal steps; for counts one of the lowest five numbers. So a criterion of 0.1
/// asks for a tenth of the scale more before any higher answer is given. Lapses pick any of the answers.
///
/// `common`: the share of the noise's variance that belongs to the item and is the same for all observers with this
/// seed; this is what makes simulated observers agree beyond their accuracies.
///
/// Response times of each decision are ex-Gaussian, N(mu, sigma) + Exp(tau) (Luce 1986), mu longer by time_slope *
/// closeness for pairs and time_slope * h for ratings; what is shorter than 0.05 s is drawn again. `speed` divides them,
/// and the time that reading and typing take.
///
/// A network (network_decisions.h) in place of accuracy, slope, bias and common: of a pair it chooses the image that it
/// classified correctly, by a coin when that is both or none; for ratings h is 0 where it was right and 1 where it was
/// not, and noise is 0 unless given.
struct SimulatedObserver {
  std::string spec;  ///< as given
  double accuracy = 0.8;
  double accuracy_slope = 0.0;
  double bias = 0.0;
  double lapse = 0.0;
  double common = 0.0;
  double noise = 0.3;
  double criterion = 0.0;
  double mu_s = 0.7;
  double sigma_s = 0.1;
  double tau_s = 0.4;
  double time_slope_s = 0.0;
  double speed = 1.0;
  std::string network;                        ///< its name; empty: none
  std::optional<NetworkDecisions> decisions;  ///< of the network
  std::uint64_t seed = 0;                     ///< already mixed with the observer's code
  std::uint64_t common_seed = 0;              ///< as given: observers of one seed share the items' noise
  std::uint32_t session = 1;

  Position choose(const ListedStimulus& left, const ListedStimulus& right) const;
  /// In a catch trial, of which `left` is the left image.
  Position follow(Position told, const ListedStimulus& left) const;
  int rate(const ListedStimulus& stimulus, const protocols::RatingQuestion& question, std::size_t question_index) const;
  /// Of the decision with this index about an image, and of that about a pair.
  double response_time_s(const ListedStimulus& stimulus, std::size_t decision) const;
  double response_time_s(const ListedStimulus& left, const ListedStimulus& right) const;

 private:
  double drawn_time_s(const ListedStimulus& stimulus, std::size_t decision, double difficulty) const;
};

/// The standard normal's distribution function and its inverse; the inverse is -inf at 0 and +inf at 1.
double normal_cdf(double z);
double normal_quantile(double p);

}  // namespace tricky::runner
