#include "feature_files.h"

#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace fs = std::filesystem;

Features FeatureFile::features() const {
  const std::size_t n_features = npy->n_elements() / npy->shape()[0];
  if (npy->type() == NpyType::f4) return {npy->as<float>(), n_features};
  return {npy->as<double>(), n_features};
}

FeatureFile read_feature_file(const fs::path& path) {
  FeatureFile file;
  file.name = path.stem().string();
  file.path = path;
  file.npy = std::make_shared<const NpyFile>(path);
  if (file.npy->type() != NpyType::f4 && file.npy->type() != NpyType::f8) {
    throw InputError({path, 0, ""}, "holds whole numbers; expected features, float32 or float64");
  }
  if (file.npy->shape().size() < 2 || file.npy->n_elements() == 0) {
    throw InputError({path, 0, ""}, "expected an array of images x features");
  }
  const fs::path description = fs::path(path).replace_extension(".json");
  if (!fs::exists(description)) return file;
  const Value content = read_json(description);
  const auto text = [&](std::string_view field) {
    const Value* value = content.find(field);
    if (value == nullptr || value->if_text() == nullptr) {
      throw InputError({description, 0, std::string(field)}, "is missing; tricky features writes it");
    }
    return *value->if_text();
  };
  file.item_set_digest = text("item_set_digest");
  file.layer = text("layer");
  if (text("npy_sha256") != sha256_of_file(path)) {
    throw InputError({path, 0, ""}, "is not the file that " + description.string() +
                                        " describes; write both again with tricky features, or remove the .json");
  }
  return file;
}

void check_same_images(const std::vector<FeatureFile>& files) {
  const FeatureFile* described = nullptr;
  for (const FeatureFile& file : files) {
    const FeatureFile& first = files.front();
    if (file.npy->shape()[0] != first.npy->shape()[0]) {
      throw InputError({file.path, 0, ""}, "holds features of " + std::to_string(file.npy->shape()[0]) + " images, " +
                                               first.path.string() + " of " + std::to_string(first.npy->shape()[0]) +
                                               "; expected the same images in the same order");
    }
    for (const FeatureFile& other : files) {
      if (&other == &file) break;
      if (other.name == file.name) {
        throw InputError({file.path, 0, ""}, "has the same name as " + other.path.string() +
                                                 "; networks are told apart by it, so rename one");
      }
    }
    if (file.item_set_digest.empty()) continue;
    if (described != nullptr && described->item_set_digest != file.item_set_digest) {
      throw InputError({file.path, 0, ""}, "is of another item set than " + described->path.string() + " (digest " +
                                               file.item_set_digest.substr(0, 12) + " against " +
                                               described->item_set_digest.substr(0, 12) + ")");
    }
    described = &file;
  }
}

}  // namespace tricky::engine
