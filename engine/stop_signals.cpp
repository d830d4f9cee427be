#include "stop_signals.h"

#include <csignal>

#include <array>
#include <cstddef>

namespace tricky::engine {

namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGUSR1};
volatile std::sig_atomic_t stop_requested = 0;
std::array<struct sigaction, kSignals.size()> previous_actions{};

void ask_to_stop(int) { stop_requested = 1; }

}  // namespace

StopSignals::StopSignals() {
  stop_requested = 0;
  struct sigaction action {};
  action.sa_handler = ask_to_stop;
  // Restarting reads and writes keeps a half-written file from failing; resetting lets a second signal through.
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &previous_actions[i]);
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &previous_actions[i], nullptr);
}

bool StopSignals::requested() const { return stop_requested != 0; }

}  // namespace tricky::engine
