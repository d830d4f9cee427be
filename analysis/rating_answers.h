#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/ratings.h"
#include "tricky/data/estimate.h"
#include "tricky/data/stimulus_list.h"

namespace tricky::analysis {

/// One question: the ratings, and what the list says of each unit's item.
struct RatedQuestion {
  std::string question;
  std::string note;  ///< what was left out, appended to every `method`
  Ratings ratings;
  std::vector<ListedStimulus> items;  ///< one a unit
};

/// How answers go with difficulty (paper, Figures 6 and 25 to 28): network_accuracy_observer_mean,
/// network_accuracy_pooled, answer_share_within_answer, answer_share_of_all, pearson_answer_network_accuracy; see
/// ratings_analysis.h. Intervals by drawing items within
/// their difficulties and, from kFewestDrawn on, observers anew (crossed_bootstrap.h), under
/// the bootstrap called over + question; none where that would take longer than about a minute.
std::vector<Result> analyse_answers(const RatedQuestion& question, const std::string& over,
                                    const BootstrapOptions& options);

/// answer_share_of_all of each observer, subset "Q, trivial, answer = 2" (Figures 27 and 28): of all responses of this
/// observer to the question, Clopper-Pearson.
std::vector<Result> analyse_answers_of_observers(const RatedQuestion& question, const std::string& over, double level);

/// Only units of `n` items of each class that is there, drawn at random, n that of the rarest class: so that shares of
/// answers can be compared (Figure 6). Nothing when fewer than two classes are there or all have as many already.
std::optional<RatedQuestion> balanced(const RatedQuestion& question, std::uint64_t seed);

}  // namespace tricky::analysis
