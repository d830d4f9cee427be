#pragma once

namespace tricky::engine {

/// While one of these lives, the first SIGINT, SIGTERM or SIGUSR1 (what batch systems send before they preempt) only
/// asks to stop; a second one ends the process as it would have without us. One at a time.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  bool requested() const;
};

}  // namespace tricky::engine
