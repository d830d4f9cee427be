#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "replay/session_replay.h"

namespace tricky::runner {

/// One state of the screen in a trial, and how long it lasted.
struct ReplayMoment {
  ReplayScreen screen;
  std::int64_t lasts_ns = 0;
};

/// One trial as a sequence of screens: the interval before it, fixation, the stimulus, its place blank, each answer when it
/// was given, and what came of it. Fixation, interval and feedback last as long as the protocol says, all that is
/// counted from the onset as long as the journal says. What was answered stands there for `kAnswer_ns`, an addition of the
/// replay's. A ratings trial's confirmation has no time of its own: it ends with its last answer.
class ReplayMoments {
 public:
  static constexpr std::int64_t kAnswer_ns = 1'000'000'000;

  ReplayMoments(const SessionReplay& replay, std::size_t place);
  ReplayMoments(const ReplayMoments&) = delete;
  ReplayMoments& operator=(const ReplayMoments&) = delete;

  const std::vector<ReplayMoment>& moments() const { return moments_; }
  /// The trial in one picture: its images with all that was answered.
  const ReplayScreen& still() const { return still_; }

 private:
  void add_pair(const SessionReplay& replay, const ReplayedTrial& trial, const protocols::TwoChoiceTask& task);
  void add_ratings(const SessionReplay& replay, const ReplayedTrial& trial, const protocols::RatingsTask& task);
  template <typename TrialScreen>
  void add_stimulus(const ReplayedTrial& trial, TrialScreen screen, std::int64_t from_ns, std::int64_t until_ns);
  void add(const ReplayScreen::Shown& shown, const std::string& status, std::int64_t lasts_ns);

  std::string number_;    ///< "replay, trial 12 of 149"
  std::string answered_;  ///< the same with the answers behind it
  std::deque<RatingForm> forms_;
  std::vector<ReplayMoment> moments_;
  ReplayScreen still_;
};

}  // namespace tricky::runner
