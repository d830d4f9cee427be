#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tricky {

/// The whole text as a number, or nothing: no spaces, no trailing characters, no overflow. Reals may be "nan" or "inf".
std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<double> parse_real(std::string_view text);

/// The shortest decimal text that reads back as exactly this number; "nan", "inf", "-inf" for the rest.
std::string format_real(double value);

/// True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

/// The candidate nearest to `name` by edit distance, if it is near enough to be a typo (a third of its length).
std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> candidates);

/// `text` in double quotes with control characters made visible, cut at 60 bytes: for use in messages.
std::string in_quotes(std::string_view text);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);

/// 50000 as "50,000".
std::string with_thousands(std::int64_t value);

/// True when the text can be the name of a run, list or observer, which become file names: 1 to 64 of the characters
/// A-Z a-z 0-9 . _ - and no dot or minus first.
bool is_plain_name(std::string_view text);

}  // namespace tricky
