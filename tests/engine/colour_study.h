#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "temporary_folder.h"

/// A study of five PNG images of 4 x 4 pixels, each of one colour: red, green, blue, dark red, dark green (labels 0, 1,
/// 2, 0, 1), and a preprocessing plain.toml that gives a network the bytes themselves.
struct ColourStudy {
  ColourStudy();

  std::filesystem::path file(const std::string& name) const { return folder / name; }
  std::string path() const { return folder.path().string(); }
  /// What runs/NAME/responses/final.npy holds.
  std::vector<int> responses(const std::string& name) const;

  TemporaryFolder folder;
};

/// Runs one of tricky-engine's commands as its main does.
void run_engine(const std::string& command, const std::vector<std::string>& arguments);
