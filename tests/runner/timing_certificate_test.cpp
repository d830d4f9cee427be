#include "runner/timing_certificate.h"

#include <catch2/catch.hpp>

#include "runner/checks/machine_checks.h"
#include "runner/lab_display.h"
#include "runner/pixel_proof.h"
#include "runner/timing_measurement.h"
#include "runner/window/monitors.h"
#include "session_fixture.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::runner;
using Catch::Contains;

namespace {

TimingCertificate certificate_at_60_hz() {
  TimingCertificate certificate;
  certificate.utc = "2026-11-25T12:00:00Z";
  certificate.wall_s = 1'795'608'000.0;
  certificate.display = {"x11", "a card", "DP-1", 1920, 1080, 60, true, false};
  certificate.intervals = {600, 1.0 / 59.95, 0.0001, 0.0169};
  certificate.swap = classify_swap(certificate.intervals, certificate.display);
  certificate.time_sources = {"xinput", "sdl"};
  certificate.pressed_source = "xinput";
  certificate.press_delay = TimeSummary{20, 0.00012, 0.0001, 0.0003};
  return certificate;
}

}  // namespace

TEST_CASE("the check before a session finds a certificate, and warns of none, an old one and a damaged one") {
  const TemporaryFolder temporary;
  const std::filesystem::path file = temporary / "timing.json";
  const TimingCertificate certificate = certificate_at_60_hz();
  CHECK(check_timing(file, certificate.wall_s).state == StartCheck::State::warning);
  write_file(file, to_json(to_value(certificate), JsonLayout::indented));
  CHECK(check_timing(file, certificate.wall_s).state == StartCheck::State::ok);
  CHECK(check_timing(file, certificate.wall_s).found == verdict_of(certificate));
  CHECK_THAT(check_timing(file, certificate.wall_s + 40.0 * 86'400.0).found, Catch::Contains("40 days old"));
  write_file(file, "{}");
  CHECK(check_timing(file, certificate.wall_s).state == StartCheck::State::warning);
}

TEST_CASE("times are summarised as computed by hand") {
  const TimeSummary summary = summarise({0.004, -0.002, 0.001, 0.003});
  CHECK(summary.n == 4);
  CHECK(summary.median_s == Approx(0.002));
  CHECK(summary.sd_s == Approx(0.00264575131106));  // sqrt(21e-6 / 3)
  CHECK(summary.p95_s == Approx(0.004));
  CHECK(summarise({0.5}).sd_s == 0.0);
}

TEST_CASE("a swap is blocking when frames come at the display's rate, and composited when a compositor runs") {
  CertifiedDisplay display{"x11", "", "", 0, 0, 60, true, false};
  const auto at_hz = [](double hz) { return TimeSummary{100, 1.0 / hz, 0.0, 1.0 / hz}; };
  CHECK(classify_swap(at_hz(59.94), display) == SwapClass::blocking);
  CHECK(classify_swap(at_hz(900.0), display) == SwapClass::nonblocking);
  CHECK(classify_swap(at_hz(30.0), display) == SwapClass::nonblocking);
  display.compositor = true;
  CHECK(classify_swap(at_hz(60.0), display) == SwapClass::composited);
  CHECK(classify_swap(at_hz(900.0), display) == SwapClass::nonblocking);
  display = {"wayland", "", "", 0, 0, 144, true, false};
  CHECK(classify_swap(at_hz(143.9), display) == SwapClass::composited);
}

TEST_CASE("the verdict says what is good, fair or poor, and why") {
  TimingCertificate certificate = certificate_at_60_hz();
  CHECK_THAT(verdict_of(certificate), Catch::StartsWith("good: "));
  certificate.swap = SwapClass::composited;
  CHECK_THAT(verdict_of(certificate), Catch::StartsWith("fair: ") && Contains("16.7 ms"));
  certificate.late_frames = 12;
  CHECK_THAT(verdict_of(certificate), Catch::StartsWith("poor: ") && Contains("2.0 %"));
  certificate = certificate_at_60_hz();
  certificate.intervals.sd_s = 0.004;
  CHECK_THAT(verdict_of(certificate), Catch::StartsWith("poor: ") && Contains("4.00 ms"));
  certificate.swap = SwapClass::nonblocking;
  CHECK_THAT(verdict_of(certificate), Catch::StartsWith("poor: swaps do not wait"));
  certificate.intervals.median_s = 1.0 / 24.5;
  CHECK_THAT(verdict_of(certificate),
             Catch::StartsWith("poor: frames come more slowly than the display refreshes (24.5 frames a second") &&
                 Contains("60 Hz"));
}

TEST_CASE("the methods sentence claims software timing only unless a photodiode was there") {
  TimingCertificate certificate = certificate_at_60_hz();
  CHECK_THAT(method_sentence(certificate),
             Contains("Software timing only") && Contains("59.95 Hz measured") && Contains("0.12 ms (median of 20"));
  certificate.onset_error = TimeSummary{50, 0.0083, 0.0002, 0.0086};
  CHECK_THAT(method_sentence(certificate), !Contains("oftware timing only") && Contains("8.30 ms (median, SD 0.20 ms"));
}

TEST_CASE("a certificate reads back as it was written, and a damaged one is refused") {
  const TemporaryFolder temporary;
  TimingCertificate certificate = certificate_at_60_hz();
  certificate.onset_error = TimeSummary{50, 0.0083, 0.0002, 0.0086};
  const std::string text = to_json(to_value(certificate), JsonLayout::indented);
  write_file(temporary / "timing.json", text);
  CHECK(to_json(to_value(read_certificate(temporary / "timing.json")), JsonLayout::indented) == text);
  std::string damaged = text;
  damaged.replace(damaged.find("\"blocking\""), 10, "\"blcking\"");
  write_file(temporary / "timing.json", damaged);
  CHECK_THROWS_WITH(read_certificate(temporary / "timing.json"), Contains("swap") && Contains("blcking"));
  write_file(temporary / "timing.json", "{}");
  CHECK_THROWS_AS(read_certificate(temporary / "timing.json"), InputError);
}

TEST_CASE("a certificate is outdated after 30 days and for another display, driver or mode") {
  const TimingCertificate certificate = certificate_at_60_hz();
  const double day_s = 86400.0;
  const auto why = [&](CertifiedDisplay display, double age_days) {
    return why_outdated(certificate, display, certificate.wall_s + age_days * day_s);
  };
  CertifiedDisplay display = certificate.display;
  CHECK(why(display, 29.0).empty());
  CHECK_THAT(why(display, 31.0), Contains("31 days old"));
  CHECK_THAT(why(display, -3.0), Contains("future"));
  display.monitor = "HDMI-1";
  CHECK_THAT(why(display, 0.0), Contains("DP-1") && Contains("HDMI-1"));
  display = certificate.display;
  display.video_driver = "wayland";
  CHECK_THAT(why(display, 0.0), Contains("wayland"));
  display = certificate.display;
  display.renderer = "llvmpipe";
  CHECK_THAT(why(display, 0.0), Contains("llvmpipe"));
  display = certificate.display;
  display.fullscreen = false;
  CHECK_THAT(why(display, 0.0), Contains("in a window"));
}

TEST_CASE("photodiode files are held to what they should be") {
  const TemporaryFolder temporary;
  const auto file = temporary / "diode.csv";
  std::string rows = "trial,onset_error_s\n";
  for (int i = 1; i <= 11; ++i) rows += std::to_string(i) + ",0.0" + std::to_string(10 + i) + "\n";
  write_file(file, rows);
  CHECK(read_photodiode(file).n == 11);
  CHECK(read_photodiode(file).median_s == Approx(0.016));
  write_file(file, "trial,onset_error_s\n1,0.01\n");
  CHECK_THROWS_WITH(read_photodiode(file), Contains("at least 10"));
  write_file(file, rows + "12,12.5\n");
  CHECK_THROWS_WITH(read_photodiode(file), Contains("diode.csv:13") && Contains("12.5"));
  write_file(file, rows + "12,nan\n");
  CHECK_THROWS_AS(read_photodiode(file), InputError);
  write_file(file, "trial,onset_error_ms\n1,8\n");
  CHECK_THROWS_WITH(read_photodiode(file), Contains("onset_error_s"));
  write_file(file, "");
  CHECK_THROWS_AS(read_photodiode(file), InputError);
}

TEST_CASE("the self-test measures the frames a display shows and the presses it injects") {
  SimulatedClock clock;
  Script script(clock, [](Script&, const Screen&) {});  // a display of 100 Hz: each frame takes 10 ms
  class Quiet : public Input {
   public:
    explicit Quiet(SimulatedClock& clock) : clock_(clock) {}
    std::optional<InputEvent> wait(std::int64_t until_ns) override {
      if (pressed_ns_ > 0) {
        InputEvent event;
        event.key = Key::other;
        event.t_ns = pressed_ns_ + 150'000;
        event.source = TimeSource::xinput;
        pressed_ns_ = 0;
        return event;
      }
      clock_.move_to(until_ns);
      return std::nullopt;
    }
    Value description() const override { return {}; }
    std::int64_t press() { return pressed_ns_ = clock_.now_ns(); }

   private:
    SimulatedClock& clock_;
    std::int64_t pressed_ns_ = 0;
  } input(clock);
  const TimingMeasurement found =
      measure_timing(script, input, clock, TextScreen{}, 2.0, [&] { return input.press(); });
  CHECK(found.intervals_s.size() == 200);
  CHECK(summarise(found.intervals_s).median_s == Approx(0.010));
  CHECK(found.press_delays_s.size() == 20);
  CHECK(summarise(found.press_delays_s).median_s == Approx(0.00015));
  CHECK(found.pressed_source == "xinput");
}

TEST_CASE("visual angles are twice the arc tangent of half the size over the distance") {
  CHECK(visual_angle_deg(10.0, 573.0) == Approx(0.99991).margin(1e-4));
  CHECK(visual_angle_deg(200.0, 100.0) == Approx(90.0));
  const Value value = viewing({"", 520.0, 60.0}, 1920, 224, 224);
  // 224 pixels are 60.667 mm; 2 atan(30.333 / 600).
  CHECK(*value.find("image_width_deg")->if_real() == Approx(5.788).margin(1e-3));
  CHECK(viewing({"", {}, 60.0}, 1920, 224, 224).find("image_width_deg") == nullptr);
}

TEST_CASE("what is known of the display is remembered") {
  const TemporaryFolder temporary;
  CHECK(read_lab_display(temporary / "display.json").monitor.empty());
  write_lab_display(temporary / "display.json", {"DP-1", {}, 57.0});
  const LabDisplay display = read_lab_display(temporary / "display.json");
  CHECK(display.monitor == "DP-1");
  CHECK_FALSE(display.monitor_width_mm);
  CHECK(display.viewing_distance_cm == 57.0);
  write_file(temporary / "display.json", "{\"viewing_distance_cm\": -3}");
  CHECK_THROWS_WITH(read_lab_display(temporary / "display.json"), Contains("viewing_distance_cm"));
}

TEST_CASE("the pixel proof counts what differs between a file and the frame buffer") {
  stimuli::RgbImage file = stimuli::black_image(2, 2);
  for (std::size_t i = 0; i < file.pixels.size(); ++i) file.pixels[i] = static_cast<std::uint8_t>(20 * i);
  stimuli::RgbImage twice = stimuli::black_image(4, 4);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) {
      for (int c = 0; c < 3; ++c) {
        twice.pixels[static_cast<std::size_t>((y * 4 + x) * 3 + c)] =
            file.pixels[static_cast<std::size_t>(((y / 2) * 2 + x / 2) * 3 + c)];
      }
    }
  }
  PixelProof proof;
  proof.add(file, file, 1);
  proof.add(file, twice, 2);
  CHECK(proof.all_equal());
  CHECK(proof.description().find("n_different_pixels") == nullptr);
  twice.pixels[3 * 5 + 1] = static_cast<std::uint8_t>(twice.pixels[3 * 5 + 1] + 7);
  twice.pixels[0] = 3;
  proof.add(file, twice, 2);
  CHECK_FALSE(proof.all_equal());
  CHECK(to_json(proof.description(), JsonLayout::one_line) ==
        R"({"n_images":3,"n_equal":2,"n_different_pixels":2,"largest_difference":7,"first_different":2})");
}

TEST_CASE("a monitor is found by its number or name, and a wrong one is refused with all that there are") {
  const std::vector<Monitor> monitors{{1, "DP-1", 1920, 1080, 60, 531.0}, {2, "HDMI-1", 2560, 1440, 0, {}}};
  CHECK(find_monitor(monitors, "").number == 1);
  CHECK(find_monitor(monitors, "2").name == "HDMI-1");
  CHECK(find_monitor(monitors, "DP-1").number == 1);
  CHECK_THROWS_WITH(find_monitor(monitors, "DP-2"), Contains("\"DP-2\"") &&
                                                        Contains("1  DP-1  1920x1080 at 60 Hz, 531 mm wide") &&
                                                        Contains("2  HDMI-1  2560x1440, refresh rate unknown"));
}
