#include "stop_signals.h"

#include <csignal>

#include <array>
#include <cstddef>

namespace tricky::engine {

namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGUSR1, SIGHUP};
volatile std::sig_atomic_t stop_requested = 0;
std::array<struct sigaction, kSignals.size()> previous_actions{};
struct sigaction previous_pipe_action {};

void ask_to_stop(int) { stop_requested = 1; }

}  // namespace

StopSignals::StopSignals() {
  stop_requested = 0;
  struct sigaction action {};
  action.sa_handler = ask_to_stop;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    // Restarting reads and writes keeps a half-written file from failing; resetting lets a second signal through.
    // A terminal that goes away may say so twice, from the shell and from the kernel.
    action.sa_flags = kSignals[i] == SIGHUP ? SA_RESTART : SA_RESTART | static_cast<int>(SA_RESETHAND);
    sigaction(kSignals[i], &action, &previous_actions[i]);
    if (kSignals[i] == SIGHUP && previous_actions[i].sa_handler == SIG_IGN) {
      sigaction(SIGHUP, &previous_actions[i], nullptr);
    }
  }
  action.sa_handler = SIG_IGN;
  action.sa_flags = 0;
  sigaction(SIGPIPE, &action, &previous_pipe_action);
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &previous_actions[i], nullptr);
  sigaction(SIGPIPE, &previous_pipe_action, nullptr);
}

bool StopSignals::requested() const { return stop_requested != 0; }

}  // namespace tricky::engine
