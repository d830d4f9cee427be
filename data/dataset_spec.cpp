#include "tricky/data/dataset_spec.h"

#include <array>
#include <limits>
#include <utility>

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

using Kind = DatasetSpec::Kind;

constexpr std::int64_t kMostImages = 100'000'000;
constexpr std::int64_t kMostNoiseClasses = 1000;
constexpr std::int64_t kLargestNoiseSide = 4096;

constexpr std::array<std::pair<const char*, Kind>, 7> kKinds{{{"none", Kind::none},
                                                              {"image_folder", Kind::image_folder},
                                                              {"idx", Kind::idx},
                                                              {"cifar10", Kind::cifar10},
                                                              {"cifar100", Kind::cifar100},
                                                              {"gaussian", Kind::gaussian},
                                                              {"packed", Kind::packed}}};

Kind read_kind(Fields& fields) {
  std::vector<std::string> words;
  for (const auto& [word, kind] : kKinds) words.emplace_back(word);
  const std::string chosen = fields.word("kind", words);
  for (const auto& [word, kind] : kKinds) {
    if (chosen == word) return kind;
  }
  return Kind::none;
}

/// A folder's name below `folder`, or nothing: nothing absolute and no "..".
std::string read_subfolder(Fields& fields, const char* name) {
  const std::string text = fields.text_or(name, "");
  const std::filesystem::path path(text);
  bool leaves = path.is_absolute();
  for (const auto& part : path) leaves = leaves || part == "..";
  if (leaves) fields.fail(name, "expected a folder inside [dataset] folder, got " + in_quotes(text));
  return text;
}

void read_gaussian(Fields& fields, DatasetSpec& spec) {
  spec.n_classes = static_cast<int>(fields.integer("classes", {2, kMostNoiseClasses}));
  spec.side_px = static_cast<int>(fields.integer("side_px", {1, kLargestNoiseSide}));
  spec.train_per_class = static_cast<std::size_t>(fields.integer("train_per_class", {0, kMostImages}));
  spec.test_per_class = static_cast<std::size_t>(fields.integer("test_per_class", {1, kMostImages}));
  spec.noise_seed =
      static_cast<std::uint64_t>(fields.integer_or("noise_seed", 1312, {0, std::numeric_limits<std::int64_t>::max()}));
  const auto n_classes = static_cast<std::size_t>(spec.n_classes);
  if (spec.train_per_class > kMostImages / n_classes)
    fields.fail("train_per_class", "gives more than 100,000,000 images");
  if (spec.test_per_class > kMostImages / n_classes)
    fields.fail("test_per_class", "gives more than 100,000,000 images");
}

}  // namespace

DatasetSpec dataset_spec_from(const Value& table, const std::filesystem::path& source) {
  Fields fields(table, source, "[dataset]");
  DatasetSpec spec;
  const auto path = [&](std::string_view name) { return source.parent_path() / fields.text(name); };
  const auto path_or_nothing = [&](std::string_view name) {
    return fields.has(name) ? source.parent_path() / fields.text(name) : std::filesystem::path();
  };
  const auto read_name = [&] {
    spec.name = fields.text("name");
    if (!is_plain_name(spec.name)) fields.fail("name", "expected 1 to 64 letters, digits, '.', '_' or '-'");
  };
  const auto read_counts = [&] {
    spec.train_count = static_cast<std::size_t>(fields.integer_or("train_count", 0, {0, kMostImages}));
    spec.test_count = static_cast<std::size_t>(fields.integer_or("test_count", 0, {0, kMostImages}));
  };
  spec.kind = read_kind(fields);
  switch (spec.kind) {
    case Kind::none: break;
    case Kind::image_folder:
      spec.name = fields.text_or("name", "images");
      spec.folder = source.parent_path() / fields.text_or("folder", ".");
      spec.train = read_subfolder(fields, "train");
      spec.test = read_subfolder(fields, "test");
      spec.class_names = path_or_nothing("class_names");
      break;
    case Kind::idx:
      read_name();
      spec.train_images = path("train_images");
      spec.train_labels = path("train_labels");
      spec.test_images = path("test_images");
      spec.test_labels = path("test_labels");
      spec.categories = fields.texts_or("categories", {});
      read_counts();
      break;
    case Kind::cifar10:
    case Kind::cifar100:
      read_name();
      spec.folder = path("folder");
      read_counts();
      break;
    case Kind::gaussian:
      read_name();
      read_gaussian(fields, spec);
      break;
    case Kind::packed:
      spec.train_file = path_or_nothing("train_file");
      spec.test_file = path("test_file");
      break;
  }
  if (spec.kind == Kind::image_folder || spec.kind == Kind::packed) {
    const std::string word = fields.word_or("corrupt_images", "stop", {"stop", "skip"});
    if (word == "skip") spec.corrupt_images = DatasetSpec::CorruptImages::skip;
  }
  fields.finish();
  return spec;
}

DatasetSpec read_dataset_spec(const std::filesystem::path& study_toml) {
  const Value content = read_toml(study_toml);
  const Value* table = content.find("dataset");
  return table == nullptr ? DatasetSpec{} : dataset_spec_from(*table, study_toml);
}

}  // namespace tricky
