#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tricky {

/// One image (or other stimulus) of the item set.
struct Item {
  std::string item_id;
  std::uint16_t label = 0;  ///< true class, 0 … 65534
  std::string category;     ///< the class's name; may be empty
  std::string path;         ///< image file, relative to the study's image folder; may be empty
};

/// The items of a study in a fixed order, with any further columns. Identity is the item_id, never the position: files
/// that rely on the order carry the digest.
class ItemSet {
 public:
  ItemSet() = default;
  /// Throws InputError when an item_id is empty or stands there twice.
  ItemSet(std::vector<Item> items, std::vector<std::string> extra_columns, std::vector<std::vector<std::string>> extra);
  explicit ItemSet(std::vector<Item> items) : ItemSet(std::move(items), {}, {}) {}

  std::size_t size() const { return items_.size(); }
  const Item& operator[](std::size_t i) const { return items_[i]; }
  const std::vector<Item>& items() const { return items_; }
  std::optional<std::size_t> find(std::string_view item_id) const;

  const std::vector<std::string>& extra_columns() const { return extra_columns_; }
  /// The extra column's index, or nothing.
  std::optional<std::size_t> find_extra(std::string_view column) const;
  const std::string& extra(std::size_t item, std::size_t column) const { return extra_[item][column]; }

  /// SHA-256 over "item_id TAB label LF" of every item in order.
  const std::string& digest() const { return digest_; }

 private:
  std::vector<Item> items_;
  std::vector<std::string> extra_columns_;
  std::vector<std::vector<std::string>> extra_;              ///< one row an item
  std::unordered_map<std::string_view, std::size_t> index_;  ///< views into items_
  std::string digest_;

 public:
  // The index holds views into the items' own storage: copying would leave it pointing at the original.
  ItemSet(const ItemSet&) = delete;
  ItemSet& operator=(const ItemSet&) = delete;
  ItemSet(ItemSet&&) = default;
  ItemSet& operator=(ItemSet&&) = default;
  ~ItemSet() = default;
};

/// items.csv: item_id,label[,category][,path][,…]. Throws InputError with file and line.
ItemSet read_items(const std::filesystem::path& path);
void write_items(const std::filesystem::path& path, const ItemSet& items);

}  // namespace tricky
