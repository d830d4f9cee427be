#include "tricky/data/items.h"

#include <array>

#include "tricky/data/csv.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

constexpr std::int64_t kLargestLabel = 65534;  // 65535 is kMissingResponse

}  // namespace

ItemSet::ItemSet(std::vector<Item> items, std::vector<std::string> extra_columns,
                 std::vector<std::vector<std::string>> extra)
    : items_(std::move(items)), extra_columns_(std::move(extra_columns)), extra_(std::move(extra)) {
  TRICKY_ASSERT(extra_columns_.empty() || extra_.size() == items_.size());
  index_.reserve(items_.size());
  Sha256 hash;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    if (item.item_id.empty()) throw InputError("item " + std::to_string(i + 1) + " has an empty item_id");
    if (!index_.emplace(item.item_id, i).second) {
      throw InputError("the item_id " + in_quotes(item.item_id) + " stands there twice; every item needs its own");
    }
    hash.update(item.item_id + "\t" + std::to_string(item.label) + "\n");
  }
  digest_ = hash.hex();
}

std::optional<std::size_t> ItemSet::find(std::string_view item_id) const {
  const auto found = index_.find(item_id);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::size_t> ItemSet::find_extra(std::string_view column) const {
  for (std::size_t i = 0; i < extra_columns_.size(); ++i) {
    if (extra_columns_[i] == column) return i;
  }
  return std::nullopt;
}

ItemSet read_items(const std::filesystem::path& path) {
  CsvReader reader(path);
  const std::size_t id = reader.column("item_id");
  const std::size_t label = reader.column("label");
  const auto category = reader.find_column("category");
  const auto image = reader.find_column("path");
  std::vector<std::size_t> extra_indices;
  std::vector<std::string> extra_columns;
  for (std::size_t i = 0; i < reader.columns().size(); ++i) {
    if (i == id || i == label || i == category || i == image) continue;
    extra_indices.push_back(i);
    extra_columns.push_back(reader.columns()[i]);
  }
  std::vector<Item> items;
  std::vector<std::vector<std::string>> extra;
  while (reader.next()) {
    if (reader[id].empty()) reader.fail(id, "is empty; every item needs a name");
    // Tables hold ids between tabs, and pairs join two of them with a plus sign.
    if (reader[id].find_first_of("\t\r\n+") != std::string::npos) {
      reader.fail(id, "expected a name without tabs, line breaks or '+', got " + in_quotes(reader[id]));
    }
    items.push_back({reader[id], static_cast<std::uint16_t>(reader.integer(label, 0, kLargestLabel)),
                     category ? reader[*category] : "", image ? reader[*image] : ""});
    if (!extra_indices.empty()) {
      auto& row = extra.emplace_back();
      for (const std::size_t i : extra_indices) row.push_back(reader[i]);
    }
  }
  if (items.empty()) throw InputError({path, 0, ""}, "holds no items, only column names");
  try {
    return ItemSet(std::move(items), std::move(extra_columns), std::move(extra));
  } catch (const InputError& error) {
    throw InputError({path, 0, ""}, error.what());
  }
}

void write_items(const std::filesystem::path& path, const ItemSet& items) {
  std::vector<std::string> columns{"item_id", "label", "category", "path"};
  columns.insert(columns.end(), items.extra_columns().begin(), items.extra_columns().end());
  CsvWriter writer(columns, Separator::comma);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Item& item = items[i];
    writer.field(std::string_view(item.item_id)).field(item.label);
    writer.field(std::string_view(item.category)).field(std::string_view(item.path));
    for (std::size_t c = 0; c < items.extra_columns().size(); ++c) writer.field(std::string_view(items.extra(i, c)));
    writer.end_row();
  }
  write_file(path, writer.text());
}

}  // namespace tricky
