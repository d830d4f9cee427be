#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/provenance.h"
#include "tricky/engine/metrics.h"
#include "tricky/protocols/study.h"
#include "tricky/stimuli/labelled_images.h"

namespace tricky::engine {

/// The images of a study, and what identifies them.
struct TrainingData {
  stimuli::LabelledImages train;
  stimuli::LabelledImages test;
  std::int64_t n_classes = 0;
  std::string item_set_digest;  ///< of the test images' ids and labels
  std::string train_sha256;     ///< of pixels and labels
  std::string test_sha256;
};

/// Loads the study's images and writes items.csv into the study's folder, or makes sure that the one there lists the
/// same items. Throws InputError when the study has no images, and when items.csv belongs to others.
TrainingData load_training_data(const protocols::Study& study);

/// Where and how to compute.
struct Machine {
  enum class Device { automatic, cpu, cuda };
  Device device = Device::automatic;  ///< the GPU if LibTorch finds one
  std::optional<int> threads;         ///< nothing: all cores, and for a run begun earlier as many as it began with
};

/// What the caller wants to hear, and whether to stop.
struct TrainingEvents {
  struct Step {
    int epoch = 0;
    std::size_t images_done = 0;   ///< of the whole run, counted from this start
    std::size_t images_total = 0;  ///< to be trained from this start on
    double mean_loss = 0.0;        ///< of this epoch so far
    double accuracy = 0.0;         ///< of this epoch so far, on training images
    double images_per_s = 0.0;     ///< of this epoch so far
  };
  std::function<void(const Step&)> on_step = [](const Step&) {};
  std::function<void(const EpochMetrics&)> on_epoch = [](const EpochMetrics&) {};
  std::function<void(std::string_view)> on_note = [](std::string_view) {};  ///< something worth a line
  std::function<bool()> stop = [] { return false; };
};

/// Trains one network of the study, or goes on with it after its last complete epoch, and leaves in runs/<run name>/:
///
///   run.json                   hyperparameters, data digests, device, threads, LibTorch's version, provenance
///   responses/epoch_NNNN.npy   class with the largest logit for each test image, before training (0000) and after
///                              each epoch
///   metrics.csv                a row an epoch
///   checkpoints/last.pt        parameters, buffers and momentum after the last complete epoch (torch.load reads it)
///   DONE_NNNN                  written last: epoch NNNN is complete
///
/// On a CPU the files (times apart) are the same to the last bit however often the run was cut off. All files but
/// run.json's device and the times depend on the number of threads, so a run keeps the number it began with.
///
/// Throws InputError when another process trains this run, when what is there was trained with other hyperparameters,
/// images, device or threads (naming what differs; only `epochs` may grow), and when the loss stops being a number;
/// Interrupted when `stop` says so; IoError when the disk fails. The last complete epoch is kept in each case.
std::vector<EpochMetrics> train_network(const protocols::Study& study, const protocols::NetworkVariant& variant,
                                        const TrainingData& data, const Machine& machine, const TrainingEvents& events,
                                        const Provenance& provenance);

/// Throws InputError when a network cannot be trained on these images as the study says: an unknown network (with the
/// nearest), a last batch of one image.
void check_trainable(const protocols::Study& study, const protocols::NetworkVariant& variant, const TrainingData& data);

}  // namespace tricky::engine
