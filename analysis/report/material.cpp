#include "report/material.h"

#include <algorithm>

#include "report/current_results.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/files.h"
#include "tricky/data/items.h"
#include "tricky/data/value.h"

namespace tricky::analysis {

namespace fs = std::filesystem;

namespace {

AnalysisProvenance read_provenance(const fs::path& json) {
  const Value content = read_json(json);
  AnalysisProvenance provenance;
  const Value* recorded = content.find("provenance");
  if (recorded == nullptr || recorded->is_null()) return provenance;
  Fields fields(*recorded, json, "provenance");
  provenance.program_version = fields.text_or("program_version", "");
  provenance.git_revision = fields.text_or("git_revision", "");
  provenance.command_line = fields.text_or("command_line", "");
  provenance.time_utc = fields.text_or("time_utc", "");
  if (fields.has("seed")) provenance.seed = fields.integer("seed");
  if (fields.has("inputs")) {
    for (const Value& each : fields.array("inputs")) {
      Fields input(each, json, "an input");
      provenance.inputs.emplace_back(input.text("path"), input.text("sha256"));
    }
  }
  return provenance;
}

std::string title_of(const StudyFolder& study) {
  const Value settings = read_toml(study.study_file());
  if (const Value* name = settings.find("name");
      name != nullptr && name->if_text() != nullptr && !name->if_text()->empty()) {
    return *name->if_text();
  }
  return fs::absolute(study.root()).lexically_normal().filename().string();
}

/// The item set's label_error column for the table's items; empty when there is none.
std::vector<bool> label_errors_of(const DifficultyTable& table, const ItemSet& items) {
  const auto column = items.find_extra("label_error");
  if (!column) return {};
  std::vector<bool> flags;
  flags.reserve(table.items.size());
  for (const ItemDifficulty& item : table.items) {
    const auto at = items.find(item.item_id);
    flags.push_back(at && items.extra(*at, *column) == "1");
  }
  return flags;
}

void read_networks(Material& material) {
  const StudyFolder& study = material.study;
  for (const std::string& name : study.run_names()) {
    NetworkOfStudy network{read_run(study.run(name)), std::nullopt};
    if (const auto epochs = complete_epochs(study.run(name)); !epochs.empty()) network.last_epoch = epochs.back();
    material.networks.push_back(std::move(network));
  }
  const std::vector<std::string> names = study.difficulty_names();
  if (!names.empty() || !material.networks.empty()) {
    const ItemSet items = read_items(study.items_file());
    material.histories = load_training_histories(study, items);
    for (const std::string& name : names) {
      NamedDifficulty difficulty{name, read_difficulty(study.difficulty_file(name)), {}};
      difficulty.label_error = label_errors_of(difficulty.table, items);
      material.difficulties.push_back(std::move(difficulty));
    }
  }
  for (const std::string& name : study.list_names())
    material.lists.push_back(read_stimulus_list(study.list_file(name)));
}

}  // namespace

Material read_material(const fs::path& root, MaterialFor purpose) {
  StudyFolder study(root);
  const fs::path json = study.reports() / "results.json";
  if (!fs::exists(json)) {
    throw InputError({json, 0, ""}, "is not there yet, and reports are written from it; run: tricky analyse --study " +
                                        study.root().string());
  }
  std::vector<Result> results = read_results(json);
  const bool pooled = std::any_of(results.begin(), results.end(),
                                  [](const Result& result) { return result.over.ends_with(" (with simulated)"); });
  Material material{std::move(study), "", ResultIndex(std::move(results)), read_provenance(json)};
  for (const Result& result : material.results.results()) {
    if (result.estimate.ci) material.level = result.estimate.level;
  }
  material.title = title_of(material.study);
  material.sessions =
      load_session_groups(material.study, pooled ? SimulatedObservers::pooled : SimulatedObservers::apart);
  require_current_results(material.study, material.analysis, material.sessions);
  if (purpose == MaterialFor::study) read_networks(material);
  return material;
}

}  // namespace tricky::analysis
