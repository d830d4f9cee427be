#pragma once

#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/session_groups.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// What the raters of a group are really doing, question by question (the subset), over the main trials. Of a rater:
///
///   scale_use                 entropy of their answers over that of all answers in equal shares, 0 (always the same) to 1:
///                             - sum p log p / log k, k the answers that any rater gave to the question
///   share_of_answer           how often each answer of the scale is theirs, with its exact interval; subset "QUESTION = K"
///   rating_trend              how much higher the answers are at the end of the session than at its beginning, in steps of
///                             the scale, after taking off the mean of the other raters' answers to the same item, so that
///                             it is no matter of which items came last (linear_trend, response_times.h)
///   difference_from_others    mean absolute difference between their answer and another rater's, over items and raters;
///                             Student's interval over items
///   rating_level              their answer minus the mean of the others', over items; Student's interval over items
///   alpha_ordinal_without     alpha of all other raters at once: above that of all where this one disagrees
///   repeat_same, repeat_difference   second showing against the first: share of same answers, mean absolute difference
///
/// and of "observers" mean_share_of_answer, the mean over raters with Student's interval.
///
/// Numbers that need others are undefined, with the reason, where no item was rated by another.
std::vector<Result> analyse_raters(const SessionGroup& group, const BootstrapOptions& options);

}  // namespace tricky::analysis
