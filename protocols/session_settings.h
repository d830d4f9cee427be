#pragma once

#include <filesystem>

#include "tricky/data/value.h"
#include "tricky/protocols/session_settings.h"

namespace tricky::protocols {

struct Protocol;

// The tables of a protocol that say how a session runs. Each throws InputError with file, line and field.
Timing read_timing(const Value& table, const std::filesystem::path& file);
Practice read_practice(const Value& table, const std::filesystem::path& file);
Breaks read_breaks(const Value& table, const std::filesystem::path& file);
Repeats read_repeats(const Value& table, const std::filesystem::path& file);
/// Which codes there are depends on the protocol's task, which must have been read.
Triggers read_triggers(const Value& table, const Protocol& protocol, const std::filesystem::path& file);
CatchTexts read_catch_texts(const Value& table, const std::filesystem::path& file);
/// [[form]]; nullptr: no fields.
std::vector<FormField> read_form(const Value* array, const std::filesystem::path& file);

}  // namespace tricky::protocols
