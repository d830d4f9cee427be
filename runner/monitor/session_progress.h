#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tricky/data/derived_files.h"

namespace tricky::runner {

/// A share with its 95 % Wilson interval.
struct Share {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
  std::size_t n = 0;
};

/// k of n, n at least 1. Wilson 1927, z = 1.959964:
///   (k + z^2/2 ± z sqrt(k (n - k) / n + z^2/4)) / (n + z^2)
Share wilson_share(std::size_t k, std::size_t n);

/// Shannon's entropy in bits of how often each response was given (plug-in: too small for few responses); 0 for none.
double entropy_bits(std::span<const std::string> responses);

/// Used where the protocol sets no shortest response time. Responses that come sooner were not given to the images: the
/// fastest choices between pictures take longer.
inline constexpr double kTooFast_s = 0.2;

/// What an experimenter wants to know of a session while it runs; of its main trials only. Numbers that need a trial
/// are nothing before the first.
struct SessionProgress {
  std::string observer;
  std::string protocol;
  int session = 1;
  bool finished = false;
  bool interrupted = false;  ///< the journal's last word
  int n_practice_done = 0;
  int n_done = 0;
  int n_trials = 0;
  /// Of trials of kind main, shown for the first time: a ratings trial ends with its last answer.
  std::optional<double> median_response_time_s;
  std::optional<Share> too_fast;
  double too_fast_below_s = kTooFast_s;
  /// Trials left times the median time from one onset to the next.
  std::optional<double> time_left_s;
  std::optional<int> longest_run;  ///< of one side; pairs only
  std::optional<Share> left;       ///< how often the left side was chosen; pairs only
  struct Question {
    std::string name;
    double entropy_bits = 0.0;
    std::size_t n = 0;
  };
  std::vector<Question> questions;
  std::optional<Share> accuracy;   ///< where there is a right response
  std::string trigger_fault;       ///< why codes do not reach the recording device; empty: they do
  std::optional<int> late_frames;  ///< nothing where they are not counted
};

SessionProgress session_progress(const JournalSummary& summary, const std::string& last_event);

}  // namespace tricky::runner
