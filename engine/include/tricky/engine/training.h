#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/provenance.h"
#include "tricky/engine/metrics.h"
#include "tricky/protocols/study.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::engine {

/// The images of a study, and what identifies them.
struct TrainingData {
  std::shared_ptr<const stimuli::ImageSet> train;
  std::shared_ptr<const stimuli::ImageSet> test;
  std::vector<std::size_t> skipped_train;  ///< damaged images that the study has left out, ascending
  std::vector<std::size_t> skipped_test;   ///< likewise: missing in the responses
  std::string train_sha256;                ///< of images and labels, by their content (stimuli::ImageCheck)
  std::string test_sha256;
  std::int64_t n_classes = 0;
  std::string item_set_digest;  ///< of the test images' ids and labels
};

/// How far the first look at all images of a split is.
using OnCheck = std::function<void(stimuli::Split, std::size_t n_read, std::size_t n_images)>;

/// Loads the study's images and writes items.csv into the study's folder, or makes sure that the one there lists the
/// same items. Images that may be damaged are all read once, which on_check is told of, unless a record of that is
/// there. Throws InputError when the study's file is not the study.toml of its folder, when it has no images, when some
/// are damaged and not to be skipped, and when items.csv belongs to others.
TrainingData load_training_data(
    const protocols::Study& study, const OnCheck& on_check = [](stimuli::Split, std::size_t, std::size_t) {});

/// Throws InputError, saying how to make one, when the study is not in a folder of its own: runs/, items.csv and
/// reports belong to the one study.toml beside them, which every other command reads.
void check_study_folder(const protocols::Study& study);

/// Where and how to compute.
struct Machine {
  enum class Device { automatic, cpu, cuda };
  Device device = Device::automatic;  ///< the GPU if LibTorch finds one
  std::optional<int> threads;         ///< nothing: all cores, and for a run begun earlier as many as it began with
  /// Threads that prepare images ahead. Nothing: as many as `threads` where images are decoded, none where they lie in
  /// memory. Results do not depend on it.
  std::optional<int> loader_threads;
  /// Where the images are while training: fetched from the host batch by batch, or all kept on the device as bytes.
  enum class Feeding { automatic, from_host, resident };
  Feeding feeding = Feeding::automatic;  ///< resident on a GPU where the images allow it
  double save_every_s = 600.0;           ///< an unfinished epoch is saved this often
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
///   run.json                   hyperparameters, data digests, what it was computed with, provenance
///   responses/epoch_NNNN.npy   class with the largest logit for each test image, before training (0000) and after
///                              each epoch
///   metrics.csv                a row an epoch
///   checkpoints/last.pt        parameters, buffers and momentum after the last complete epoch (torch.load reads it)
///   checkpoints/epoch_NNNN.pt  the same after every n-th epoch, where `checkpoints` asks for it
///   checkpoints/partial.pt     within an epoch, while it lasts: saved now and then, and when somebody asks to stop
///   DONE_NNNN                  written last: epoch NNNN is complete
///
/// An epoch's files are written while the next one trains; on_epoch is called, on the caller's thread, once they are on
/// the disk, and all are when the function returns or throws.
///
/// On a CPU the files (times apart) are the same to the last bit however often the run was cut off. All files but
/// run.json's device and the times depend on the number of threads, so a run keeps the number it began with.
///
/// Throws InputError when another process trains this run, when what is there was trained with other hyperparameters,
/// images, device or threads (naming what differs; only fields that may_change_later may), and when the loss stops
/// being a number; Interrupted when `stop` says so; IoError when the disk fails. The last complete epoch is kept in
/// each case.
std::vector<EpochMetrics> train_network(const protocols::Study& study, const protocols::NetworkVariant& variant,
                                        const TrainingData& data, const Machine& machine, const TrainingEvents& events,
                                        const Provenance& provenance);

/// Throws InputError when a network cannot be trained on these images as the study says: an unknown network (with the
/// nearest), a last batch of one image, test images that it would see in another size than training images.
void check_trainable(const protocols::Study& study, const protocols::NetworkVariant& variant, const TrainingData& data);

}  // namespace tricky::engine
