#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "commands/commands.h"
#include "lab_display.h"
#include "stop_signals.h"
#include "timing_certificate.h"
#include "timing_figure.h"
#include "timing_measurement.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"
#include "window/key_tapper.h"
#include "window/open_window.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

constexpr int kBoardSide_px = 256;  // even, so that tiles continue each other
constexpr char kTitle[] = "Timing self-test";
constexpr char kText[] =
    "This page is being drawn again and again, as fast as the display allows, to learn how regular its frames are. "
    "Then "
    "a key that means nothing is pressed a few times.\n\nPlease touch nothing.";
constexpr char kHint[] = "Escape: stop";
constexpr char kBoardText[] =
    "Around this text, black and white pixels take turns, one by one. Look closely, or through a magnifying glass: "
    "every "
    "single pixel should be there, sharp and of the same size.\n\nFrom afar it is an even grey. If you see stripes, "
    "waves or a "
    "grey without pixels when you look closely, something between tricky and your eyes scales the picture: the "
    "desktop, "
    "the graphics driver or the monitor. Set it to its native resolution.";
constexpr char kBoardHint[] = "Space or Escape: close";

struct Options {
  double seconds = 10.0;
  bool json = false;
  bool checkerboard = false;
  bool window = false;
  std::string monitor;
  fs::path photodiode;
  fs::path certificate = usual_certificate_file();
};

Options read_options(const Invocation& invocation) {
  Options options;
  const auto line = command_line(
      invocation,
      "Tests how well this computer keeps time: how regular frames are, whether swaps wait for the display, how late "
      "presses are "
      "stamped. Says so in words and keeps it as the timing certificate that sessions here carry. Photodiode "
      "measurements: "
      "data/FORMATS.md, timing.json.",
      "tricky timing --seconds 10\n  tricky timing --photodiode onsets.csv\n  tricky timing --checkerboard");
  line->add_option("--seconds", options.seconds, "how long frames are shown; default 10")
      ->check(CLI::Range(1.0, 600.0))
      ->type_name("N");
  line->add_option("--photodiode", options.photodiode, "a photodiode's onset errors (onset_error_s, one row a trial)")
      ->type_name("FILE.csv");
  line->add_option("--monitor", options.monitor, "number or name; default: as remembered, else the first")
      ->type_name("NAME");
  line->add_flag("--window", options.window, "in a window, as sessions without --fullscreen are; default: full screen");
  line->add_option("--certificate", options.certificate,
                   "where the certificate goes; default " + options.certificate.string())
      ->type_name("FILE");
  line->add_flag("--checkerboard", options.checkerboard,
                 "show single pixels, to see whether anything scales; keeps nothing");
  line->add_flag("--json", options.json, "print the certificate as JSON");
  parse_command_line(*line, invocation);
  return options;
}

stimuli::RgbImage checkerboard() {
  stimuli::RgbImage board = stimuli::black_image(kBoardSide_px, kBoardSide_px);
  for (int y = 0; y < kBoardSide_px; ++y) {
    for (int x = 0; x < kBoardSide_px; ++x) {
      if ((x + y) % 2 == 0) continue;
      for (int c = 0; c < 3; ++c) board.pixels[static_cast<std::size_t>((y * kBoardSide_px + x) * 3 + c)] = 255;
    }
  }
  return board;
}

void show_checkerboard(Window& window) {
  const Screen screen = CheckerboardScreen{kBoardText, kBoardHint};
  window.display().show(screen);
  for (;;) {
    const auto event = window.input().wait(kForever);
    if (!event) continue;
    if (event->kind == InputEvent::Kind::redraw) window.display().show(screen);
    if (event->kind == InputEvent::Kind::close || event->kind == InputEvent::Kind::stop) return;
    if (event->kind == InputEvent::Kind::key_down && (event->key == Key::space || event->key == Key::escape)) return;
  }
}

void print_report(const TimingCertificate& certificate, const fs::path& file, const fs::path& figure) {
  const CertifiedDisplay& display = certificate.display;
  std::printf("%s\n\n", verdict_of(certificate).c_str());
  std::printf("display   %s, %d x %d pixels, %s, text at scale %g, images 1:1\n", display.monitor.c_str(),
              display.width_px, display.height_px, display.fullscreen ? "full screen" : "in a window",
              certificate.scale);
  std::printf("driver    %s\n", driver_meaning(display.video_driver).c_str());
  std::printf("renderer  %s\n", display.renderer.c_str());
  std::printf("compositor %s\n", display.compositor ? "running" : "none");
  std::printf(
      "frames    n = %zu, median interval %.3f ms (%.2f a second; reported: %d Hz), SD %.3f ms, %d refreshes missed\n",
      certificate.intervals.n, certificate.intervals.median_s * 1e3, certificate.measured_hz(), display.reported_hz,
      certificate.intervals.sd_s * 1e3, certificate.late_frames);
  std::printf("swaps     %s\n", std::string(to_text(certificate.swap)).c_str());
  std::printf("presses   stamped by %s", join(certificate.time_sources, ", else ").c_str());
  if (certificate.press_delay) {
    std::printf("; injected ones by %s: median %.3f ms late, 95 %% within %.3f ms, n = %zu\n",
                certificate.pressed_source.c_str(), certificate.press_delay->median_s * 1e3,
                certificate.press_delay->p95_s * 1e3, certificate.press_delay->n);
  } else {
    std::printf("; none could be injected here\n");
  }
  std::printf("\n%s\n\ncertificate %s\nfigure      %s\n", method_sentence(certificate).c_str(), file.c_str(),
              figure.c_str());
}

}  // namespace

void run_timing_command(const Invocation& invocation) {
  const Options options = read_options(invocation);
  TimingCertificate certificate;
  if (!options.photodiode.empty()) certificate.onset_error = read_photodiode(options.photodiode);
  WindowOptions window_options;
  window_options.title = kTitle;
  window_options.fullscreen = !options.window;
  window_options.monitor = options.monitor.empty() ? read_lab_display(lab_display_file()).monitor : options.monitor;
  window_options.texts = {kTitle, kText, kHint, kBoardText, kBoardHint};
  const Screen page = TextScreen{kTitle, kText, kHint};
  window_options.rehearsal = {page, CheckerboardScreen{kBoardText, kBoardHint}};
  const StopSignals signals;
  MonotonicClock clock;
  const std::unique_ptr<Window> window = open_window(window_options, clock);
  window->take_images({checkerboard()});
  if (options.checkerboard) return show_checkerboard(*window);

  const std::unique_ptr<KeyTapper> tapper = open_key_tapper();
  const TimingMeasurement found = measure_timing(window->display(), window->input(), clock, page, options.seconds,
                                                 tapper ? InjectPress([&] { return tapper->tap(); }) : InjectPress());
  const Value description = window->display().description();
  certificate.display = certified_display(description);
  if (const Value* scale = description.find("scale"); scale->if_real() != nullptr)
    certificate.scale = *scale->if_real();
  certificate.utc = utc_now();
  certificate.wall_s = clock.wall_s();
  certificate.intervals = summarise(found.intervals_s);
  certificate.late_frames = found.late_frames;
  certificate.swap = classify_swap(certificate.intervals, certificate.display);
  const Value input = window->input().description();
  for (const Value& source : *input.find("time_sources")->if_array()) {
    certificate.time_sources.push_back(*source.if_text());
  }
  certificate.pressed_source = found.pressed_source;
  if (!found.press_delays_s.empty()) certificate.press_delay = summarise(found.press_delays_s);
  const Value content = to_value(certificate);
  const fs::path figure = write_timing_figure(options.certificate, certificate, found.intervals_s);
  write_file(options.certificate, to_json(content, JsonLayout::indented));
  if (options.json) {
    std::printf("%s", to_json(content, JsonLayout::indented).c_str());
  } else {
    print_report(certificate, options.certificate, figure);
  }
}

}  // namespace tricky::runner
