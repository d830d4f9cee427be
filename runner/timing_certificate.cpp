#include "timing_certificate.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

constexpr double kUsual_hz = 60.0;
constexpr double kSamePeriod = 0.10;
constexpr double kSteady = 0.1;    // SD of frame intervals, of a period
constexpr double kFewLate = 0.01;  // late frames, of all
constexpr double kOldest_days = 30.0;
constexpr double kDay_s = 86400.0;
constexpr std::size_t kFewestDiodeRows = 10;
constexpr double kLargestOnsetError_s = 1.0;

std::string number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string ms(double s) { return number("%.2f ms", s * 1e3); }

double reported_or_usual_hz(const CertifiedDisplay& display) {
  return display.reported_hz > 0 ? display.reported_hz : kUsual_hz;
}

Value to_value(const TimeSummary& summary) {
  Value value;
  value["n"] = summary.n;
  value["median_s"] = summary.median_s;
  value["sd_s"] = summary.sd_s;
  value["p95_s"] = summary.p95_s;
  return value;
}

TimeSummary read_summary(const Value& value, const fs::path& file, const std::string& where) {
  Fields fields(value, file, where);
  TimeSummary summary;
  summary.n = static_cast<std::size_t>(fields.integer("n", {1, 1'000'000'000}));
  summary.median_s = fields.real("median_s");
  summary.sd_s = fields.real("sd_s", {0.0, 1e9});
  summary.p95_s = fields.real("p95_s", {0.0, 1e9});
  fields.finish();
  return summary;
}

std::string driver_name(std::string_view driver) {
  if (driver == "x11") return "X11";
  if (driver == "wayland") return "Wayland";
  if (driver == "KMSDRM") return "KMS/DRM without a desktop";
  return std::string(driver);
}

}  // namespace

std::string_view to_text(SwapClass swap) {
  constexpr std::string_view kNames[] = {"blocking", "non-blocking", "composited"};
  return kNames[static_cast<std::size_t>(swap)];
}

CertifiedDisplay certified_display(const Value& description) {
  Fields fields(description, {}, "the display's description");
  CertifiedDisplay display;
  display.video_driver = fields.text("video_driver");
  display.renderer = fields.text("renderer");
  display.monitor = fields.text("monitor");
  display.width_px = static_cast<int>(fields.integer("width_px"));
  display.height_px = static_cast<int>(fields.integer("height_px"));
  display.reported_hz = static_cast<int>(fields.integer("refresh_hz"));
  display.fullscreen = fields.boolean("fullscreen");
  display.compositor = fields.boolean("compositor");
  return display;
}

TimeSummary summarise(std::vector<double> times_s) {
  TRICKY_ASSERT(!times_s.empty());
  const auto n = static_cast<double>(times_s.size());
  const double mean = std::accumulate(times_s.begin(), times_s.end(), 0.0) / n;
  double squares = 0.0;
  for (const double time_s : times_s) squares += (time_s - mean) * (time_s - mean);
  std::sort(times_s.begin(), times_s.end());
  const std::size_t half = times_s.size() / 2;
  const double median = times_s.size() % 2 == 1 ? times_s[half] : (times_s[half - 1] + times_s[half]) / 2.0;
  for (double& time_s : times_s) time_s = std::abs(time_s);
  std::sort(times_s.begin(), times_s.end());
  const auto p95 = static_cast<std::size_t>(std::ceil(0.95 * n)) - 1;
  return {times_s.size(), median, n > 1.0 ? std::sqrt(squares / (n - 1.0)) : 0.0, times_s[p95]};
}

SwapClass classify_swap(const TimeSummary& intervals, const CertifiedDisplay& display) {
  const double periods = intervals.median_s * reported_or_usual_hz(display);
  if (std::abs(periods - 1.0) > kSamePeriod) return SwapClass::nonblocking;
  const bool composited = display.compositor || display.video_driver == "wayland";
  return composited ? SwapClass::composited : SwapClass::blocking;
}

std::string verdict_of(const TimingCertificate& certificate) {
  const double hz = reported_or_usual_hz(certificate.display);
  const std::string period = number("%.1f ms", 1e3 / hz);
  if (certificate.swap == SwapClass::nonblocking) {
    const bool is_slow = certificate.measured_hz() * (1.0 + kSamePeriod) < hz;
    const std::string rates =
        " (" + number("%.1f", certificate.measured_hz()) + " frames a second, the display reports " +
        (certificate.display.reported_hz > 0 ? number("%.0f Hz", hz) : std::string("no rate")) + ")";
    return (is_slow ? "poor: frames come more slowly than the display refreshes" + rates +
                          ": other programs hold them up, or there is no graphics card to draw them; a stimulus"
                    : "poor: swaps do not wait for the display" + rates + ", so a stimulus") +
           " may be seen up to one refresh (" + period + " at " + number("%.0f Hz", hz) + ") after its onset stamp";
  }
  const double late = static_cast<double>(certificate.late_frames) / static_cast<double>(certificate.intervals.n);
  if (certificate.intervals.sd_s * hz > kSteady || late > kFewLate) {
    return "poor: frames are not regular (SD of intervals " + ms(certificate.intervals.sd_s) + ", " +
           number("%.1f %%", 100.0 * late) + " refreshes missed); end other programs, and test again";
  }
  if (certificate.swap == SwapClass::composited) {
    return "fair: frames are regular, but a compositor shows each one later than its stamp says, usually by one "
           "refresh (" +
           period + "); use full screen, or switch the compositor off";
  }
  return "good: swaps wait for the display and frames are regular (SD of intervals " + ms(certificate.intervals.sd_s) +
         ")";
}

std::string driver_meaning(std::string_view driver) {
  if (driver == "x11") {
    return "X11: swaps can wait for the display itself; a compositor, where one runs, comes in between";
  }
  if (driver == "wayland") {
    return "Wayland: a compositor shows every frame, usually one refresh after its stamp; presses need readable "
           "/dev/input for stamps of their own";
  }
  if (driver == "KMSDRM") {
    return "KMS/DRM: no desktop and no compositor; the kernel turns the page at the refresh, the most direct way there "
           "is";
  }
  return std::string(driver) + ": nothing is known about its timing";
}

std::string method_sentence(const TimingCertificate& certificate) {
  const CertifiedDisplay& display = certificate.display;
  std::string text = "Stimuli were shown with tricky " + std::string(version()) + " (" +
                     driver_name(display.video_driver) + ", " + std::to_string(display.width_px) + " x " +
                     std::to_string(display.height_px) + " pixels, ";
  text += display.reported_hz > 0 ? number("%.0f Hz reported", display.reported_hz) : "no refresh rate reported";
  if (certificate.swap != SwapClass::nonblocking) text += ", " + number("%.2f Hz measured", certificate.measured_hz());
  text += ", SD of frame intervals " + ms(certificate.intervals.sd_s) +
          ", n = " + std::to_string(certificate.intervals.n) + "); buffer swaps were " +
          std::string(to_text(certificate.swap)) + ". Onsets were stamped after the swap";
  if (certificate.press_delay) {
    text += "; presses were stamped by " + certificate.pressed_source + ", " + ms(certificate.press_delay->median_s) +
            " (median of " + std::to_string(certificate.press_delay->n) + ", 95 % within " +
            ms(certificate.press_delay->p95_s) + ") after injected ones";
  }
  if (certificate.onset_error) {
    text += ". A photodiode saw stimuli " + ms(certificate.onset_error->median_s) + " (median, SD " +
            ms(certificate.onset_error->sd_s) + ", n = " + std::to_string(certificate.onset_error->n) +
            ") after their onset stamps.";
  } else {
    text += ". Software timing only: what the display and the keyboard add was not measured.";
  }
  return text;
}

Value to_value(const TimingCertificate& certificate) {
  Value value;
  value["verdict"] = verdict_of(certificate);
  value["method_sentence"] = method_sentence(certificate);
  value["utc"] = certificate.utc;
  value["wall_s"] = certificate.wall_s;
  value["video_driver"] = certificate.display.video_driver;
  value["video_driver_means"] = driver_meaning(certificate.display.video_driver);
  value["renderer"] = certificate.display.renderer;
  value["monitor"] = certificate.display.monitor;
  value["width_px"] = certificate.display.width_px;
  value["height_px"] = certificate.display.height_px;
  value["fullscreen"] = certificate.display.fullscreen;
  value["compositor"] = certificate.display.compositor;
  value["scale"] = certificate.scale;
  value["reported_hz"] = certificate.display.reported_hz;
  value["measured_hz"] = certificate.measured_hz();
  value["swap"] = to_text(certificate.swap);
  value["frame_intervals"] = to_value(certificate.intervals);
  value["late_frames"] = certificate.late_frames;
  value["time_sources"] = Value(certificate.time_sources);
  value["pressed_source"] = certificate.pressed_source;
  value["press_delay"] = certificate.press_delay ? to_value(*certificate.press_delay) : Value();
  value["onset_error"] = certificate.onset_error ? to_value(*certificate.onset_error) : Value();
  value["software"] = std::string(version()) + " " + std::string(git_revision());
  return value;
}

TimingCertificate read_certificate(const fs::path& file) {
  const Value content = read_json(file);
  Fields fields(content, file, "the timing certificate");
  TimingCertificate certificate;
  for (const char* derived : {"verdict", "method_sentence", "video_driver_means", "measured_hz", "software"}) {
    fields.optional(derived);  // made anew from the rest
  }
  certificate.utc = fields.text("utc");
  certificate.wall_s = fields.real("wall_s");
  CertifiedDisplay& display = certificate.display;
  display.video_driver = fields.text("video_driver");
  display.renderer = fields.text("renderer");
  display.monitor = fields.text("monitor");
  display.width_px = static_cast<int>(fields.integer("width_px", {1, 100'000}));
  display.height_px = static_cast<int>(fields.integer("height_px", {1, 100'000}));
  display.fullscreen = fields.boolean("fullscreen");
  display.compositor = fields.boolean("compositor");
  display.reported_hz = static_cast<int>(fields.integer("reported_hz", {0, 10'000}));
  certificate.scale = fields.real("scale", {0.0, 100.0});
  const std::string swap = fields.word("swap", {"blocking", "non-blocking", "composited"});
  certificate.swap = swap == "blocking"       ? SwapClass::blocking
                     : swap == "non-blocking" ? SwapClass::nonblocking
                                              : SwapClass::composited;
  certificate.intervals = read_summary(fields.object("frame_intervals"), file, "frame_intervals");
  certificate.late_frames = static_cast<int>(fields.integer("late_frames", {0, 1'000'000'000}));
  certificate.time_sources = fields.texts("time_sources");
  certificate.pressed_source = fields.text("pressed_source");
  if (const Value* delay = fields.optional("press_delay"); delay != nullptr && !delay->is_null()) {
    certificate.press_delay = read_summary(*delay, file, "press_delay");
  }
  if (const Value* error = fields.optional("onset_error"); error != nullptr && !error->is_null()) {
    certificate.onset_error = read_summary(*error, file, "onset_error");
  }
  fields.finish();
  return certificate;
}

std::string why_outdated(const TimingCertificate& certificate, const CertifiedDisplay& display, double now_wall_s) {
  const CertifiedDisplay& then = certificate.display;
  if (then.video_driver != display.video_driver) {
    return "it was made with SDL's driver " + then.video_driver + ", this is " + display.video_driver;
  }
  if (then.renderer != display.renderer) return "it was made with " + then.renderer + ", this is " + display.renderer;
  const auto name = [](const CertifiedDisplay& each) {
    return each.monitor + " (" + std::to_string(each.width_px) + " x " + std::to_string(each.height_px) + ", " +
           std::to_string(each.reported_hz) + " Hz" + (each.fullscreen ? ", full screen" : ", in a window") +
           (each.compositor ? ", composited" : "") + ")";
  };
  // In a window the size says nothing about the display.
  const bool same_size =
      !display.fullscreen || (then.width_px == display.width_px && then.height_px == display.height_px);
  if (then.monitor != display.monitor || then.reported_hz != display.reported_hz || !same_size ||
      then.fullscreen != display.fullscreen || then.compositor != display.compositor) {
    return "it is about " + name(then) + ", this is " + name(display);
  }
  const double age_days = (now_wall_s - certificate.wall_s) / kDay_s;
  if (age_days > kOldest_days) return "it is " + number("%.0f days old", age_days);
  if (age_days < -1.0) return "it is from the future (" + certificate.utc + ")";
  return {};
}

Value in_short(const TimingCertificate& certificate) {
  Value value;
  value["verdict"] = verdict_of(certificate);
  value["method_sentence"] = method_sentence(certificate);
  value["utc"] = certificate.utc;
  if (certificate.swap != SwapClass::nonblocking) {
    value["refresh_hz"] = certificate.measured_hz();
  } else {
    value["refresh_hz"] = certificate.display.reported_hz > 0 ? Value(certificate.display.reported_hz) : Value();
  }
  value["swap"] = to_text(certificate.swap);
  value["video_driver"] = certificate.display.video_driver;
  return value;
}

fs::path usual_certificate_file() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && state[0] == '/') {
    return fs::path(state) / "tricky/timing.json";
  }
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : ".") / ".local/state/tricky/timing.json";
}

TimeSummary read_photodiode(const fs::path& csv) {
  CsvReader reader(csv);
  const std::size_t column = reader.column("onset_error_s");
  std::vector<double> errors_s;
  while (reader.next()) {
    const double error_s = reader.real(column);
    if (!std::isfinite(error_s) || std::abs(error_s) > kLargestOnsetError_s) {
      reader.fail(column, "expected seconds between -1 and 1 (light on the diode minus the onset stamp), got " +
                              in_quotes(reader[column]));
    }
    errors_s.push_back(error_s);
  }
  if (errors_s.size() < kFewestDiodeRows) {
    throw InputError({csv, 0, "onset_error_s"}, "has " + std::to_string(errors_s.size()) +
                                                    " trials; measure at least " + std::to_string(kFewestDiodeRows));
  }
  return summarise(std::move(errors_s));
}

}  // namespace tricky::runner
