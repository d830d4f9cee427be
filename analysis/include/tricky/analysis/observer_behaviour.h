#pragma once

#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/response_history.h"
#include "tricky/analysis/session_groups.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

struct BehaviourOptions {
  /// A press this soon after onset was not made in reply to the image: simple reactions to light take longer.
  double too_fast_s = 0.2;
};

/// What observers of a task with right responses are really doing, session by session, over the main trials, in the order
/// of the session. Catch trials and repeats come in only where they are named, and as "the trial before". Of an observer:
///
///   accuracy_trend            log odds of being right at the end minus at the beginning (logistic_regression.h)
///   accuracy_half_difference  accuracy in the second half of the trials minus the first
///   median_response_time_s, response_time_trend, response_time_wrong_to_right
///                             response_times.h; the trend is a ratio, end to beginning, of the trials not too fast. The
///                             median is given again of the "right" and the "wrong" of these trials, and of tasks that
///                             show one image of the "trivial", "in-between" and "impossible" ones (subset)
///   response_time_difficulty  Pearson's correlation, over items, of log response time and the share of the other
///                             observers who were wrong; from three observers on
///   share_too_fast, share_missing
///   wrong_where_others_right  share of errors on the items that all others (three or more) got right: what is left when
///                             difficulty is no excuse
///   catch_accuracy, lapse_rate                    of catch trials, where there are some
///   repeat_same, repeat_kappa                     the second showing against the first: share of same responses (the
///                             same image, whichever side), and kappa of right and wrong
///
/// and of two_choice, with the sides (response_history.h):
///
///   history_stimulus, history_previous_choice, history_previous_correct
///   repeated_side, accuracy_after_error, longest_run, p_longest_run
///
/// Of "observers": mean_ of accuracy_trend, history_previous_choice, history_previous_correct, and of response_time_trend,
/// response_time_wrong_to_right and median_response_time_s (each subset) as geometric means: over observers, with Student's
/// interval, so that it holds for other observers, too. Where all saw the items in one order, the means of trends have no
/// interval: the order of easy and hard items is then a part of every observer's trend, and Student's interval held the
/// truth in 83 of 100 studies.
std::vector<Result> analyse_behaviour(const SessionGroup& group, const BootstrapOptions& bootstrap,
                                      const BehaviourOptions& options);

/// The choices of a two_choice session in its order; catch trials and repeats do not count.
std::vector<Choice> choices_of(const SessionOfGroup& session);

}  // namespace tricky::analysis
