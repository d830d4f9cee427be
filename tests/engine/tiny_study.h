#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "temporary_folder.h"

/// A study that trains in a fraction of a second: grey images of 8 x 8 pixels in three classes (dark, middle, bright,
/// with noise), a ResNet-18 of two channels, two epochs.
struct TinyStudy {
  /// `base` is added to the [base] table, `conditions` to the end of the file.
  explicit TinyStudy(const std::string& base = "", const std::string& conditions = "");

  void write(const std::string& base, const std::string& conditions) const;
  std::filesystem::path file() const { return folder / "study.toml"; }
  std::filesystem::path run(const std::string& name) const { return folder.path() / "runs" / name; }

  TemporaryFolder folder;
};

/// MNIST's format: n images of side x side pixels, and their labels.
void write_idx(const std::filesystem::path& images, const std::filesystem::path& labels, std::uint32_t n,
               std::uint32_t side, std::uint32_t seed);

/// Everything in a run's folder that must not depend on how often the run was cut off: file by file, with the times cut
/// out of metrics.csv, without run.json, the lock, and the mark that a killed process leaves.
std::map<std::string, std::string> lasting_content(const std::filesystem::path& run_folder);
