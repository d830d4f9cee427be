#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <set>
#include <span>
#include <string>

#include "data_order.h"
#include "epoch_files.h"
#include "feed.h"
#include "hardware.h"
#include "model.h"
#include "network_views.h"
#include "reproducible_update.h"
#include "run_files.h"
#include "torch_compat.h"
#include "trainer.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/engine/training.h"
#include "twins.h"
#include "write_behind.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// How often a caller hears how an epoch goes. To know it, a GPU has to be waited for.
constexpr double kTellEvery_s = 0.2;

/// Of the images that were answered.
double accuracy_of(const std::vector<std::uint16_t>& responses, std::span<const std::uint16_t> labels) {
  std::size_t n_right = 0;
  std::size_t n_answered = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    n_answered += responses[i] != kMissingResponse ? 1 : 0;
    n_right += responses[i] == labels[i] ? 1 : 0;
  }
  return static_cast<double>(n_right) / static_cast<double>(n_answered);
}

std::string n_updates_in_words(std::size_t n) { return std::to_string(n) + (n == 1 ? " update" : " updates"); }

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  void restart() { begin_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin_ = Clock::now();
};

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

torch::Device device_of(const Hardware& hardware) { return hardware.device == "cuda" ? torch::kCUDA : torch::kCPU; }

/// bfloat16 is refused where updates of this network come out different each time, unless that is what the study asks
/// for; a CPU has no honest reason for it.
void check_precision(const protocols::Study& study, const protocols::NetworkVariant& variant, const TrainingData& data,
                     torch::Device device) {
  const protocols::Hyperparameters& h = variant.hyperparameters;
  if (h.precision != "bfloat16" || (!h.deterministic && !device.is_cpu())) return;
  std::set<std::size_t> sizes;
  for (const Update& update :
       updates_of_epoch(training_images(h, data).size(), static_cast<std::size_t>(h.batch_size), h.split_batches)) {
    sizes.insert(update.size);
  }
  const stimuli::Size seen = view_size(*data.train, training_view(h));
  for (const std::size_t n : sizes) {
    if (with_plain_errors([&] { return update_is_reproducible(h, data.n_classes, seen, n, device); })) continue;
    throw InputError({study.file, 0, "precision"},
                     "bfloat16 gives " + variant.run_name + " other numbers each time on this machine (" + h.network +
                         ", images of " + std::to_string(seen.width_px) + " x " + std::to_string(seen.height_px) +
                         " pixels), because LibTorch " + torch_version() +
                         " computes some layer of so few pixels wrongly; use \"float32\", or larger images");
  }
}

/// One run's folder and its training.
class Run {
 public:
  Run(fs::path folder, const protocols::Study& study, const protocols::NetworkVariant& variant,
      const TrainingData& data, const Machine& machine, const TrainingEvents& events, torch::Device device)
      : folder_(std::move(folder)),
        study_(study),
        variant_(variant),
        data_(data),
        machine_(machine),
        events_(events),
        trainer_(variant.hyperparameters, data, device, machine) {}

  std::vector<EpochMetrics> train() {
    EpochPosition from;
    int epoch = resume(from);
    first_epoch_ = std::max(epoch, 1);
    for (; epoch <= variant_.hyperparameters.epochs; ++epoch) {
      try {
        do_epoch_or_stop(epoch, from);
      } catch (const NotANumber& fault) {
        finish_writing();
        throw InputError({study_.file, 0, "learning_rate"},
                         variant_.run_name + " stopped: its loss is no number any more (epoch " +
                             std::to_string(epoch) + ", after " + n_updates_in_words(fault.n_updates) +
                             "), so the learning rate of " +
                             to_json(Value(learning_rate(epoch)), JsonLayout::one_line) + " is too high for it; " +
                             kept(epoch) + " kept. Lower it and remove " + folder_.string());
      }
      from = {};
    }
    finish_writing();
    return metrics_;
  }

 private:
  double learning_rate(int epoch) const {
    return epoch == 0 ? kNaN : protocols::learning_rate_at(variant_.hyperparameters, epoch);
  }

  std::string kept(int unfinished_epoch) const {
    const std::string complete = unfinished_epoch == 0   ? "no epoch"
                                 : unfinished_epoch == 1 ? "epoch 0"
                                                         : "epochs 0 to " + std::to_string(unfinished_epoch - 1);
    if (n_saved_updates_ == 0) return complete;
    return complete + " and " + n_updates_in_words(n_saved_updates_) + " of epoch " + std::to_string(unfinished_epoch);
  }

  /// Brings everything to where it was left. Gives the epoch to go on with, and what is done of it.
  int resume(EpochPosition& from) {
    remove_leftovers(folder_);
    const std::vector<int> complete = complete_epochs(folder_);
    const fs::path last = last_checkpoint(folder_);
    int epoch = -1;
    if (fs::exists(last)) {
      const TrainingState state = read_checkpoint(last);
      put_back(state, last, trainer_.network(), trainer_.sgd());
      epoch = state.epoch;
    }
    if (!complete.empty() && complete.back() > epoch) {
      throw InputError({last, 0, ""}, "is missing or older than epoch " + std::to_string(complete.back()) +
                                          ", which is complete; put it back, or remove " + folder_.string() +
                                          " to train it anew");
    }
    if (epoch < 0) return 0;
    metrics_ = read_metrics(metrics_file(folder_));
    const auto n_rows = static_cast<std::size_t>(epoch) + 1;
    if (metrics_.size() < n_rows) {
      throw InputError({metrics_file(folder_), 0, ""}, "ends before epoch " + std::to_string(epoch) +
                                                           ", which is complete; remove " + folder_.string() +
                                                           " to train it anew");
    }
    metrics_.resize(n_rows);
    n_told_ = n_rows;
    from = resume_within(epoch + 1);
    if (complete.empty() || complete.back() < epoch) write_file(done_file(folder_, epoch), "");
    return epoch + 1;
  }

  /// What is done of the epoch that follows the last complete one.
  EpochPosition resume_within(int epoch) {
    const fs::path file = partial_checkpoint(folder_);
    if (!fs::exists(file)) return {};
    const TrainingState state = read_checkpoint(file);
    if (state.epoch < epoch) {  // cut off between the last two steps of an epoch's end
      remove_partial(folder_);
      return {};
    }
    if (state.epoch > epoch || !state.within || state.within->n_updates > trainer_.n_updates_per_epoch()) {
      throw InputError({file, 0, ""}, "does not continue epoch " + std::to_string(epoch - 1) +
                                          ", the last complete one; remove it to go on from there");
    }
    put_back(state, file, trainer_.network(), trainer_.sgd());
    n_saved_updates_ = state.within->n_updates;
    return *state.within;
  }

  void do_epoch_or_stop(int epoch, const EpochPosition& from) {
    try {
      do_epoch(epoch, from);
    } catch (const StopRequested&) {
      save_position(epoch);
      finish_writing();
      throw Interrupted(variant_.run_name + " stopped with " + kept(epoch) +
                        " kept; the same command goes on from there");
    }
  }

  void do_epoch(int epoch, const EpochPosition& from) {
    EpochMetrics metrics{epoch, learning_rate(epoch), kNaN, kNaN, 0.0, 0.0, 0.0};
    if (epoch > 0) {
      const auto n = static_cast<double>(trainer_.n_training_images());
      const EpochPosition end = train_epoch(epoch, from);
      metrics.train_loss = end.loss_sum / n;
      metrics.train_accuracy = static_cast<double>(end.n_right) / n;
      metrics.seconds = end.seconds;
      metrics.images_per_s = n / end.seconds;
    }
    const Stopwatch evaluation;
    std::vector<std::uint16_t> responses = trainer_.respond(events_.stop);
    metrics.test_accuracy = accuracy_of(responses, data_.test->labels());
    metrics.seconds += evaluation.seconds();
    if (epoch == 0) metrics.images_per_s = static_cast<double>(responses.size()) / evaluation.seconds();

    metrics_.push_back(metrics);
    writer_.add([folder = folder_, keeps = keeps_state(epoch), metrics_so_far = metrics_,
                 answers = std::move(responses),
                 state = copy_state(epoch, std::nullopt, trainer_.network(), trainer_.sgd()),
                 &n_complete = n_complete_] {
      write_epoch(folder, {state, answers, metrics_so_far, keeps});
      n_complete = metrics_so_far.size();
    });
    n_saved_updates_ = 0;
    tell_written();
  }

  /// Of those that are asked for, and of each at which one of its conditions will be compared, so that it can be by what
  /// it represents, too; the last epoch's lies in last.pt anyway.
  bool keeps_state(int epoch) const {
    const int every = variant_.hyperparameters.checkpoints;
    if (every > 0 && epoch % every == 0) return true;
    return epoch < variant_.hyperparameters.epochs && variant_.comparison.is_last_of_one(epoch);
  }

  EpochPosition train_epoch(int epoch, const EpochPosition& from) {
    trainer_.begin_epoch(epoch, from);
    seconds_before_ = from.seconds;
    clock_.restart();
    Stopwatch told;
    Stopwatch saved;
    while (!trainer_.epoch_is_over()) {
      if (events_.stop()) throw StopRequested{};
      if (saved.seconds() >= machine_.save_every_s) {
        save_position(epoch);
        saved.restart();
      }
      trainer_.update();
      if (told.seconds() < kTellEvery_s && !trainer_.epoch_is_over()) continue;
      tell_step(epoch);
      tell_written();
      told.restart();
    }
    EpochPosition end = trainer_.position();
    end.seconds = seconds_before_ + clock_.seconds();
    return end;
  }

  /// Saves how far the epoch has come, behind the training.
  void save_position(int epoch) {
    if (epoch == 0) return;
    EpochPosition position = trainer_.position();
    if (position.n_updates == n_saved_updates_) return;
    position.seconds = seconds_before_ + clock_.seconds();
    writer_.add([folder = folder_, state = copy_state(epoch, position, trainer_.network(), trainer_.sgd())] {
      write_partial(folder, state);
    });
    n_saved_updates_ = position.n_updates;
  }

  void tell_step(int epoch) const {
    const EpochPosition position = trainer_.position();
    const std::size_t n = trainer_.n_training_images();
    const std::size_t done = trainer_.n_images_done();
    const auto epochs_before = static_cast<std::size_t>(epoch - first_epoch_);
    const auto epochs_in_all = static_cast<std::size_t>(variant_.hyperparameters.epochs - first_epoch_ + 1);
    const auto images = static_cast<double>(done);
    events_.on_step({epoch, epochs_before * n + done, epochs_in_all * n, position.loss_sum / images,
                     static_cast<double>(position.n_right) / images, images / (seconds_before_ + clock_.seconds())});
  }

  /// Tells of epochs whose files have come to be complete.
  void tell_written() {
    writer_.check();
    for (const std::size_t end = n_complete_; n_told_ < end; ++n_told_) events_.on_epoch(metrics_[n_told_]);
  }

  void finish_writing() {
    writer_.finish();
    tell_written();
  }

  fs::path folder_;
  const protocols::Study& study_;
  const protocols::NetworkVariant& variant_;
  const TrainingData& data_;
  const Machine& machine_;
  const TrainingEvents& events_;
  Trainer trainer_;
  int first_epoch_ = 1;
  std::vector<EpochMetrics> metrics_;
  std::size_t n_told_ = 0;                   ///< epochs that on_epoch was called for, or that were there before
  std::size_t n_saved_updates_ = 0;          ///< of the unfinished epoch, in partial.pt
  double seconds_before_ = 0.0;              ///< spent on the epoch before this start
  Stopwatch clock_;                          ///< since this start or the epoch's
  std::atomic<std::size_t> n_complete_ = 0;  ///< epochs whose files are all there
  WriteBehind writer_;                       ///< last: its jobs use what is above
};

}  // namespace

std::vector<EpochMetrics> train_network(const protocols::Study& study, const protocols::NetworkVariant& variant,
                                        const TrainingData& data, const Machine& machine, const TrainingEvents& events,
                                        const Provenance& provenance) {
  check_trainable(study, variant, data);
  const fs::path folder = study.file.parent_path() / "runs" / variant.run_name;
  const FolderLock lock(folder);
  const protocols::Hyperparameters& hyperparameters = variant.hyperparameters;
  Hardware hardware;
  Machine used = machine;
  if (fs::exists(folder / "run.json")) {
    RunRecord run = read_run(folder);
    check_same_training(run, folder, study, variant, data);
    if (bring_up_to_date(run, variant)) write_run(folder, run);
    const std::vector<int> complete = complete_epochs(folder);
    if (!complete.empty() && complete.back() >= hyperparameters.epochs) return read_metrics(metrics_file(folder));
    hardware = continue_with(recorded_hardware(run, folder), machine, variant.run_name, events);
    used.threads = hardware.threads;
    apply_hardware(hardware, hyperparameters.deterministic);
    check_precision(study, variant, data, device_of(hardware));
  } else {
    hardware = choose_hardware(machine);
    used.threads = hardware.threads;
    hardware.loader_threads = loader_threads(*data.train, Seen::in_training, hyperparameters, used);
    apply_hardware(hardware, hyperparameters.deterministic);
    check_precision(study, variant, data, device_of(hardware));
    hardware.settings = settings_in_use();
    write_run(folder, new_run_record(study, variant, data, hardware, provenance));
  }
  if (!hyperparameters.deterministic && hardware.device == "cpu") {
    events.on_note(variant.run_name +
                   " is to be non-deterministic, but a CPU with a fixed number of threads will probably give the same "
                   "numbers each time");
  }
  std::vector<EpochMetrics> metrics =
      with_plain_errors([&] { return Run(folder, study, variant, data, used, events, device_of(hardware)).train(); });
  for (const std::string& twin : identical_twins(study, variant)) {
    events.on_note(variant.run_name + " came out the same as " + twin +
                   ", bit for bit: nothing is non-deterministic on this machine");
  }
  return metrics;
}

}  // namespace tricky::engine
