#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/start_check.h"
#include "lab_display.h"
#include "launcher/recent_studies.h"
#include "triggers/known_ports.h"
#include "window/monitors.h"

namespace tricky::runner {

/// What the experimenter fills in: each field is a flag of `tricky session`.
struct LauncherForm {
  std::string study;
  std::string protocol;
  std::string list;
  std::string observer;
  int session = 1;
  bool resume = false;
  bool pilot = false;
  bool fullscreen = true;
  bool monitor_window = false;
  std::string monitor;              ///< number or name; empty: the remembered one
  std::string viewing_distance_cm;  ///< as typed; empty: the remembered one
  std::string trigger_port;  ///< a device, or "none"; empty: not said
  std::string yoked_to;      ///< the session whose order is followed
  bool simulate = false;     ///< `simulated_observer` sits there: no data
  std::string simulated_observer;
  bool human_speed = true;  ///< the simulated observer in the window, else without one at full speed
  bool operator==(const LauncherForm&) const = default;
};

/// The arguments after `tricky session` that do what the form says.
std::vector<std::string> session_arguments(const LauncherForm& form);

/// The launcher's state. Drawing reads it and changes the form; update_launcher does the rest.
struct Launcher {
  LauncherForm form;
  std::vector<RecentStudy> recent;
  LabDisplay remembered;               ///< the display of this computer's session before
  std::vector<Monitor> monitors;       ///< of this computer
  std::vector<std::string> protocols;  ///< of the study
  std::vector<std::string> lists;      ///< of the study, those the protocol can show
  bool sends_triggers = false;          ///< the protocol has [triggers]
  std::vector<KnownPort> ports;         ///< for them
  bool is_yoked = false;                ///< the protocol's order is that of another session
  std::vector<std::string> yokable;     ///< sessions that showed the list, below sessions/
  std::string usual_simulation;         ///< a simulated observer for the protocol's task
  std::vector<StartCheck> checks;
  bool can_resume = false;  ///< the session was interrupted and may go on
  int free_session = 1;     ///< the observer's first session number without a journal
  std::string outcome;      ///< of the session before, in words
  bool outcome_is_good = true;
  bool images_pending = false;  ///< the images are still being decoded
  std::string typed_port;       ///< not yet taken: a port is opened to check it, and half of its name is another one

  LauncherForm updated_for;  ///< the form as update_launcher saw it last
};

/// Opens a study: the last protocol, list and trigger port where they are remembered, else the first that fit, and the
/// first observer number that has no session.
void open_study(Launcher& launcher, const std::string& study);

/// The form's monitor among those there are; nothing where it is not plugged in.
std::optional<Monitor> chosen_monitor(const Launcher& launcher);

/// Takes this monitor, in the words in which it is remembered if it is that one, so that its measured width still holds.
/// The viewing distance is the remembered one there, and to be said again for every other monitor.
void choose_monitor(Launcher& launcher, const Monitor& monitor);

/// Brings lists and checks in line with the form. Images are left out: they take long; the caller adds their check.
void update_launcher(Launcher& launcher);

/// What came of the session, from its program's exit code and what it said.
void tell_outcome(Launcher& launcher, int exit_code, const std::string& said);

}  // namespace tricky::runner
