#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/files.h"

namespace tricky {

/// Comma-separated (RFC 4180: quotes, embedded newlines, optional byte-order mark) or tab-separated (BIDS: no quotes).
enum class Separator : char { comma = ',', tab = '\t' };

/// The separator a file's name asks for: tab for .tsv, else comma.
Separator separator_of(const std::filesystem::path& path);

/// Reads a table row by row from a mapped file; nothing is kept but the current row. The first row names the columns.
///
///   CsvReader reader(path);
///   const std::size_t id = reader.column("item_id");
///   while (reader.next()) use(reader[id]);
///
/// Every fault is an InputError with file and line: no header, repeated column names, a row with another number of
/// fields, an unfinished quote, text that is not UTF-8, a field over 1 MiB.
class CsvReader {
 public:
  explicit CsvReader(const std::filesystem::path& path);

  const std::vector<std::string>& columns() const { return columns_; }
  std::optional<std::size_t> find_column(std::string_view name) const;
  /// Throws when there is none, naming the nearest.
  std::size_t column(std::string_view name) const;
  /// The first of several spellings that is there; throws when none is.
  std::size_t column_of(std::initializer_list<std::string_view> names) const;

  /// Moves to the next row; false at the end. Blank lines are passed over.
  bool next();
  const std::string& operator[](std::size_t column) const { return fields_[column]; }
  /// The field as a number in range, or InputError.
  std::int64_t integer(std::size_t column, std::int64_t smallest, std::int64_t largest) const;
  double real(std::size_t column) const;
  /// An InputError at the current row and this column.
  [[noreturn]] void fail(std::size_t column, const std::string& message) const;

  /// Line the current row begins on, from 1.
  std::size_t line() const { return row_line_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  bool read_row();

  std::filesystem::path path_;
  MappedFile file_;
  std::string_view rest_;
  Separator separator_;
  std::vector<std::string> columns_;
  std::vector<std::string> fields_;
  std::size_t n_fields_ = 0;
  std::size_t line_ = 1;
  std::size_t row_line_ = 0;
};

/// Builds a table's text. Comma: fields are quoted where RFC 4180 needs it. Tab: a field with a tab or newline is our
/// bug and asserts. Lines end in "\n".
class CsvWriter {
 public:
  CsvWriter(const std::vector<std::string>& columns, Separator separator);

  CsvWriter& field(std::string_view text);
  CsvWriter& field(std::integral auto value) { return field(std::string_view(std::to_string(value))); }
  /// Shortest exact form; NaN is written as "n/a" (tab) or nothing (comma).
  CsvWriter& field(double value);
  void end_row();

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  Separator separator_;
  std::size_t n_columns_;
  std::size_t n_in_row_ = 0;
};

}  // namespace tricky
