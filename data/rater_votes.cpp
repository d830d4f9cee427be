#include "tricky/data/rater_votes.h"

#include <numeric>
#include <set>

#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky {

RaterVotes read_rater_votes(const std::filesystem::path& csv) {
  CsvReader reader(csv);
  const std::size_t id = reader.column("item_id");
  const std::size_t given = reader.column("given");
  RaterVotes votes;
  std::vector<std::size_t> columns{given};
  for (std::size_t i = 0; i < reader.columns().size(); ++i) {
    if (i != id && i != given) columns.push_back(i);
  }
  for (const std::size_t column : columns) votes.answers.push_back(reader.columns()[column]);
  if (columns.size() < 2) {
    throw InputError({csv, 1, ""},
                     "expected a column for each other answer that raters could give, beside item_id and given");
  }
  std::set<std::string> seen;
  while (reader.next()) {
    ItemVotes item{reader[id], {}};
    if (item.item_id.empty()) reader.fail(id, "is empty; expected the item's id");
    if (!seen.insert(item.item_id).second) reader.fail(id, in_quotes(item.item_id) + " stands there twice");
    for (const std::size_t column : columns) {
      item.counts.push_back(static_cast<std::uint32_t>(reader.integer(column, 0, 1'000'000)));
    }
    if (std::accumulate(item.counts.begin(), item.counts.end(), std::uint64_t{0}) == 0) {
      reader.fail(given, "nobody voted on " + in_quotes(item.item_id) + "; leave the item out");
    }
    votes.items.push_back(std::move(item));
  }
  if (votes.items.empty()) throw InputError({csv, 0, ""}, "holds no votes, only column names");
  return votes;
}

void write_rater_votes(const std::filesystem::path& csv, const RaterVotes& votes, const Provenance& provenance) {
  std::vector<std::string> columns{"item_id"};
  columns.insert(columns.end(), votes.answers.begin(), votes.answers.end());
  CsvWriter writer(columns, Separator::comma);
  for (const ItemVotes& item : votes.items) {
    TRICKY_ASSERT(item.counts.size() == votes.answers.size());
    writer.field(std::string_view(item.item_id));
    for (const std::uint32_t count : item.counts) writer.field(count);
    writer.end_row();
  }
  Value content;
  content["provenance"] = to_value(provenance);
  std::filesystem::path json = csv;
  write_file(json.replace_extension(".json"), to_json(content, JsonLayout::indented));
  write_file(csv, writer.text());
}

}  // namespace tricky
