#include "tricky/data/image_features.h"

#include <cmath>
#include <limits>
#include <set>

#include "tricky/data/csv.h"
#include "tricky/data/files.h"
#include "tricky/data/value.h"

namespace tricky {

namespace {

constexpr std::int64_t kLargestSide = std::numeric_limits<std::int32_t>::max();

template <typename Number>
void write_optional(CsvWriter& writer, const std::optional<Number>& value) {
  if (value) {
    writer.field(*value);
  } else {
    writer.field(std::string_view());
  }
}

}  // namespace

std::filesystem::path image_features_file(const StudyFolder& study, const std::string& list) {
  return study.list_images(list) / "features.csv";
}

std::vector<ImageFeatures> read_image_features(const std::filesystem::path& csv) {
  CsvReader reader(csv);
  const std::size_t item_id = reader.column("item_id");
  const std::size_t sha256_rgb = reader.column("sha256_rgb");
  const std::size_t width = reader.column("width_px");
  const std::size_t height = reader.column("height_px");
  const std::size_t bytes = reader.column("file_bytes");
  const std::size_t luminance = reader.column("luminance");
  const std::size_t contrast = reader.column("rms_contrast");
  const std::size_t entropy = reader.column("entropy_bits");
  const std::size_t nearest = reader.column("nearest_item_id");
  const std::size_t correlation = reader.column("nearest_correlation");
  const auto finite = [&](std::size_t column, double smallest, double largest) {
    const double value = reader.real(column);
    if (!(value >= smallest && value <= largest)) {
      reader.fail(column, "expected a number from " + std::to_string(smallest) + " to " + std::to_string(largest));
    }
    return value;
  };
  std::set<std::string> known;
  std::vector<ImageFeatures> features;
  while (reader.next()) {
    ImageFeatures each;
    each.item_id = reader[item_id];
    if (!known.insert(each.item_id).second) reader.fail(item_id, "this item stands in the file twice");
    each.sha256_rgb = reader[sha256_rgb];
    if (!reader[width].empty()) each.width_px = static_cast<int>(reader.integer(width, 1, kLargestSide));
    if (!reader[height].empty()) each.height_px = static_cast<int>(reader.integer(height, 1, kLargestSide));
    if (!reader[bytes].empty())
      each.file_bytes = reader.integer(bytes, 1, std::numeric_limits<std::int64_t>::max());
    each.luminance = finite(luminance, 0.0, 1.0);
    if (!reader[contrast].empty()) each.rms_contrast = finite(contrast, 0.0, 1e6);
    each.entropy_bits = finite(entropy, 0.0, 8.0);
    each.nearest_item_id = reader[nearest];
    if (!reader[correlation].empty()) each.nearest_correlation = finite(correlation, -1.0, 1.0);
    features.push_back(std::move(each));
  }
  return features;
}

void write_image_features(const std::filesystem::path& csv, const std::vector<ImageFeatures>& features,
                          const Provenance& provenance) {
  CsvWriter writer({"item_id", "sha256_rgb", "width_px", "height_px", "file_bytes", "luminance", "rms_contrast",
                    "entropy_bits", "nearest_item_id", "nearest_correlation"},
                   Separator::comma);
  for (const ImageFeatures& each : features) {
    writer.field(std::string_view(each.item_id)).field(std::string_view(each.sha256_rgb));
    write_optional(writer, each.width_px);
    write_optional(writer, each.height_px);
    write_optional(writer, each.file_bytes);
    writer.field(each.luminance);
    write_optional(writer, each.rms_contrast);
    writer.field(each.entropy_bits).field(std::string_view(each.nearest_item_id));
    write_optional(writer, each.nearest_correlation);
    writer.end_row();
  }
  Value json;
  json["provenance"] = to_value(provenance);
  write_file(std::filesystem::path(csv).replace_extension(".json"), to_json(json, JsonLayout::indented));
  write_file(csv, writer.text());
}

}  // namespace tricky
