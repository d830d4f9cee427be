#include "run_files.h"

#include <cstdio>

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace {

constexpr const char* kWayOut = "; give the condition another name, or remove the folder to train it anew";

std::string shown(const Value* value) { return value == nullptr ? "nothing" : to_json(*value, JsonLayout::one_line); }

const Value& detail(const RunRecord& run, const std::filesystem::path& run_folder, std::string_view field) {
  const Value* value = run.details.find(field);
  if (run.origin != RunRecord::Origin::trained || value == nullptr || value->if_object() == nullptr) {
    throw InputError({run_folder / "run.json", 0, std::string(field)},
                     "is missing, so this network was not trained by tricky" + std::string(kWayOut));
  }
  return *value;
}

}  // namespace

RunRecord new_run_record(const protocols::Study& study, const protocols::NetworkVariant& variant,
                         const TrainingData& data, const Hardware& hardware, const Provenance& provenance) {
  RunRecord run;
  run.name = variant.run_name;
  run.condition = variant.condition;
  run.instance = variant.instance;
  run.origin = RunRecord::Origin::trained;
  run.item_set_digest = data.item_set_digest;
  run.n_items = data.test->size();
  run.comparison = variant.comparison;
  run.details["study"] = study.name;
  run.details["hyperparameters"] = to_value(variant.hyperparameters);
  Value images;
  images["n_train"] = data.train->size();
  images["n_classes"] = data.n_classes;
  images["train_sha256"] = data.train_sha256;
  images["test_sha256"] = data.test_sha256;
  run.details["images"] = std::move(images);
  Value computing;
  computing["device"] = hardware.device;
  computing["device_name"] = hardware.device_name;
  computing["threads"] = hardware.threads;
  computing["loader_threads"] = hardware.loader_threads;
  computing["torch_version"] = hardware.torch_version;
  for (const auto& [name, value] : *hardware.settings.if_object()) computing[name] = value;
  run.details["hardware"] = std::move(computing);
  run.details["provenance"] = to_value(provenance);
  return run;
}

Hardware recorded_hardware(const RunRecord& run, const std::filesystem::path& run_folder) {
  Fields fields(detail(run, run_folder, "hardware"), run_folder / "run.json", "hardware");
  Hardware hardware;
  hardware.device = fields.word("device", {"cpu", "cuda"});
  hardware.device_name = fields.text("device_name");
  hardware.threads = static_cast<int>(fields.integer("threads", {1, 4096}));
  hardware.torch_version = fields.text("torch_version");
  return hardware;
}

void check_same_training(const RunRecord& run, const std::filesystem::path& run_folder, const protocols::Study& study,
                         const protocols::NetworkVariant& variant, const TrainingData& data) {
  const std::filesystem::path file = run_folder / "run.json";
  // A field that run.json does not have yet had its default's value when the run began.
  Fields fields(detail(run, run_folder, "hyperparameters"), file, "hyperparameters");
  const protocols::Hyperparameters before =
      protocols::read_hyperparameters(fields, {}, protocols::Completeness::all_required);
  fields.finish();
  for (const auto& [field, then, now] : differences(before, variant.hyperparameters)) {
    if (protocols::may_change_later(field)) continue;
    throw InputError({study.file, 0, field}, "is " + shown(&now) + " now, but " + variant.run_name +
                                                 " was trained with " + shown(&then) + kWayOut);
  }
  const Value& images = detail(run, run_folder, "images");
  const auto same = [&](const char* field, const Value& value, const char* what) {
    if (shown(images.find(field)) == shown(&value)) return;
    throw InputError({file, 0, field},
                     variant.run_name + " was trained on other " + what + " than the study names now" + kWayOut);
  };
  same("train_sha256", data.train_sha256, "training images");
  same("test_sha256", data.test_sha256, "test images");
  same("n_classes", data.n_classes, "classes");
  if (run.item_set_digest != data.item_set_digest) {
    throw InputError({file, 0, "item_set_digest"},
                     variant.run_name + " saw another item set than items.csv lists" + kWayOut);
  }
}

bool bring_up_to_date(RunRecord& run, const protocols::NetworkVariant& variant) {
  Value& before = run.details["hyperparameters"];
  const Value now = to_value(variant.hyperparameters);
  if (run.comparison == variant.comparison && shown(&before) == shown(&now)) return false;
  run.comparison = variant.comparison;
  before = now;
  return true;
}

std::filesystem::path done_file(const std::filesystem::path& run_folder, int epoch) {
  char name[16];
  std::snprintf(name, sizeof name, "DONE_%04d", epoch);
  return run_folder / name;
}

}  // namespace tricky::engine
