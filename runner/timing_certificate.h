#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/value.h"

namespace tricky::runner {

/// What a buffer swap does on this display, measured.
enum class SwapClass {
  blocking,     ///< comes back at the display's refresh: the onset stamp is that of the refresh
  nonblocking,  ///< comes back at once: the frame is seen up to one refresh after its stamp
  composited,   ///< another program puts the frame on screen, usually one refresh after its stamp
};
std::string_view to_text(SwapClass swap);

/// What a certificate is about; it holds for no other display.
struct CertifiedDisplay {
  std::string video_driver;  ///< SDL's: x11, wayland, KMSDRM, …
  std::string renderer;      ///< OpenGL's
  std::string monitor;
  int width_px = 0;
  int height_px = 0;
  int reported_hz = 0;  ///< 0: the display does not say
  bool fullscreen = false;
  bool compositor = false;  ///< one is running
};
/// From Display::description().
CertifiedDisplay certified_display(const Value& description);

/// A few times and how they spread.
struct TimeSummary {
  std::size_t n = 0;
  double median_s = 0.0;
  double sd_s = 0.0;
  double p95_s = 0.0;  ///< of the magnitude
};
/// Of at least one time; the SD of one is 0.
TimeSummary summarise(std::vector<double> times_s);

/// What `tricky timing` found on this computer.
struct TimingCertificate {
  std::string utc;
  double wall_s = 0.0;  ///< the same, to tell its age
  CertifiedDisplay display;
  TimeSummary intervals;  ///< between frames shown as fast as swaps let them
  int late_frames = 0;    ///< refreshes missed meanwhile
  SwapClass swap = SwapClass::nonblocking;
  std::vector<std::string> time_sources;   ///< who takes the time of presses, the best first
  std::string pressed_source;              ///< who took the time of the injected presses; empty: none were injected
  std::optional<TimeSummary> press_delay;  ///< of injected presses: stamp - injection
  std::optional<TimeSummary> onset_error;  ///< photodiode's onset - stamp, when a photodiode was there
  double scale = 1.0;                      ///< of text; images are 1:1 always

  double measured_hz() const { return intervals.median_s > 0.0 ? 1.0 / intervals.median_s : 0.0; }
};

/// blocking when the median interval is within 10 % of the reported period (of 60 Hz where none is reported),
/// nonblocking when it is not; a running compositor makes blocking ones composited.
SwapClass classify_swap(const TimeSummary& intervals, const CertifiedDisplay& display);

/// In a sentence: "good: …", "fair: …" or "poor: …", and why.
std::string verdict_of(const TimingCertificate& certificate);
/// What this video driver means for timing.
std::string driver_meaning(std::string_view video_driver);
/// Ready for a methods section; says "software timing only" unless a photodiode was there.
std::string method_sentence(const TimingCertificate& certificate);

Value to_value(const TimingCertificate& certificate);
/// Throws InputError when there is no such file or it is not a certificate.
TimingCertificate read_certificate(const std::filesystem::path& file);

/// Why the certificate does not speak for this display now: another display or driver, older than 30 days, from the
/// future. Empty: it does.
std::string why_outdated(const TimingCertificate& certificate, const CertifiedDisplay& display, double now_wall_s);

/// What session.json carries: verdict, method_sentence, utc, refresh_hz (measured; reported or null where swaps do not wait), swap, video_driver.
Value in_short(const TimingCertificate& certificate);

/// $XDG_STATE_HOME/tricky/timing.json, else ~/.local/state/tricky/timing.json.
std::filesystem::path usual_certificate_file();

/// Reads a photodiode's measurement: CSV with a column onset_error_s, one row a trial: light on the diode minus the
/// onset stamp, in seconds. Throws InputError with the line: fewer than 10 rows, not a number, further from 0 than 1 s.
TimeSummary read_photodiode(const std::filesystem::path& csv);

}  // namespace tricky::runner
