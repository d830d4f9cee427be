#pragma once

namespace tricky::engine {

/// While one of these lives, the first SIGINT, SIGTERM, SIGUSR1 (what batch systems send before they preempt) or SIGHUP
/// (the terminal went away; left ignored where nohup had it so) only asks to stop; a second one ends the process as it
/// would have without us. Whoever read our output may go away without ending us. One at a time.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  bool requested() const;
};

}  // namespace tricky::engine
