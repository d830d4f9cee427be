#include "cifar.h"

#include <algorithm>
#include <string>

#include "block_images.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace fs = std::filesystem;

namespace {

constexpr int kSide = 32;
constexpr std::size_t kPlane = std::size_t{kSide} * kSide;
constexpr std::size_t kImageBytes = 3 * kPlane;
constexpr std::size_t kLongestNames = std::size_t{1} << 16U;

/// One of the two data sets.
struct Version {
  std::size_t n_classes;
  std::size_t label_bytes;         ///< the last of them is used
  std::size_t images_per_file[2];  ///< training, test
  std::vector<std::string> files[2];
  const char* names_file;
};

Version version_of(DatasetSpec::Kind kind) {
  if (kind == DatasetSpec::Kind::cifar10) {
    return {10,
            1,
            {10'000, 10'000},
            {{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
             {"test_batch.bin"}},
            "batches.meta.txt"};
  }
  return {100, 2, {50'000, 10'000}, {{"train.bin"}, {"test.bin"}}, "fine_label_names.txt"};
}

/// The lines of the names file; none when it is not there.
std::vector<std::string> read_class_names(const fs::path& file, std::size_t n_classes) {
  if (!fs::exists(file)) return {};
  std::vector<std::string> names;
  for (std::string& line : split(read_file(file, kLongestNames), '\n')) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) names.push_back(std::move(line));
  }
  if (names.size() != n_classes) {
    throw InputError({file, 0, ""}, "expected the names of " + std::to_string(n_classes) +
                                        " classes, one a line, got " + std::to_string(names.size()));
  }
  for (const std::string& name : names) {
    if (!is_valid_utf8(name)) throw InputError({file, 0, ""}, "the name " + in_quotes(name) + " is not UTF-8 text");
  }
  return names;
}

/// Reads a file's images; those beyond `most` in all are checked but not kept.
void read_images(const fs::path& path, const Version& version, std::size_t n_images, std::size_t most,
                 BlockContent& into) {
  const MappedFile file(path);
  const std::size_t record_bytes = version.label_bytes + kImageBytes;
  if (file.bytes().size() != n_images * record_bytes) {
    throw InputError({path, 0, ""}, "is of " + with_thousands(static_cast<std::int64_t>(file.bytes().size())) +
                                        " bytes, but " + with_thousands(static_cast<std::int64_t>(n_images)) +
                                        " images take " +
                                        with_thousands(static_cast<std::int64_t>(n_images * record_bytes)) +
                                        "; it is truncated or not of CIFAR's binary version, fetch it again");
  }
  const auto* record = reinterpret_cast<const std::uint8_t*>(file.bytes().data());
  for (std::size_t i = 0; i < n_images; ++i, record += record_bytes) {
    const std::uint8_t label = record[version.label_bytes - 1];
    if (label >= version.n_classes) {
      throw InputError({path, 0, ""}, "image " + std::to_string(i) + " is of class " + std::to_string(label) +
                                          ", but there are only " + std::to_string(version.n_classes) +
                                          ", from 0; the file is damaged or of the other CIFAR");
    }
    if (into.labels.size() == most) continue;
    into.labels.push_back(label);
    std::uint8_t* to = into.pixels.data() + (into.labels.size() - 1) * kImageBytes;
    const std::uint8_t* planes = record + version.label_bytes;
    for (std::size_t pixel = 0; pixel < kPlane; ++pixel) {
      for (std::size_t channel = 0; channel < 3; ++channel) *to++ = planes[channel * kPlane + pixel];
    }
  }
}

}  // namespace

std::unique_ptr<ImageSet> open_cifar(const DatasetSpec& spec, Split split) {
  const Version version = version_of(spec.kind);
  const std::size_t which = split == Split::train ? 0 : 1;
  const std::size_t count = split == Split::train ? spec.train_count : spec.test_count;
  const std::size_t per_file = version.images_per_file[which];
  const std::size_t n_images = per_file * version.files[which].size();
  if (count > n_images) {
    throw InputError({spec.folder, 0, ""}, "holds " + with_thousands(static_cast<std::int64_t>(n_images)) +
                                               " such images, fewer than the " + std::to_string(count) + " that " +
                                               (which == 0 ? "train_count" : "test_count") + " in study.toml asks for");
  }
  BlockContent content;
  content.dataset_name = spec.name;
  content.split = split;
  content.least_classes = version.n_classes;
  content.height_px = kSide;
  content.width_px = kSide;
  content.channels = 3;
  for (const std::string& name : version.files[which]) {
    content.files.push_back(spec.folder / name);
    if (!fs::exists(content.files.back())) {
      throw InputError({content.files.back(), 0, ""},
                       "is not there; [dataset] folder in study.toml names the folder of CIFAR's binary version, "
                       "unpacked");
    }
  }
  const std::size_t most = count == 0 ? n_images : count;
  content.class_names = read_class_names(spec.folder / version.names_file, version.n_classes);
  content.pixels.resize(most * kImageBytes);
  content.labels.reserve(most);
  for (const fs::path& file : content.files) read_images(file, version, per_file, most, content);
  return std::make_unique<BlockImages>(std::move(content));
}

}  // namespace tricky::stimuli
