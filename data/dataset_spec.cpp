#include "tricky/data/dataset_spec.h"

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

constexpr std::int64_t kMostImages = 100'000'000;

}  // namespace

DatasetSpec dataset_spec_from(const Value& table, const std::filesystem::path& source) {
  Fields fields(table, source, "[dataset]");
  DatasetSpec spec;
  const auto path = [&](std::string_view name) { return source.parent_path() / fields.text(name); };
  const std::string kind = fields.word("kind", {"none", "image_folder", "idx"});
  if (kind == "image_folder") {
    spec.kind = DatasetSpec::Kind::image_folder;
    spec.name = fields.text_or("name", "images");
    spec.folder = source.parent_path() / fields.text_or("folder", ".");
  } else if (kind == "idx") {
    spec.kind = DatasetSpec::Kind::idx;
    spec.name = fields.text("name");
    if (!is_plain_name(spec.name)) fields.fail("name", "expected 1 to 64 letters, digits, '.', '_' or '-'");
    spec.train_images = path("train_images");
    spec.train_labels = path("train_labels");
    spec.test_images = path("test_images");
    spec.test_labels = path("test_labels");
    spec.categories = fields.texts_or("categories", {});
    spec.train_count = static_cast<std::size_t>(fields.integer_or("train_count", 0, {0, kMostImages}));
    spec.test_count = static_cast<std::size_t>(fields.integer_or("test_count", 0, {0, kMostImages}));
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
