#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "tricky/data/command_line.h"
#include "tricky/data/csv.h"
#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"

namespace tricky {

/// `tricky import KIND`: each kind adds its subcommand, and what to do once the line is parsed.
using ImportAction = std::function<void()>;
ImportAction add_import_items(CLI::App& line, const Invocation& invocation);
ImportAction add_import_responses(CLI::App& line, const Invocation& invocation);
ImportAction add_import_counts(CLI::App& line, const Invocation& invocation);
ImportAction add_import_trials(CLI::App& line, const Invocation& invocation);
ImportAction add_import_ratings(CLI::App& line, const Invocation& invocation);
ImportAction add_import_votes(CLI::App& line, const Invocation& invocation);

/// A subcommand with the options every kind has: the file or files, --study, --replace.
struct ImportOptions {
  std::vector<std::filesystem::path> files;
  std::filesystem::path study;
  bool replace = false;
};
enum class FileCount { one, many };
CLI::App* add_import_kind(CLI::App& line, ImportOptions& options, FileCount count, const std::string& name,
                          const std::string& what_it_does, const std::string& example);

/// The study's items, or an InputError that says to import them first.
ItemSet items_of(const StudyFolder& study);

/// A field that goes into a tab-separated file or becomes an id: not empty, no control characters.
const std::string& clean_text(const CsvReader& reader, std::size_t column);

/// Refuses to write over something that is there unless --replace was given.
void guard_existing(const std::filesystem::path& path, const ImportOptions& options);

}  // namespace tricky
