#include "lab_display.h"

#include <cmath>
#include <numbers>

#include "timing_certificate.h"
#include "tricky/data/fields.h"
#include "tricky/data/files.h"

namespace tricky::runner {

namespace fs = std::filesystem;

double visual_angle_deg(double size_mm, double distance_mm) {
  return 2.0 * std::atan(size_mm / (2.0 * distance_mm)) * 180.0 / std::numbers::pi;
}

Value viewing(const LabDisplay& display, int monitor_width_px, int image_width_px, int image_height_px) {
  Value value;
  value["monitor_width_mm"] = display.monitor_width_mm ? Value(*display.monitor_width_mm) : Value();
  value["viewing_distance_cm"] = display.viewing_distance_cm ? Value(*display.viewing_distance_cm) : Value();
  if (!display.monitor_width_mm || !display.viewing_distance_cm || monitor_width_px <= 0) return value;
  const double mm_per_px = *display.monitor_width_mm / monitor_width_px;
  const double distance_mm = *display.viewing_distance_cm * 10.0;
  value["image_width_deg"] = visual_angle_deg(image_width_px * mm_per_px, distance_mm);
  value["image_height_deg"] = visual_angle_deg(image_height_px * mm_per_px, distance_mm);
  value["pixels_per_degree"] = 1.0 / visual_angle_deg(mm_per_px, distance_mm);
  return value;
}

fs::path lab_display_file() { return usual_certificate_file().replace_filename("display.json"); }

LabDisplay read_lab_display(const fs::path& file) {
  LabDisplay display;
  if (!fs::exists(file)) return display;
  const Value content = read_json(file);
  Fields fields(content, file, "the remembered display");
  display.monitor = fields.text_or("monitor", "");
  if (fields.has("monitor_width_mm")) display.monitor_width_mm = fields.real("monitor_width_mm", {1.0, 1e5});
  if (fields.has("viewing_distance_cm")) display.viewing_distance_cm = fields.real("viewing_distance_cm", {1.0, 1e4});
  fields.finish();
  return display;
}

void write_lab_display(const fs::path& file, const LabDisplay& display) {
  Value content;
  content["monitor"] = display.monitor;
  if (display.monitor_width_mm) content["monitor_width_mm"] = *display.monitor_width_mm;
  if (display.viewing_distance_cm) content["viewing_distance_cm"] = *display.viewing_distance_cm;
  write_file(file, to_json(content, JsonLayout::indented));
}

}  // namespace tricky::runner
