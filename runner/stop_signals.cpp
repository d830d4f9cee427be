#include "stop_signals.h"

#include <csignal>

namespace tricky::runner {

namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
volatile std::sig_atomic_t g_signal = 0;
struct sigaction g_before[3];

void note(int signal) { g_signal = signal; }

}  // namespace

StopSignals::StopSignals() {
  struct sigaction action {};
  action.sa_handler = note;  // without SA_RESTART: a blocking wait ends at once
  for (std::size_t i = 0; i < 3; ++i) ::sigaction(kSignals[i], &action, &g_before[i]);
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < 3; ++i) ::sigaction(kSignals[i], &g_before[i], nullptr);
}

int StopSignals::take() {
  const int signal = g_signal;
  g_signal = 0;
  return signal;
}

}  // namespace tricky::runner
