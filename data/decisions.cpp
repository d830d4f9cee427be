#include "tricky/data/decisions.h"

#include <algorithm>
#include <cstdio>

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/npy.h"
#include "tricky/data/text.h"

namespace tricky {

namespace fs = std::filesystem;

namespace {

std::string numbered(const char* format, int number) {
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, format, number);
  return buffer;
}

constexpr int kMostEpochs = 9999;

RunComparison comparison_from(const Value& value, const fs::path& file) {
  Fields fields(value, file, "comparison");
  RunComparison comparison;
  comparison.epochs = static_cast<int>(fields.integer("epochs", {0, kMostEpochs}));
  for (const Value& each : fields.array("conditions")) {
    Fields served(each, file, "a condition of comparison");
    comparison.conditions.push_back({served.text("condition"),
                                     static_cast<int>(served.integer("extra_epochs", {0, kMostEpochs})),
                                     served.text("compared_with")});
    served.finish();
  }
  fields.finish();
  return comparison;
}

Value to_value(const RunComparison& comparison) {
  Value conditions = Value::Array{};
  for (const RunComparison::Served& served : comparison.conditions) {
    Value each;
    each["condition"] = served.condition;
    each["extra_epochs"] = served.extra_epochs;
    each["compared_with"] = served.compared_with;
    conditions.push_back(std::move(each));
  }
  Value value;
  value["epochs"] = comparison.epochs;
  value["conditions"] = std::move(conditions);
  return value;
}

}  // namespace

CorrectnessMatrix correctness_of(const ResponseMatrix& matrix, const ItemSet& items) {
  if (matrix.item_set_digest != items.digest()) {
    throw InputError("the responses belong to another item set than items.csv (digest " +
                     matrix.item_set_digest.substr(0, 12) + " against " + items.digest().substr(0, 12) + ")");
  }
  CorrectnessMatrix correctness;
  correctness.makers = matrix.makers;
  correctness.item_set_digest = matrix.item_set_digest;
  correctness.item_ids.reserve(items.size());
  for (const Item& item : items.items()) correctness.item_ids.push_back(item.item_id);
  correctness.cells.resize(matrix.responses.size());
  for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
    const auto row = matrix.row(maker);
    Correctness* cells = correctness.cells.data() + maker * items.size();
    for (std::size_t i = 0; i < items.size(); ++i) {
      cells[i] = row[i] == kMissingResponse ? Correctness::missing
                 : row[i] == items[i].label ? Correctness::right
                                            : Correctness::wrong;
    }
  }
  return correctness;
}

RunRecord read_run(const fs::path& run_folder) {
  const fs::path file = run_folder / "run.json";
  const Value content = read_json(file);
  Fields fields(content, file, "a run");
  RunRecord run;
  run.name = fields.text("name");
  if (!is_plain_name(run.name)) fields.fail("name", "expected 1 to 64 letters, digits, '.', '_' or '-'");
  run.condition = fields.text("condition");
  run.instance = static_cast<int>(fields.integer("instance", {0, 1 << 20}));
  run.origin = fields.word("origin", {"trained", "imported"}) == "trained" ? RunRecord::Origin::trained
                                                                           : RunRecord::Origin::imported;
  run.item_set_digest = fields.text("item_set_digest");
  run.n_items = static_cast<std::size_t>(fields.integer("n_items", {1, std::int64_t{1} << 40}));
  if (const Value* comparison = fields.optional("comparison")) run.comparison = comparison_from(*comparison, file);
  run.details = fields.object("details");
  fields.finish();
  return run;
}

void write_run(const fs::path& run_folder, const RunRecord& run) {
  Value content;
  content["name"] = run.name;
  content["condition"] = run.condition;
  content["instance"] = run.instance;
  content["origin"] = run.origin == RunRecord::Origin::trained ? "trained" : "imported";
  content["item_set_digest"] = run.item_set_digest;
  content["n_items"] = run.n_items;
  if (run.comparison) content["comparison"] = to_value(*run.comparison);
  content["details"] = run.details.is_null() ? Value(Value::Object{}) : run.details;
  write_file(run_folder / "run.json", to_json(content, JsonLayout::indented));
}

std::vector<int> complete_epochs(const fs::path& run_folder) {
  std::vector<int> epochs;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(run_folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("DONE_")) continue;
    if (const auto epoch = parse_integer(name.substr(5)); epoch && *epoch >= 0 && *epoch < 100000) {
      epochs.push_back(static_cast<int>(*epoch));
    }
  }
  std::sort(epochs.begin(), epochs.end());
  return epochs;
}

fs::path responses_file(const fs::path& run_folder, std::optional<int> epoch) {
  return run_folder / "responses" / (epoch ? numbered("epoch_%04d.npy", *epoch) : "final.npy");
}

std::vector<std::uint16_t> read_responses(const fs::path& file, std::size_t n_items) {
  const NpyFile npy(file);
  const auto responses = npy.as<std::uint16_t>();
  if (responses.size() != n_items) {
    throw InputError({file, 0, ""}, "holds " + std::to_string(responses.size()) + " responses; the item set has " +
                                        std::to_string(n_items) + " items");
  }
  return {responses.begin(), responses.end()};
}

void write_responses(const fs::path& file, std::span<const std::uint16_t> responses) {
  write_npy(file, responses, {responses.size()});
}

bool RunComparison::is_last_of_one(int epoch) const {
  return conditions.size() > 1 && std::any_of(conditions.begin(), conditions.end(), [&](const Served& served) {
           return epoch == epochs + served.extra_epochs;
         });
}

std::string later_name(const std::string& run, int extra_epochs) { return run + "+" + std::to_string(extra_epochs); }

int last_epoch_of_condition(const RunRecord& run, std::span<const int> epochs) {
  const int last = run.comparison ? std::min(run.comparison->epochs, epochs.back()) : epochs.back();
  return *std::prev(std::upper_bound(epochs.begin(), epochs.end(), std::max(last, epochs.front())));
}

ResponseMatrix load_responses(const StudyFolder& study, const ItemSet& items, std::span<const std::string> names,
                              std::optional<int> epoch) {
  const std::vector<std::string> known = study.run_names();
  std::vector<std::string> wanted(names.begin(), names.end());
  const bool all = wanted.empty();
  if (all) wanted = known;
  ResponseMatrix matrix;
  matrix.n_items = items.size();
  matrix.item_set_digest = items.digest();
  for (const std::string& name : wanted) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto nearest = nearest_name(name, known);
      throw InputError({study.runs(), 0, ""}, "there is no network " + in_quotes(name) +
                                                  (nearest ? "; did you mean " + in_quotes(*nearest) + "?"
                                                           : "; there are " + std::to_string(known.size())));
    }
    const fs::path folder = study.run(name);
    const RunRecord run = read_run(folder);
    std::optional<int> at = epoch;
    if (run.origin == RunRecord::Origin::imported) {
      at.reset();
    } else {
      const std::vector<int> epochs = complete_epochs(folder);
      if (epochs.empty()) {
        if (all) continue;  // begun and not yet through its first evaluation
        throw InputError({folder, 0, ""}, "has no complete epoch yet; train it first");
      }
      if (!at) at = last_epoch_of_condition(run, epochs);
      if (std::find(epochs.begin(), epochs.end(), *at) == epochs.end()) {
        throw InputError({folder, 0, ""}, "has no epoch " + std::to_string(*at) + "; its last complete one is " +
                                              std::to_string(epochs.back()));
      }
    }
    if (run.item_set_digest != items.digest()) {
      throw InputError(
          {folder / "run.json", 0, "item_set_digest"},
          "this network saw another item set than items.csv lists; take it out of the study or import its own items");
    }
    const auto responses = read_responses(responses_file(folder, at), items.size());
    matrix.makers.push_back({run.name, DecisionMaker::Kind::network, run.condition, run.instance});
    matrix.epochs.push_back(at);
    matrix.responses.insert(matrix.responses.end(), responses.begin(), responses.end());
  }
  return matrix;
}

std::vector<std::string> doubts_about(const StudyFolder& study, const ResponseMatrix& matrix) {
  std::vector<std::string> doubts;
  int latest = 0;
  for (const std::optional<int>& epoch : matrix.epochs) latest = std::max(latest, epoch.value_or(0));
  for (std::size_t i = 0; i < matrix.makers.size(); ++i) {
    if (matrix.epochs[i] && *matrix.epochs[i] < latest) {
      doubts.push_back(matrix.makers[i].id + " is taken at epoch " + std::to_string(*matrix.epochs[i]) +
                       ", others at epoch " + std::to_string(latest) +
                       "; finish it with tricky train, or choose with --epoch or --makers");
    }
  }
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(study.runs(), error)) {
    std::error_code missing;
    if (fs::exists(entry.path() / "responses", missing) && !fs::exists(entry.path() / "run.json", missing)) {
      doubts.push_back(entry.path().string() + " holds responses but no run.json, so it is left out");
    }
  }
  return doubts;
}

}  // namespace tricky
