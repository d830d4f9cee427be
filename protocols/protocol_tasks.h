#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "tricky/data/fields.h"
#include "tricky/protocols/protocol.h"

namespace tricky::protocols {

/// A text that observers see: not empty, without blank ends.
std::string shown_text(Fields& fields, std::string_view name);
std::string shown_text_or(Fields& fields, std::string_view name, std::string fallback);

TwoChoiceTask read_two_choice(const Value& table, const std::filesystem::path& file);
RatingsTask read_ratings(const Value& table, const std::filesystem::path& file);

}  // namespace tricky::protocols
