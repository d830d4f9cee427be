#include "commands/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tricky/data/text.h"

namespace tricky::engine {

namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kGap = 2;

/// Columns that UTF-8 text takes: continuation bytes take none.
std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool looks_like_number(const std::string& cell) {
  return !cell.empty() && cell.find_first_not_of("0123456789.,/-") == std::string::npos;
}

std::string padding(std::size_t n) { return std::string(n, ' '); }

/// Broken between words so that no line is wider than `columns`, unless a word is.
std::vector<std::string> broken(const std::string& text, std::size_t columns) {
  std::vector<std::string> lines{""};
  for (const std::string& word : split(text, ' ')) {
    if (!lines.back().empty() && columns_of(lines.back()) + 1 + columns_of(word) > columns) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

}  // namespace

std::size_t terminal_columns(int descriptor) {
  if (::isatty(descriptor) != 1) return 0;
  std::size_t columns = 0;
  if (const char* variable = std::getenv("COLUMNS")) {
    columns = static_cast<std::size_t>(std::max<std::int64_t>(0, parse_integer(variable).value_or(0)));
  }
  winsize size{};
  if (columns == 0 && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  return std::max(kNarrowest, columns == 0 ? std::size_t{80} : columns);
}

std::string Table::text(std::size_t columns) const {
  const std::size_t n = rows_.front().size();
  std::vector<std::size_t> widths(n, 0);
  std::vector<bool> numeric(n, true);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    for (std::size_t i = 0; i < n; ++i) {
      widths[i] = std::max(widths[i], columns_of(rows_[row][i]));
      if (row > 0 && !rows_[row][i].empty() && !looks_like_number(rows_[row][i])) numeric[i] = false;
    }
  }
  std::size_t before_last = 0;
  for (std::size_t i = 0; i + 1 < n; ++i) before_last += widths[i] + kGap;
  const std::size_t room = columns > before_last + 20 ? columns - before_last : 0;

  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i + 1 < n; ++i) {
      const std::string pad = padding(widths[i] - columns_of(row[i]));
      line += numeric[i] ? pad + row[i] : row[i] + pad;
      line += padding(kGap);
    }
    if (numeric[n - 1]) line += padding(widths[n - 1] - columns_of(row[n - 1]));
    const auto last = room == 0 ? std::vector<std::string>{row[n - 1]} : broken(row[n - 1], room);
    for (std::size_t i = 0; i < last.size(); ++i) {
      std::string whole = (i == 0 ? line : padding(before_last)) + last[i];
      whole.erase(whole.find_last_not_of(' ') + 1);
      text += whole + "\n";
    }
  }
  return text;
}

void Table::print() const { std::fputs(text(terminal_columns(STDOUT_FILENO)).c_str(), stdout); }

std::string fixed(double value, int decimals) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string cut_to(const std::string& text, std::size_t columns) {
  if (columns_of(text) <= columns) return text;
  std::string kept;
  std::size_t n = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (begins && ++n >= columns) break;
    kept += c;
  }
  return kept + "…";
}

}  // namespace tricky::engine
