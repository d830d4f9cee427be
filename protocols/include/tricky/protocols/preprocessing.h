#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/value.h"

namespace tricky::protocols {

/// How a picture becomes the numbers that somebody else's network expects. Which picture a network saw is part of what
/// it decided, so this stands in a file and in run.json, never in code.
///
///   value = (byte / 255 * white - mean) / std      per channel, in single precision
struct Preprocessing {
  enum class Resize { none, short_side, square };
  enum class Channels { rgb, bgr };

  std::string name;
  Resize resize = Resize::none;
  int resize_px = 0;  ///< of the short side, or of both; 0 with Resize::none
  int crop_px = 0;    ///< the middle square; 0: nothing is cut away
  Channels channels = Channels::rgb;
  double white = 1.0;        ///< what the byte 255 becomes before mean and std
  std::vector<double> mean;  ///< three, in the order of `channels`
  std::vector<double> std;   ///< likewise; never 0

  bool operator==(const Preprocessing&) const = default;
};

/// A preprocessing file. Throws InputError with file, line and field.
Preprocessing read_preprocessing(const std::filesystem::path& toml);
Preprocessing preprocessing_from(const Value& content, const std::filesystem::path& source);

/// The fields as the file spells them.
Value to_value(const Preprocessing& preprocessing);

/// What `--preprocessing` names: a file if it ends in .toml, else preprocessing/NAME.toml of the study, else one that
/// ships with tricky. Throws InputError with the nearest name.
Preprocessing find_preprocessing(const std::string& name_or_file, const std::filesystem::path& study_folder);

}  // namespace tricky::protocols
