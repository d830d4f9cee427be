#include "output_classes.h"

#include <algorithm>
#include <set>

#include "tricky/data/csv.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace {

constexpr std::int64_t kMostOutputs = 1 << 24;
constexpr std::int64_t kImageNetWithBackground = 1001;

}  // namespace

OutputClasses OutputClasses::after(std::int64_t n) {
  OutputClasses classes;
  classes.left_out_ = n;
  return classes;
}

OutputClasses OutputClasses::from_csv(const std::filesystem::path& csv) {
  OutputClasses classes;
  classes.csv_ = csv;
  CsvReader reader(csv);
  const std::size_t output = reader.column("output");
  const std::size_t label = reader.column("label");
  std::set<std::int64_t> seen;
  while (reader.next()) {
    const std::int64_t number = reader.integer(output, 0, kMostOutputs);
    if (!seen.insert(number).second) {
      reader.fail(output, "output " + std::to_string(number) + " stands there twice; it can stand for one label only");
    }
    classes.rows_.push_back({number, static_cast<std::uint16_t>(reader.integer(label, 0, kMissingResponse - 1))});
  }
  if (classes.rows_.empty()) throw InputError({csv, 0, ""}, "lists no outputs, only column names");
  return classes;
}

std::vector<std::uint16_t> OutputClasses::labels_of(std::int64_t n_outputs, const ItemSet& items,
                                                    std::size_t n_classes) const {
  std::vector<std::uint16_t> labels(static_cast<std::size_t>(n_outputs), kMissingResponse);
  const std::string has = "the network has " + with_thousands(n_outputs) + " outputs";
  if (!csv_.empty()) {
    for (const Row& row : rows_) {
      if (row.output >= n_outputs) {
        throw InputError({csv_, 0, "output"},
                         "names output " + std::to_string(row.output) + ", but " + has + ", numbered from 0");
      }
      labels[static_cast<std::size_t>(row.output)] = row.label;
    }
  } else {
    const std::int64_t left_out = left_out_.value_or(0);
    if (n_outputs - left_out > kMissingResponse) {
      throw InputError(has + ", and responses go to 65534; map the outputs that matter with --classes FILE.csv");
    }
    for (std::int64_t i = left_out; i < n_outputs; ++i) {
      labels[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(i - left_out);
    }
  }

  std::set<std::uint16_t> wanted;
  for (const Item& item : items.items()) wanted.insert(item.label);
  const std::size_t n_labels = wanted.empty() ? 0 : *wanted.rbegin() + std::size_t{1};
  if (csv_.empty() && !left_out_) {
    const bool classes_are_known = n_classes > 0 || wanted.size() == n_labels;
    const auto n_expected = static_cast<std::int64_t>(n_classes > 0 ? n_classes : n_labels);
    if (classes_are_known ? n_outputs != n_expected : n_outputs == kImageNetWithBackground) {
      const bool may_have_background = n_outputs == n_expected + 1 || n_outputs == kImageNetWithBackground;
      throw InputError(
          has + ", the items " + with_thousands(n_expected) + " classes; " +
          (may_have_background ? "if its first output is \"background\", add --class-offset 1; else " : "") +
          "say with --classes FILE.csv which output stands for which label, or with --class-offset 0 that "
          "output i stands for label i");
    }
  }
  for (const std::uint16_t label : wanted) {
    if (std::find(labels.begin(), labels.end(), label) != labels.end()) continue;
    const auto item = std::find_if(items.items().begin(), items.items().end(),
                                   [label](const Item& each) { return each.label == label; });
    throw InputError(has + ", and none of them stands for label " + std::to_string(label) + " (item " +
                     in_quotes(item->item_id) +
                     "); say which output stands for which label with --classes FILE.csv, or leave such items out of "
                     "items.csv");
  }
  return labels;
}

}  // namespace tricky::engine
