#pragma once

#include <pthread.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tricky/data/value.h"
#include "triggers/serial_port.h"

namespace tricky::runner {

/// Sends a session's codes over a serial port. send() hands over one byte without waiting and without taking memory; a
/// port that is full or gone costs that code and nothing else. Returning to 0 after a pulse, and telling the
/// experimenter (on stderr, once) that the port failed, is the work of a thread of its own.
class TriggerLine {
 public:
  /// `pulse_ms` after a code a 0 is sent; 0: never.
  TriggerLine(const std::string& port, int baud, int pulse_ms);
  /// Ends the last pulse first.
  ~TriggerLine();
  TriggerLine(const TriggerLine&) = delete;
  TriggerLine& operator=(const TriggerLine&) = delete;

  /// `t_ns`: now, on the session's clock, for the journal.
  void send(int code, std::int64_t t_ns);
  /// Adds what was sent since the last call to an event of the journal: "triggers", a list of {code, t_ns}, with "lost"
  /// where the port did not take it, and once "trigger_fault", in words. Adds nothing where nothing was sent.
  void put_sent(Value& event);
  /// {"port", "device", "baud", "pulse_ms"}
  Value description() const;

 private:
  struct Sent {
    int code = 0;
    std::int64_t t_ns = 0;
    bool lost = false;
  };
  /// Whoever holds it is as urgent as the session that waits for it, so that no third program can keep both waiting.
  class Lock;

  void run();
  void wake();
  void end_pulse();
  void note_fault(SerialPort::Write how);

  SerialPort port_;
  const int pulse_ms_;
  pthread_mutex_t mutex_;
  int wake_ = -1;
  std::atomic<std::int64_t> pulse_over_ns_{0};  ///< CLOCK_MONOTONIC's; 0: no pulse
  std::atomic<int> fault_{0};                   ///< the first Write that failed; 0: none
  std::atomic<bool> ends_{false};
  bool fault_kept_ = false;  ///< stands in the journal
  std::vector<Sent> sent_;
  std::thread thread_;
};

}  // namespace tricky::runner
