#include "commands/import.h"

#include <algorithm>
#include <array>
#include <vector>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

using AddKind = ImportAction (*)(CLI::App&, const Invocation&);
constexpr std::array<AddKind, 6> kKinds{add_import_items, add_import_responses, add_import_counts, add_import_trials,
                                        add_import_ratings, add_import_votes};

}  // namespace

CLI::App* add_import_kind(CLI::App& line, ImportOptions& options, FileCount count, const std::string& name,
                          const std::string& what_it_does, const std::string& example) {
  CLI::App* kind = line.add_subcommand(name, what_it_does);
  kind->footer("\nExample:\n  " + example);
  CLI::Option* files =
      kind->add_option("FILE", options.files, count == FileCount::one ? "the file" : "the files")->required();
  if (count == FileCount::one) files->expected(1);
  kind->add_option("--study", options.study, "the study folder")->required()->type_name("DIR");
  kind->add_flag("--replace", options.replace, "write over what was imported before");
  return kind;
}

ItemSet items_of(const StudyFolder& study) {
  if (!std::filesystem::exists(study.items_file())) {
    throw InputError(
        {study.root(), 0, ""},
        "has no items.csv yet; import the items first: tricky import items FILE.csv --study " + study.root().string());
  }
  return read_items(study.items_file());
}

const std::string& clean_text(const CsvReader& reader, std::size_t column) {
  const std::string& text = reader[column];
  const bool clean =
      std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (text.empty() || !clean) reader.fail(column, "expected text without control characters, got " + in_quotes(text));
  return text;
}

void guard_existing(const std::filesystem::path& path, const ImportOptions& options) {
  if (!options.replace && std::filesystem::exists(path)) {
    throw InputError({path, 0, ""}, "is there already; add --replace to write over it");
  }
}

void run_import(const Invocation& invocation) {
  const auto line = command_line(invocation,
                                 "Takes in what others measured: items, responses of networks, released counts, "
                                 "observers' trials and ratings, raters' votes on labels.",
                                 "tricky import responses resnet50.npy vgg16.npy --study mystudy");
  line->require_subcommand(1);
  std::vector<ImportAction> actions;
  for (const AddKind add : kKinds) actions.push_back(add(*line, invocation));
  parse_command_line(*line, invocation);
  const auto all = line->get_subcommands(nullptr);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i]->parsed()) actions[i]();
  }
}

}  // namespace tricky
