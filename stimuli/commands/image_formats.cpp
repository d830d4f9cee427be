#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/errors.h"
#include "tricky/data/progress.h"
#include "tricky/data/study_folder.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/commands.h"
#include "tricky/stimuli/image_check.h"
#include "tricky/stimuli/image_set.h"
#include "tricky/stimuli/packed_file.h"

namespace tricky::stimuli {

namespace {

namespace fs = std::filesystem;

std::string count(std::int64_t n, const std::string& what) { return with_thousands(n) + " " + what; }

std::string contents_of(const ImageSet& images) {
  return count(static_cast<std::int64_t>(images.size()), "images in ") + count(images.n_classes(), "classes");
}

ImageCheck search(const ImageSet& images, const std::string& label) {
  if (!images.may_be_damaged()) return {{}, images.sha256()};
  Progress progress(label, images.size());
  const int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return check_images(images, threads, [&](std::size_t done) { progress.update(done); });
}

/// The first damaged images' reasons, one a line.
std::string reasons_of(const std::vector<DamagedImage>& damaged) {
  constexpr std::size_t kNamed = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(damaged.size(), kNamed); ++i) text += "\n  " + damaged[i].reason;
  if (damaged.size() > kNamed) text += "\n  and " + std::to_string(damaged.size() - kNamed) + " more";
  return text;
}

bool is_packed(const fs::path& path) { return path.extension() == ".packed"; }

FileSummary check_packed(const fs::path& path) {
  const std::unique_ptr<ImageSet> images = open_packed(path);
  const std::vector<DamagedImage> damaged = search(*images, path.string()).damaged;
  if (damaged.empty()) return {"packed images", contents_of(*images) + ", every digest right"};
  throw InputError({path, 0, ""},
                   count(static_cast<std::int64_t>(damaged.size()), "images are damaged:") + reasons_of(damaged));
}

FileTable table_of_packed(const fs::path& path, std::size_t most_rows) {
  const PackedFile file(path);
  FileTable table{{"image", "item_id", "label", "class", "stored", "bytes"}, {}, file.size()};
  for (std::size_t i = 0; i < std::min(file.size(), most_rows); ++i) {
    const PackedImage image = file[i];
    const std::string pixels = std::to_string(image.width_px) + " x " + std::to_string(image.height_px) +
                               (image.channels == 1 ? " grey" : " RGB");
    table.rows.push_back({std::to_string(i), std::string(image.item_id), std::to_string(image.label),
                          image.label < file.class_names().size() ? file.class_names()[image.label] : "",
                          image.bytes.empty()   ? "damaged"
                          : image.channels == 0 ? "file"
                                                : pixels,
                          std::to_string(image.bytes.size())});
  }
  return table;
}

bool is_study(const fs::path& path) { return fs::is_directory(path) && fs::exists(path / "study.toml"); }

bool has_training_images(const DatasetSpec& spec) {
  switch (spec.kind) {
    case DatasetSpec::Kind::image_folder: return !spec.train.empty();
    case DatasetSpec::Kind::packed: return !spec.train_file.empty();
    case DatasetSpec::Kind::gaussian: return spec.train_per_class > 0;
    default: return true;
  }
}

/// Checks one split and leaves the record, so that training need not look again.
std::string check_split(const DatasetSpec& spec, const StudyFolder& study, Split split, std::string& faults) {
  const std::unique_ptr<ImageSet> images = open_image_set(spec, study, split);
  const std::string name = split == Split::train ? "training" : "test";
  const ImageCheck check = search(*images, name + " images");
  const std::vector<DamagedImage>& damaged = check.damaged;
  if (images->may_be_damaged()) record_check(study, *images, split, check);
  std::string text = name + ": " + contents_of(*images);
  if (!damaged.empty()) {
    const std::string n_damaged = count(static_cast<std::int64_t>(damaged.size()), "damaged");
    text += ", " + n_damaged + " and skipped";
    faults += "\n" + name + " images: " + n_damaged + reasons_of(damaged);
  }
  return text;
}

FileSummary check_study(const fs::path& path) {
  const StudyFolder study(path);
  const DatasetSpec spec = read_dataset_spec(study.study_file());
  if (spec.kind == DatasetSpec::Kind::none) return {"study folder", "without images"};
  std::string faults;
  std::string content;
  if (has_training_images(spec)) content = check_split(spec, study, Split::train, faults) + "; ";
  content += check_split(spec, study, Split::test, faults);
  if (!faults.empty() && spec.corrupt_images == DatasetSpec::CorruptImages::stop) {
    throw InputError(
        {study.study_file(), 0, "[dataset]"},
        "some images cannot be used; mend them, or leave them out with corrupt_images = \"skip\"" + faults);
  }
  const ItemSet items = items_of(spec, study);
  if (fs::exists(study.items_file()) && read_items(study.items_file()).digest() != items.digest()) {
    throw InputError({study.items_file(), 0, ""}, "lists other items than the test images that study.toml names");
  }
  return {"study folder", content};
}

FileTable table_of_study(const fs::path& path, std::size_t most_rows) {
  const StudyFolder study(path);
  const ItemSet items = items_of(read_dataset_spec(study.study_file()), study);
  FileTable table{{"item_id", "label", "category", "path"}, {}, items.size()};
  table.columns.insert(table.columns.end(), items.extra_columns().begin(), items.extra_columns().end());
  for (std::size_t i = 0; i < std::min(items.size(), most_rows); ++i) {
    const Item& item = items[i];
    table.rows.push_back({item.item_id, std::to_string(item.label), item.category, item.path});
    for (std::size_t c = 0; c < items.extra_columns().size(); ++c) table.rows.back().push_back(items.extra(i, c));
  }
  return table;
}

}  // namespace

std::span<const FileFormat> formats() {
  static constexpr std::array kFormats{FileFormat{is_packed, check_packed, table_of_packed},
                                       FileFormat{is_study, check_study, table_of_study}};
  return kFormats;
}

}  // namespace tricky::stimuli
