#include "commands/rsa_of_study.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "commands/described_features.h"
#include "own_network.h"
#include "tricky/data/decisions.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/items.h"
#include "tricky/data/provenance.h"
#include "tricky/data/study_folder.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

/// The features of a run at an epoch, in runs/NAME/features/; made when they are not there or of other weights or
/// items.
FeatureFile features_of_run(const OwnNetworks& own, const std::string& run, std::optional<int> epoch,
                            const AskingMachine& asking, const Invocation& invocation,
                            const std::function<bool()>& stop) {
  const StudyFolder study(own.study);
  const TrainedNetwork trained = find_trained(study.run(run), epoch);
  char number[24];
  std::snprintf(number, sizeof number, "epoch_%04d_", trained.epoch);
  FeaturesOrder order;
  order.layer = own.layer;
  order.pool = own.pool;
  order.output = study.run(run) / "features" / (number + own.layer + (own.pool == "mean" ? "_mean" : "") + ".npy");
  if (!is_written(order, read_items(study.items_file()).digest(), sha256_of_file(trained.checkpoint))) {
    NetworkChoice choice;
    choice.study = own.study;
    choice.run = run;
    choice.epoch = epoch;
    choice.asking = asking;
    AskedNetwork asked = open_choice(choice);
    write_described_features(asked, order, provenance_of(invocation, asked.inputs), stop);
  }
  FeatureFile file = read_feature_file(order.output);
  file.name = run;
  return file;
}

/// A run as it is compared: at which epoch it stands for its own condition.
struct ComparedRun {
  RunRecord run;
  int epoch = 0;
};

/// The networks that stand for other conditions some epochs later: their extra epochs, each once. Those whose state was
/// not kept are left out, which is said.
std::vector<int> later_networks(const ComparedRun& compared, const fs::path& folder) {
  std::vector<int> extra_epochs;
  if (!compared.run.comparison) return extra_epochs;
  for (const RunComparison::Served& served : compared.run.comparison->conditions) {
    const int extra = served.extra_epochs;
    if (extra == 0 || std::count(extra_epochs.begin(), extra_epochs.end(), extra) > 0) continue;
    if (is_state_kept(folder, compared.epoch + extra)) {
      extra_epochs.push_back(extra);
    } else {
      std::fprintf(stderr, "condition %s is left out: the state of %s after epoch %d was not kept\n",
                   served.condition.c_str(), compared.run.name.c_str(), compared.epoch + extra);
    }
  }
  return extra_epochs;
}

}  // namespace

std::vector<FeatureSet> features_of_networks(OwnNetworks own, const AskingMachine& asking, const Invocation& invocation,
                                             const std::function<bool()>& stop) {
  const StudyFolder study(own.study);
  if (own.layer.empty()) throw InputError("--layer: name the layer, for instance fc; tricky features --list-layers");
  if (own.runs.empty()) {
    for (const std::string& name : study.run_names()) {
      if (fs::exists(study.run(name) / "checkpoints" / "last.pt")) own.runs.push_back(name);
    }
  }
  if (own.runs.size() < 2) {
    throw InputError({study.runs(), 0, ""},
                     "holds " + std::to_string(own.runs.size()) + " trained networks to compare; expected two or more");
  }
  std::vector<std::optional<int>> epochs(own.epochs.begin(), own.epochs.end());
  if (epochs.empty()) epochs.emplace_back();
  std::vector<FeatureSet> sets;
  for (const std::optional<int> epoch : epochs) {
    FeatureSet& set = sets.emplace_back();
    if (epoch) set.subset = "epoch " + std::to_string(*epoch);
    std::vector<ComparedRun> all;
    for (const std::string& name : own.runs) {
      const fs::path folder = study.run(name);
      find_trained(folder, std::nullopt);  // refuses what is no network that tricky trained
      const RunRecord run = read_run(folder);
      all.push_back({run, epoch ? *epoch : last_epoch_of_condition(run, complete_epochs(folder))});
      set.files.push_back(features_of_run(own, name, all.back().epoch, asking, invocation, stop));
    }
    for (const ComparedRun& compared : all) {
      const std::string& name = compared.run.name;
      for (const int extra : later_networks(compared, study.run(name))) {
        set.files.push_back(features_of_run(own, name, compared.epoch + extra, asking, invocation, stop));
        set.files.back().name = later_name(name, extra);
      }
    }
  }
  return sets;
}

}  // namespace tricky::engine
