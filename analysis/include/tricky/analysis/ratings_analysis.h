#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/session_groups.h"
#include "tricky/data/estimate.h"
#include "tricky/data/stimulus_list.h"

namespace tricky::analysis {

enum class LabelErrors { keep, exclude };

/// Which ratings are analysed. What is left out stands in the `method` of every result.
struct RatingsSelection {
  /// (question, decision maker): left out of the agreement on this question, as the paper does with one observer of its
  /// second experiment, and the reason, empty when none was given. Their answers still count in network accuracy and
  /// answer shares, as they do there.
  std::map<std::pair<std::string, std::string>, std::string> excluded_observers;
  LabelErrors label_errors = LabelErrors::keep;  ///< the list's label_error
  std::optional<std::set<int>> only_trials;      ///< trials of the list; of the sessions when there is no list
  std::string only_trials_source;                ///< for `method`: "balanced_171_trials.csv"
};

inline constexpr const char* kWithoutLabelErrors = ", without label errors";
inline constexpr const char* kBalanced = ", balanced";

/// What the list says of each item of its main trials, by item_id.
using RatedItems = std::map<std::string, ListedStimulus>;
RatedItems rated_items(const StimulusList& list);

/// Ratings of a group, question by question. Over the group; Q is the question's name:
///
///   of "A & B", subset Q    pearson, alpha_LEVEL          LEVEL: nominal, ordinal, interval, ratio
///   of Q, subset "all"      mean_, lowest_, highest_ of these over pairs; joint_alpha_LEVEL of all raters at once
///                           (intervals of alphas and means: bootstrap_agreement.h)
///   of Q, subset "answer = 2"
///       network_accuracy_observer_mean   network accuracy of an item: n_correct / n_makers of the list. Mean over the
///                                        items an observer gave this answer, then mean over observers (n)
///       network_accuracy_pooled          mean over all responses (n)
///   of Q, subset "trivial, answer = 2"
///       answer_share_within_answer       share of responses to items of this class among those with this answer (n)
///       answer_share_of_all              the same share of all responses to the question (n)
///   of Q, subset "all"
///       pearson_answer_network_accuracy  over items: mean answer of the observers, and network accuracy
///   of an observer, subset "Q, trivial, answer = 2"
///       answer_share_of_all              of this observer's responses to the question
///
/// Those of Q have intervals from a bootstrap over items, drawn within their difficulties as the list holds fixed numbers
/// of each, and, from six on, observers; those of an observer Clopper and Pearson's. Unless only_trials names the trials they are given again, over OVER + kWithoutLabelErrors (if the list has
/// label errors) and, not those of an observer, over that + kBalanced: as many items of each class as there are of the
/// rarest, drawn with the bootstrap's seed, so that answers to classes of different size can be compared.
///
/// All but agreement need the list's items; without `items` they are left out. Throws InputError for responses that are
/// not whole numbers, for items the list does not hold, and when the selection needs a list that is not there.
std::vector<Result> analyse_ratings(const SessionGroup& group, const std::optional<RatedItems>& items,
                                    const RatingsSelection& selection, const BootstrapOptions& options);

/// The questions of a group in order of appearance.
std::vector<std::string> questions_of(const SessionGroup& group);

}  // namespace tricky::analysis
