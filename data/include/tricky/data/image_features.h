#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/provenance.h"
#include "tricky/data/study_folder.h"

namespace tricky {

/// What an image of a stimulus list is like, whatever it shows: a row of lists/NAME_images/features.csv. What is
/// missing was not known (the original's size, when only the list's own images are there) or does not exist.
struct ImageFeatures {
  std::string item_id;
  std::string sha256_rgb;                 ///< of the image as shown: the list's
  std::optional<int> width_px;            ///< of the original
  std::optional<int> height_px;           ///< of the original
  std::optional<std::int64_t> file_bytes; ///< of the original's file
  double luminance = 0.0;                 ///< mean relative luminance as shown, 0 black to 1 white
  std::optional<double> rms_contrast;     ///< standard deviation of the luminance over its mean; none when all is black
  double entropy_bits = 0.0;              ///< of the histogram of grey levels
  std::string nearest_item_id;            ///< the list's most similar other image; empty when there is none
  std::optional<double> nearest_correlation;  ///< with it, as thumbnails; the better of as is and mirrored
};

/// lists/NAME_images/features.csv.
std::filesystem::path image_features_file(const StudyFolder& study, const std::string& list);

/// features.csv and features.json (provenance). Reading refuses an item that stands there twice.
std::vector<ImageFeatures> read_image_features(const std::filesystem::path& csv);
void write_image_features(const std::filesystem::path& csv, const std::vector<ImageFeatures>& features,
                          const Provenance& provenance);

}  // namespace tricky
