#include <cstdio>

#include "commands/import.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

struct Options : ImportOptions {
  std::string name;
  int allowed_exceptions = 0;
};

void import_counts(const Options& options, const Invocation& invocation) {
  const StudyFolder study(options.study);
  const ItemSet items = items_of(study);
  const std::filesystem::path& file = options.files.front();
  if (!is_plain_name(options.name))
    throw InputError("--name " + in_quotes(options.name) + ": expected letters, digits, '.', '_' or '-'");
  guard_existing(study.difficulty_file(options.name), options);

  DifficultyTable table;
  table.rule.allowed_exceptions = options.allowed_exceptions;
  table.item_set_digest = items.digest();
  table.items.resize(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) table.items[i].item_id = items[i].item_id;
  std::vector<bool> seen(items.size());
  CsvReader reader(file);
  const std::size_t id = reader.column("item_id");
  const std::size_t n_makers = reader.column("n_makers");
  const std::size_t n_correct = reader.column("n_correct");
  std::size_t n_rows = 0;
  while (reader.next()) {
    const auto index = items.find(reader[id]);
    if (!index) reader.fail(id, in_quotes(reader[id]) + " is not in the study's items.csv");
    if (seen[*index]) reader.fail(id, in_quotes(reader[id]) + " stands there twice");
    seen[*index] = true;
    ItemDifficulty& item = table.items[*index];
    item.n_makers = static_cast<int>(reader.integer(n_makers, 1, 1 << 20));
    item.n_correct = static_cast<int>(reader.integer(n_correct, 0, item.n_makers));
    if (2 * options.allowed_exceptions >= item.n_makers) {
      reader.fail(
          n_makers,
          "with " + std::to_string(options.allowed_exceptions) +
              " allowed exceptions an image could be trivial and impossible at once; lower --allowed-exceptions");
    }
    item.difficulty = classify(item.n_correct, item.n_makers, table.rule);
    ++n_rows;
  }
  if (n_rows == 0) throw InputError({file, 0, ""}, "holds no counts, only column names");
  write_difficulty(study.difficulty_file(options.name), table, provenance_of(invocation, {file, study.items_file()}));

  const auto share = [&](Difficulty difficulty) {
    return 100.0 * static_cast<double>(table.count(difficulty)) / static_cast<double>(n_rows);
  };
  std::printf("%s: %s images, allowed exceptions %d\n", options.name.c_str(),
              with_thousands(static_cast<std::int64_t>(n_rows)).c_str(), options.allowed_exceptions);
  for (const Difficulty difficulty : {Difficulty::trivial, Difficulty::in_between, Difficulty::impossible}) {
    std::printf("  %-11s %8s  %5.1f %%\n", std::string(to_text(difficulty)).c_str(),
                with_thousands(static_cast<std::int64_t>(table.count(difficulty))).c_str(), share(difficulty));
  }
  if (n_rows < items.size()) {
    std::printf("  %s items have no counts and stay unclassified\n",
                with_thousands(static_cast<std::int64_t>(items.size() - n_rows)).c_str());
  }
}

}  // namespace

ImportAction add_import_counts(CLI::App& line, const Invocation& invocation) {
  auto options = std::make_shared<Options>();
  CLI::App* kind =
      add_import_kind(line, *options, FileCount::one, "counts",
                      "How many networks were right on each image, where that is all that was released: "
                      "item_id,n_makers,n_correct.",
                      "tricky import counts released_counts.csv --study mystudy --name sota --allowed-exceptions 1");
  kind->add_option("--name", options->name, "name of the difficulty table")->required();
  kind->add_option("--allowed-exceptions", options->allowed_exceptions,
                   "trivial: at most so many wrong; impossible: at most so many right")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  return [options, &invocation] { import_counts(*options, invocation); };
}

}  // namespace tricky
