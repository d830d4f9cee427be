#include "tricky/stimuli/list_options.h"

#include "tricky/data/csv.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

std::unordered_set<std::string> read_excluded(const std::filesystem::path& csv, const ItemSet& items) {
  CsvReader reader(csv);
  const std::size_t id = reader.column("item_id");
  std::unordered_set<std::string> excluded;
  while (reader.next()) {
    if (!items.find(reader[id])) reader.fail(id, "items.csv has no item " + in_quotes(reader[id]));
    excluded.insert(reader[id]);
  }
  return excluded;
}

}  // namespace tricky::stimuli
