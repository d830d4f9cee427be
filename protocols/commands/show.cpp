#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/file_formats.h"
#include "tricky/data/command_line.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/npy.h"
#include "tricky/data/session_journal.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky::protocols {

namespace fs = std::filesystem;

namespace {

/// Rows of text that are printed with aligned columns; keeps only what will be shown.
class Listing {
 public:
  Listing(std::vector<std::string> columns, std::size_t most_rows) : rows_{std::move(columns)}, most_rows_(most_rows) {}

  void add(const std::vector<std::string>& row) {
    if (++n_rows_ <= most_rows_) rows_.push_back(row);
  }

  /// Rows that are there but not at hand.
  void add_unseen(std::size_t n) { n_rows_ += n; }

  void print() const {
    std::vector<std::size_t> widths(rows_.front().size());
    std::vector<std::vector<std::string>> shown = rows_;
    for (auto& row : shown) {
      for (std::size_t c = 0; c < row.size(); ++c) {
        row[c] = on_one_line(row[c]);
        widths[c] = std::max(widths[c], width(row[c]));
      }
    }
    for (const auto& row : shown) {
      std::string line;
      for (std::size_t c = 0; c < row.size(); ++c) {
        line += row[c];
        if (c + 1 < row.size()) line.append(widths[c] - width(row[c]) + 2, ' ');
      }
      std::puts(line.c_str());
    }
    if (n_rows_ > most_rows_) {
      std::printf("… %s more rows; --rows %zu shows them all\n",
                  with_thousands(static_cast<std::int64_t>(n_rows_ - most_rows_)).c_str(), n_rows_);
    }
  }

 private:
  static constexpr std::size_t kWidest = 48;

  /// Code points, which is near enough to columns for a listing.
  static std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
  }

  static std::string on_one_line(const std::string& text) {
    std::string line;
    std::size_t n = 0;
    for (const char c : text) {
      if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80 && ++n > kWidest) return line + "…";
      line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    return line;
  }

  std::vector<std::vector<std::string>> rows_;
  std::size_t most_rows_;
  std::size_t n_rows_ = 0;
};

void show_table(const fs::path& path, std::size_t most_rows) {
  CsvReader reader(path);
  Listing listing(reader.columns(), most_rows);
  std::vector<std::string> row(reader.columns().size());
  while (reader.next()) {
    for (std::size_t c = 0; c < row.size(); ++c) row[c] = reader[c];
    listing.add(row);
  }
  listing.print();
}

void show_npy(const fs::path& path, std::size_t most_rows) {
  const NpyFile npy(path);
  std::vector<std::string> extents;
  for (const std::size_t extent : npy.shape()) extents.push_back(std::to_string(extent));
  std::printf("shape (%s)\n", join(extents, ", ").c_str());
  Listing listing({"index", "value"}, most_rows);
  const std::size_t n_shown = std::min(npy.n_elements(), most_rows);
  for (std::size_t i = 0; i < n_shown; ++i) listing.add({std::to_string(i), format_real(npy.real_at(i))});
  listing.print();
  if (npy.n_elements() > n_shown) std::printf("… %zu more\n", npy.n_elements() - n_shown);
}

void show_journal(const fs::path& path, std::size_t most_rows) {
  const JournalContent content = read_journal(path);
  Listing listing({"n", "event"}, most_rows);
  for (const Value& event : content.events)
    listing.add({std::to_string(event.line()), to_json(event, JsonLayout::one_line)});
  listing.print();
  if (content.n_torn_bytes > 0) std::printf("a torn last line of %zu bytes follows\n", content.n_torn_bytes);
}

void show_other(const FileFormat& format, const fs::path& path, std::size_t most_rows) {
  const FileTable table = format.table(path, most_rows);
  Listing listing(table.columns, most_rows);
  for (const auto& row : table.rows) listing.add(row);
  listing.add_unseen(table.n_rows - table.rows.size());
  listing.print();
}

}  // namespace

void run_show(const Invocation& invocation) {
  const auto line =
      command_line(invocation,
                   "Prints any of tricky's files: tables with aligned columns, arrays with their shape, JSON and "
                   "TOML indented, journals a line an event, packed images and a study's data set a line an image.",
                   "tricky show mystudy/difficulty/all.csv --rows 50");
  fs::path file;
  std::size_t most_rows = 20;
  line->add_option("FILE", file, "the file")->required();
  line->add_option("--rows", most_rows, "rows to print at most")->capture_default_str();
  parse_command_line(*line, invocation);

  if (const FileFormat* format = other_format_of(file)) return show_other(*format, file, most_rows);
  if (!fs::is_regular_file(file)) throw InputError({file, 0, ""}, "there is no such file");
  const std::string ending = file.extension().string();
  if (ending == ".csv" || ending == ".tsv") {
    show_table(file, most_rows);
  } else if (ending == ".npy") {
    show_npy(file, most_rows);
  } else if (ending == ".jsonl") {
    show_journal(file, most_rows);
  } else if (ending == ".json" || ending == ".toml") {
    std::fputs(to_json(ending == ".json" ? read_json(file) : read_toml(file), JsonLayout::indented).c_str(), stdout);
  } else {
    throw InputError({file, 0, ""}, "is of no format known here; known are .csv, .tsv, .npy, .json, .jsonl and .toml");
  }
}

}  // namespace tricky::protocols
