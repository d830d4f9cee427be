#pragma once

namespace tricky::runner {

/// While one of these lives, SIGINT, SIGTERM and SIGHUP only leave a note, for the session to end in order.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The signal that came since the last call, or 0.
  static int take();
};

}  // namespace tricky::runner
