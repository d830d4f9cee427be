#include "tricky/data/csv.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

constexpr std::size_t kLongestField = std::size_t{1} << 20U;
constexpr std::size_t kMostColumns = 4096;

}  // namespace

Separator separator_of(const std::filesystem::path& path) {
  return path.extension() == ".tsv" ? Separator::tab : Separator::comma;
}

CsvReader::CsvReader(const std::filesystem::path& path)
    : path_(path), file_(path), rest_(file_.bytes()), separator_(separator_of(path)) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  if (!read_row()) throw InputError({path_, 0, ""}, "expected a first line with column names, found nothing");
  fields_.resize(n_fields_);
  columns_ = fields_;
  std::set<std::string> seen;
  for (const std::string& name : columns_) {
    if (!seen.insert(name).second) {
      throw InputError({path_, row_line_, ""}, "the column " + in_quotes(name) + " stands there twice");
    }
  }
}

std::optional<std::size_t> CsvReader::find_column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

std::size_t CsvReader::column(std::string_view name) const { return column_of({name}); }

std::size_t CsvReader::column_of(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    if (const auto found = find_column(name)) return *found;
  }
  const auto nearest = nearest_name(*names.begin(), columns_);
  throw InputError({path_, 1, ""}, "expected a column " + in_quotes(*names.begin()) + "; the columns are " +
                                       join(columns_, ", ") +
                                       (nearest ? " (is " + in_quotes(*nearest) + " a misspelling?)" : ""));
}

bool CsvReader::next() {
  if (!read_row()) return false;
  if (n_fields_ != columns_.size()) {
    throw InputError({path_, row_line_, ""}, "expected " + std::to_string(columns_.size()) +
                                                 " fields as in the first line, got " + std::to_string(n_fields_));
  }
  return true;
}

bool CsvReader::read_row() {
  const char separator = static_cast<char>(separator_);
  while (!rest_.empty() && (rest_.front() == '\n' || rest_.starts_with("\r\n"))) {
    rest_.remove_prefix(rest_.front() == '\n' ? 1 : 2);
    ++line_;
  }
  row_line_ = line_;
  n_fields_ = 0;
  if (rest_.empty()) return false;
  while (true) {
    if (n_fields_ == fields_.size()) fields_.emplace_back();
    std::string& field = fields_[n_fields_++];
    field.clear();
    if (n_fields_ > kMostColumns) throw InputError({path_, row_line_, ""}, "has more than 4096 columns");
    if (separator_ == Separator::comma && rest_.starts_with('"')) {
      std::size_t at = 1;
      while (true) {
        const std::size_t quote = rest_.find('"', at);
        if (quote == std::string_view::npos) throw InputError({path_, row_line_, ""}, "a quoted field is never closed");
        field.append(rest_.substr(at, quote - at));
        at = quote + 1;
        if (at >= rest_.size() || rest_[at] != '"') break;
        field += '"';
        ++at;
      }
      line_ += static_cast<std::size_t>(std::count(field.begin(), field.end(), '\n'));
      rest_.remove_prefix(at);
      if (!rest_.empty() && rest_.front() != separator && rest_.front() != '\n' && !rest_.starts_with("\r\n")) {
        throw InputError({path_, row_line_, ""}, "text follows a closing quote; quotes inside a field are doubled");
      }
    } else {
      std::size_t end = 0;
      while (end < rest_.size() && rest_[end] != separator && rest_[end] != '\n') ++end;
      std::string_view text = rest_.substr(0, end);
      if (end < rest_.size() ? rest_[end] == '\n' && text.ends_with('\r') : text.ends_with('\r')) text.remove_suffix(1);
      if (separator_ == Separator::tab && text.find('\r') != std::string_view::npos) {
        throw InputError({path_, row_line_, ""}, "a carriage return stands within a field; expected one at line ends only");
      }
      field.assign(text);
      rest_.remove_prefix(end);
    }
    if (field.size() > kLongestField) throw InputError({path_, row_line_, ""}, "a field is longer than 1 MiB");
    if (!is_valid_utf8(field) || field.find('\0') != std::string::npos) {
      throw InputError({path_, row_line_, ""}, "expected UTF-8 text, got " + in_quotes(field.substr(0, 20)));
    }
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    if (rest_.empty()) return true;
    const char end = rest_.front();
    rest_.remove_prefix(1);
    if (end == '\n') {
      ++line_;
      return true;
    }
  }
}

void CsvReader::fail(std::size_t column, const std::string& message) const {
  throw InputError({path_, row_line_, columns_[column]}, message);
}

std::int64_t CsvReader::integer(std::size_t column, std::int64_t smallest, std::int64_t largest) const {
  const auto value = parse_integer(fields_[column]);
  if (!value || *value < smallest || *value > largest) {
    fail(column, "expected a whole number from " + std::to_string(smallest) + " to " + std::to_string(largest) +
                     ", got " + in_quotes(fields_[column]));
  }
  return *value;
}

double CsvReader::real(std::size_t column) const {
  const auto value = parse_real(fields_[column]);
  if (!value || !std::isfinite(*value)) fail(column, "expected a number, got " + in_quotes(fields_[column]));
  return *value;
}

CsvWriter::CsvWriter(const std::vector<std::string>& columns, Separator separator)
    : separator_(separator), n_columns_(columns.size()) {
  for (const std::string& name : columns) field(std::string_view(name));
  end_row();
}

CsvWriter& CsvWriter::field(std::string_view text) {
  if (n_in_row_++ > 0) text_ += static_cast<char>(separator_);
  if (separator_ == Separator::tab) {
    TRICKY_ASSERT(text.find_first_of("\t\n\r") == std::string_view::npos);
    text_ += text;
  } else if (text.find_first_of(",\"\n\r") == std::string_view::npos) {
    text_ += text;
  } else {
    text_ += '"';
    for (const char c : text) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }
  return *this;
}

CsvWriter& CsvWriter::field(double value) {
  if (std::isnan(value)) return field(std::string_view(separator_ == Separator::tab ? "n/a" : ""));
  return field(std::string_view(format_real(value)));
}

void CsvWriter::end_row() {
  TRICKY_ASSERT(n_in_row_ == n_columns_);
  // A row of one empty field would read back as a blank line.
  if (n_columns_ == 1 && (text_.empty() || text_.back() == '\n')) text_ += "\"\"";
  text_ += '\n';
  n_in_row_ = 0;
}

}  // namespace tricky
