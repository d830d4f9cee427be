#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "tricky/data/value.h"

namespace tricky::runner {

/// What this computer's sessions were last told about the display in front of the observer, so that it need not be said
/// again.
struct LabDisplay {
  std::string monitor;  ///< number or name; empty: the first
  std::optional<double> monitor_width_mm;
  std::optional<double> viewing_distance_cm;
};

/// Degrees of visual angle of `size_mm` seen from `distance_mm`: 2 atan(size / (2 distance)).
double visual_angle_deg(double size_mm, double distance_mm);

/// What session.json keeps: what is known, and where all is known the image's size in degrees and pixels a degree.
/// `monitor_width_px` is that of the whole monitor.
Value viewing(const LabDisplay& display, int monitor_width_px, int image_width_px, int image_height_px);

/// $XDG_STATE_HOME/tricky/display.json, else ~/.local/state/tricky/display.json.
std::filesystem::path lab_display_file();
/// What is remembered; nothing but empty fields where nothing is. Throws InputError when the file is not sound.
LabDisplay read_lab_display(const std::filesystem::path& file);
void write_lab_display(const std::filesystem::path& file, const LabDisplay& display);

}  // namespace tricky::runner
