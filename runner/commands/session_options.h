#pragma once

#include <filesystem>
#include <string>

#include "tricky/data/program.h"

namespace tricky::runner {

/// What `tricky session` was asked for.
struct SessionOptions {
  std::string protocol;  ///< a file, or a name in the study's protocols/
  std::filesystem::path study;
  std::string list;
  std::string observer;
  int session = 1;
  std::string simulate;  ///< a simulated observer's SPEC; empty for people
  bool window = false;
  bool headless = false;
  bool resume = false;
  bool another_day = false;  ///< with `resume`: also a session that stopped on another day
  bool pilot = false;
  bool fullscreen = false;
  std::string yoked_to;              ///< the session whose order this one follows; empty: none
  std::string monitor;               ///< number or name; empty: the remembered one
  double monitor_width_mm = 0.0;     ///< 0: the remembered one
  double viewing_distance_cm = 0.0;  ///< 0: the remembered one
  std::filesystem::path timing_certificate;
  std::string trigger_port;     ///< a device; "none": without triggers that the protocol has; empty: not said
  int trigger_baud = 115200;
  bool monitor_window = false;  ///< a second window for the experimenter
  std::filesystem::path watch;  ///< show how the session in this folder goes, and nothing else
  std::filesystem::path replay; ///< show the session in this folder again, and nothing else
  double speed = 1.0;           ///< of the replay
  int from = 0;                 ///< the main trial at which the replay begins; 0: at the first trial of all
  bool check = false;           ///< look at everything, start nothing
  bool json = false;            ///< with `check`: for scripts
  double scale = 0.0;           ///< 0: what the display's DPI asks for
};

/// Throws InputError naming the option that is missing, unknown or at odds with another one; answers --help.
SessionOptions read_session_options(const Invocation& invocation);

}  // namespace tricky::runner
