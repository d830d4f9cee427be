#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

#include "checkpoint.h"
#include "hardware.h"
#include "model.h"
#include "run_files.h"
#include "trainer.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/engine/training.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

fs::path checkpoint_file(const fs::path& folder) { return folder / "checkpoints" / "last.pt"; }
fs::path metrics_file(const fs::path& folder) { return folder / "metrics.csv"; }

double accuracy_of(const std::vector<std::uint16_t>& responses, const std::vector<std::uint16_t>& labels) {
  std::size_t n_right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) n_right += responses[i] == labels[i] ? 1 : 0;
  return static_cast<double>(n_right) / static_cast<double>(labels.size());
}

/// A run keeps the device and the threads it began with, since its last bits depend on them.
Hardware continue_with(const Hardware& recorded, const Machine& machine, const std::string& run_name,
                       const TrainingEvents& events) {
  const std::string keep = "; leave the option out to go on as it began";
  if (machine.threads && *machine.threads != recorded.threads) {
    throw InputError("--threads: " + run_name + " began with " + std::to_string(recorded.threads) +
                     (recorded.threads == 1 ? " thread, not " : " threads, not ") + std::to_string(*machine.threads) +
                     keep);
  }
  Machine same = machine;
  same.threads = recorded.threads;
  if (machine.device == Machine::Device::automatic) {
    same.device = recorded.device == "cpu" ? Machine::Device::cpu : Machine::Device::cuda;
  }
  Hardware hardware = choose_hardware(same);
  if (hardware.device != recorded.device) {
    throw InputError("--device: " + run_name + " began on " + recorded.device + ", not " + hardware.device + keep);
  }
  if (hardware.torch_version != recorded.torch_version) {
    events.on_note(run_name + " began with LibTorch " + recorded.torch_version + " and goes on with " +
                   hardware.torch_version + ": its numbers may depend on that");
  }
  if (hardware.device_name != recorded.device_name) {
    events.on_note(run_name + " began on " + recorded.device_name + " and goes on on " + hardware.device_name +
                   ": its numbers may depend on that");
  }
  return hardware;
}

/// One run's folder and its training. The order in which an epoch's files are written is what makes a run resumable:
/// responses, metrics, checkpoint, marker. So a checkpoint's epoch has all its files but perhaps the marker.
class Run {
 public:
  Run(fs::path folder, const protocols::Study& study, const protocols::NetworkVariant& variant,
      const TrainingData& data, const TrainingEvents& events, torch::Device device)
      : folder_(std::move(folder)),
        study_(study),
        variant_(variant),
        data_(data),
        events_(events),
        trainer_(variant.hyperparameters, data, device) {}

  std::vector<EpochMetrics> train() {
    int epoch = resume() + 1;
    first_epoch_ = std::max(epoch, 1);
    for (; epoch <= variant_.hyperparameters.epochs; ++epoch) {
      try {
        do_epoch(epoch);
      } catch (const StopRequested&) {
        throw Interrupted(variant_.run_name + " stopped with " + kept(epoch) +
                          " kept; the same command goes on from there");
      } catch (const NotANumber& fault) {
        throw InputError({study_.file, 0, "learning_rate"},
                         variant_.run_name + " stopped: its loss is no number any more (epoch " +
                             std::to_string(epoch) + ", after " + std::to_string(fault.n_updates) +
                             " updates), so the learning rate of " +
                             to_json(Value(learning_rate(epoch)), JsonLayout::one_line) + " is too high for it; " +
                             kept(epoch) + " kept. Lower it and remove " + folder_.string());
      }
    }
    return metrics_;
  }

 private:
  double learning_rate(int epoch) const {
    return epoch == 0 ? kNaN : protocols::learning_rate_at(variant_.hyperparameters, epoch);
  }

  static std::string kept(int failed_epoch) {
    return failed_epoch == 0   ? "no epoch"
           : failed_epoch == 1 ? "epoch 0"
                               : "epochs 0 to " + std::to_string(failed_epoch - 1);
  }

  /// The last complete epoch, or -1; brings everything to where it was then.
  int resume() {
    const std::vector<int> complete = complete_epochs(folder_);
    const fs::path checkpoint = checkpoint_file(folder_);
    const int epoch =
        fs::exists(checkpoint) ? load_checkpoint(checkpoint, trainer_.network(), trainer_.optimiser()) : -1;
    if (!complete.empty() && complete.back() > epoch) {
      throw InputError({checkpoint, 0, ""}, "is missing or older than epoch " + std::to_string(complete.back()) +
                                                ", which is complete; put it back, or remove " + folder_.string() +
                                                " to train it anew");
    }
    if (epoch < 0) return epoch;
    metrics_ = read_metrics(metrics_file(folder_));
    const auto n_rows = static_cast<std::size_t>(epoch) + 1;
    if (metrics_.size() < n_rows) {
      throw InputError({metrics_file(folder_), 0, ""}, "ends before epoch " + std::to_string(epoch) +
                                                           ", which is complete; remove " + folder_.string() +
                                                           " to train it anew");
    }
    metrics_.resize(n_rows);
    if (complete.empty() || complete.back() < epoch) write_file(done_file(folder_, epoch), "");
    return epoch;
  }

  void do_epoch(int epoch) {
    EpochMetrics metrics{epoch, learning_rate(epoch), kNaN, kNaN, 0.0, 0.0, 0.0};
    if (epoch > 0) {
      const Trainer::EpochResult result = trainer_.train_epoch(
          epoch, [&](std::size_t done, const Trainer::EpochResult& so_far) { tell_step(epoch, done, so_far); },
          events_.stop);
      metrics.train_loss = result.mean_loss;
      metrics.train_accuracy = result.accuracy;
      metrics.seconds = result.seconds;
      metrics.images_per_s = static_cast<double>(trainer_.n_training_images()) / result.seconds;
    }
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<std::uint16_t> responses = trainer_.respond(events_.stop);
    const double evaluation_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    metrics.test_accuracy = accuracy_of(responses, data_.test.labels);
    metrics.seconds += evaluation_s;
    if (epoch == 0) metrics.images_per_s = static_cast<double>(data_.test.n) / evaluation_s;

    metrics_.push_back(metrics);
    write_responses(responses_file(folder_, epoch), responses);
    write_metrics(metrics_file(folder_), metrics_);
    save_checkpoint(checkpoint_file(folder_), epoch, trainer_.network(), trainer_.optimiser());
    write_file(done_file(folder_, epoch), "");
    events_.on_epoch(metrics);
  }

  void tell_step(int epoch, std::size_t done, const Trainer::EpochResult& so_far) const {
    const std::size_t n = trainer_.n_training_images();
    const auto epochs_before = static_cast<std::size_t>(epoch - first_epoch_);
    const auto epochs_in_all = static_cast<std::size_t>(variant_.hyperparameters.epochs - first_epoch_ + 1);
    events_.on_step({epoch, epochs_before * n + done, epochs_in_all * n, so_far.mean_loss, so_far.accuracy,
                     static_cast<double>(done) / so_far.seconds});
  }

  fs::path folder_;
  const protocols::Study& study_;
  const protocols::NetworkVariant& variant_;
  const TrainingData& data_;
  const TrainingEvents& events_;
  Trainer trainer_;
  int first_epoch_ = 1;
  std::vector<EpochMetrics> metrics_;
};

}  // namespace

std::vector<EpochMetrics> train_network(const protocols::Study& study, const protocols::NetworkVariant& variant,
                                        const TrainingData& data, const Machine& machine, const TrainingEvents& events,
                                        const Provenance& provenance) {
  check_trainable(study, variant, data);
  const fs::path folder = study.file.parent_path() / "runs" / variant.run_name;
  const FolderLock lock(folder);
  Hardware hardware;
  if (fs::exists(folder / "run.json")) {
    RunRecord run = read_run(folder);
    check_same_training(run, folder, study, variant, data);
    if (bring_up_to_date(run, variant)) write_run(folder, run);
    const std::vector<int> complete = complete_epochs(folder);
    if (!complete.empty() && complete.back() >= variant.hyperparameters.epochs)
      return read_metrics(metrics_file(folder));
    hardware = continue_with(recorded_hardware(run, folder), machine, variant.run_name, events);
  } else {
    hardware = choose_hardware(machine);
    write_run(folder, new_run_record(study, variant, data, hardware, provenance));
  }
  apply_hardware(hardware, variant.hyperparameters.deterministic);
  return with_plain_errors([&] {
    return Run(folder, study, variant, data, events,
               torch::Device(hardware.device == "cuda" ? torch::kCUDA : torch::kCPU))
        .train();
  });
}

}  // namespace tricky::engine
