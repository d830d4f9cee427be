#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "temporary_folder.h"
#include "tricky/data/dataset_spec.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/stimuli/image_set.h"

/// A study folder with this [dataset] table.
class DatasetStudy {
 public:
  explicit DatasetStudy(const std::string& table) { set(table); }
  void set(const std::string& table) { write("study.toml", "[dataset]\n" + table); }
  void write(const std::string& path, const std::string& content) const { tricky::write_file(folder_ / path, content); }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  tricky::StudyFolder folder() const { return tricky::StudyFolder(folder_.path()); }
  tricky::DatasetSpec spec() const { return tricky::read_dataset_spec(folder_ / "study.toml"); }
  std::unique_ptr<tricky::stimuli::ImageSet> open(tricky::stimuli::Split split) const {
    return tricky::stimuli::open_image_set(spec(), folder(), split);
  }
  tricky::ItemSet items() const { return tricky::stimuli::items_of(spec(), folder()); }

 private:
  TemporaryFolder folder_;
};

inline std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const tricky::InputError& error) {
    return error.what();
  }
  return "accepted";
}

inline tricky::stimuli::RgbImage read_one(const tricky::stimuli::ImageSet& images, std::size_t index) {
  tricky::stimuli::RgbImage image;
  images.read(index, image);
  return image;
}
