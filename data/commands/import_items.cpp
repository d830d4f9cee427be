#include <algorithm>
#include <cstdio>

#include "commands/import.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

struct Options : ImportOptions {
  std::string category;
  std::string path;
};

/// The items with one of their extra columns in the place of `category` or `path`.
ItemSet with_column(const ItemSet& items, const std::string& column, std::string Item::*target,
                    const std::filesystem::path& file) {
  const auto index = items.find_extra(column);
  if (!index) {
    const auto nearest = nearest_name(column, items.extra_columns());
    throw InputError({file, 1, ""}, "has no column " + in_quotes(column) +
                                        (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : ""));
  }
  std::vector<Item> changed = items.items();
  std::vector<std::string> columns = items.extra_columns();
  columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(*index));
  std::vector<std::vector<std::string>> extra(changed.size());
  for (std::size_t i = 0; i < changed.size(); ++i) {
    changed[i].*target = items.extra(i, *index);
    for (std::size_t c = 0; c < items.extra_columns().size(); ++c) {
      if (c != *index) extra[i].push_back(items.extra(i, c));
    }
  }
  return ItemSet(std::move(changed), std::move(columns), std::move(extra));
}

void import_items(const Options& options) {
  const StudyFolder study(options.study);
  const std::filesystem::path& file = options.files.front();
  ItemSet items = read_items(file);
  if (!options.category.empty()) items = with_column(items, options.category, &Item::category, file);
  if (!options.path.empty()) items = with_column(items, options.path, &Item::path, file);
  if (std::filesystem::exists(study.items_file())) {
    const bool same = read_items(study.items_file()).digest() == items.digest();
    const std::size_t n_built_on =
        study.run_names().size() + study.difficulty_names().size() + study.list_names().size();
    if (!same && n_built_on > 0) {
      throw InputError({study.items_file(), 0, ""},
                       "is another item set, and " + std::to_string(n_built_on) +
                           " networks, difficulty tables or lists rely on it; make a new study folder for these items");
    }
    if (!same) guard_existing(study.items_file(), options);
  }
  write_items(study.items_file(), items);
  std::printf("%s items in %s (digest %.12s)\n", with_thousands(static_cast<std::int64_t>(items.size())).c_str(),
              study.items_file().c_str(), items.digest().c_str());
}

}  // namespace

ImportAction add_import_items(CLI::App& line, const Invocation& /*invocation*/) {
  auto options = std::make_shared<Options>();
  CLI::App* kind = add_import_kind(line, *options, FileCount::one, "items",
                                   "The item set: columns item_id, label, category, path; any others are kept.",
                                   "tricky import items imagenet_val.csv --category class_name --study mystudy");
  kind->add_option("--category", options->category, "the column that names the class, when it is not called category");
  kind->add_option("--path", options->path, "the column with the image's file, when it is not called path");
  return [options] { import_items(*options); };
}

}  // namespace tricky
