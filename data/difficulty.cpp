#include "tricky/data/difficulty.h"

#include <algorithm>
#include <array>

#include "tricky/data/csv.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

constexpr std::array<std::string_view, 4> kNames{"trivial", "in-between", "impossible", ""};

std::filesystem::path json_beside(std::filesystem::path csv) { return csv.replace_extension(".json"); }

}  // namespace

std::string_view to_text(Difficulty difficulty) { return kNames[static_cast<std::size_t>(difficulty)]; }

Difficulty parse_difficulty(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == text) return static_cast<Difficulty>(i);
  }
  throw InputError("expected trivial, in-between, impossible or nothing, got " + in_quotes(text));
}

std::size_t DifficultyTable::count(Difficulty difficulty) const {
  return static_cast<std::size_t>(std::count_if(
      items.begin(), items.end(), [&](const ItemDifficulty& item) { return item.difficulty == difficulty; }));
}

Difficulty classify(int n_correct, int n_makers, DifficultyRule rule) {
  if (2 * rule.allowed_exceptions >= n_makers) return Difficulty::unclassified;
  if (n_makers - n_correct <= rule.allowed_exceptions) return Difficulty::trivial;
  if (n_correct <= rule.allowed_exceptions) return Difficulty::impossible;
  return Difficulty::in_between;
}

DifficultyTable classify(const CorrectnessMatrix& correctness, DifficultyRule rule, MissingResponses missing) {
  const auto n_makers = static_cast<int>(correctness.makers.size());
  if (rule.allowed_exceptions < 0) throw InputError("allowed exceptions cannot be negative");
  if (2 * rule.allowed_exceptions >= n_makers) {
    throw InputError("with " + std::to_string(n_makers) + " networks and " + std::to_string(rule.allowed_exceptions) +
                     " allowed exceptions an image could be trivial and impossible at once; more than " +
                     std::to_string(2 * rule.allowed_exceptions) + " networks are needed");
  }
  DifficultyTable table;
  table.rule = rule;
  table.item_set_digest = correctness.item_set_digest;
  for (const DecisionMaker& maker : correctness.makers) table.makers.push_back(maker.id);
  const std::size_t n_items = correctness.n_items();
  table.items.resize(n_items);
  for (std::size_t i = 0; i < n_items; ++i) table.items[i].item_id = correctness.item_ids[i];
  for (std::size_t maker = 0; maker < correctness.makers.size(); ++maker) {
    const auto row = correctness.row(maker);
    for (std::size_t i = 0; i < n_items; ++i) {
      table.items[i].n_makers += row[i] != Correctness::missing ? 1 : 0;
      table.items[i].n_correct += row[i] == Correctness::right ? 1 : 0;
    }
  }
  for (ItemDifficulty& item : table.items) {
    if (item.n_makers < n_makers && missing == MissingResponses::exclude_item) continue;
    item.difficulty = classify(item.n_correct, item.n_makers, rule);
  }
  return table;
}

DifficultyTable read_difficulty(const std::filesystem::path& csv) {
  DifficultyTable table;
  const std::filesystem::path json = json_beside(csv);
  const Value content = read_json(json);
  Fields fields(content, json, "a difficulty table");
  table.rule.allowed_exceptions = static_cast<int>(fields.integer("allowed_exceptions", {0, 1 << 20}));
  table.makers = fields.texts("makers");
  table.item_set_digest = fields.text("item_set_digest");
  const std::string csv_sha256 = fields.text_or("csv_sha256", "");
  fields.optional("provenance");
  fields.finish();
  if (!csv_sha256.empty() && csv_sha256 != sha256_of_file(csv)) {
    throw InputError({csv, 0, ""}, "is not the table that " + json.filename().string() +
                                       " describes (its digest differs); compute or import it anew with --replace");
  }

  CsvReader reader(csv);
  const std::size_t id = reader.column("item_id");
  const std::size_t makers = reader.column("n_makers");
  const std::size_t correct = reader.column("n_correct");
  const std::size_t difficulty = reader.column("difficulty");
  while (reader.next()) {
    ItemDifficulty item{reader[id], static_cast<int>(reader.integer(makers, 0, 1 << 20)),
                        static_cast<int>(reader.integer(correct, 0, 1 << 20))};
    if (item.n_correct > item.n_makers) reader.fail(correct, "is larger than n_makers");
    try {
      item.difficulty = parse_difficulty(reader[difficulty]);
    } catch (const InputError& error) {
      reader.fail(difficulty, error.what());
    }
    const Difficulty by_rule = classify(item.n_correct, item.n_makers, table.rule);
    if (item.difficulty != by_rule && item.difficulty != Difficulty::unclassified) {
      reader.fail(difficulty, "contradicts the counts: with " + std::to_string(table.rule.allowed_exceptions) +
                                  " allowed exceptions the image is " + in_quotes(to_text(by_rule)));
    }
    table.items.push_back(std::move(item));
  }
  return table;
}

void write_difficulty(const std::filesystem::path& csv, const DifficultyTable& table, const Provenance& provenance) {
  CsvWriter writer({"item_id", "n_makers", "n_correct", "difficulty"}, Separator::comma);
  for (const ItemDifficulty& item : table.items) {
    writer.field(std::string_view(item.item_id))
        .field(item.n_makers)
        .field(item.n_correct)
        .field(to_text(item.difficulty));
    writer.end_row();
  }
  Value content;
  content["allowed_exceptions"] = table.rule.allowed_exceptions;
  content["makers"] = Value(table.makers);
  content["item_set_digest"] = table.item_set_digest;
  content["csv_sha256"] = sha256(writer.text());
  content["provenance"] = to_value(provenance);
  write_file(json_beside(csv), to_json(content, JsonLayout::indented));
  write_file(csv, writer.text());
}

}  // namespace tricky
