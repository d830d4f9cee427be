#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tricky::engine {

/// Columns of a terminal that stdout or stderr is, or nothing when it is none; COLUMNS, when set, takes its place.
/// Never less than 40.
std::size_t terminal_columns(int descriptor);

/// Prints rows to stdout with aligned columns; columns whose cells are all numbers are right-aligned. On a terminal the
/// last column is broken between words and goes on below itself; elsewhere a row is a line.
class Table {
 public:
  explicit Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// As text, with rows as wide as they are (0) or broken at this width.
  std::string text(std::size_t columns) const;
  void print() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// "0.6912": a number with so many decimals.
std::string fixed(double value, int decimals);

/// Cut to so many columns, the last of them "…" when something was cut.
std::string cut_to(const std::string& text, std::size_t columns);

}  // namespace tricky::engine
