#pragma once

#include <torch/torch.h>

#include <memory>

#include "loader.h"
#include "tricky/engine/training.h"
#include "tricky/protocols/study_hyperparameters.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::engine {

/// Brings images to a network, batch after batch, as (value / 255 - mean) / std on its device. The values are the same
/// to the last bit whatever the way.
class Feed {
 public:
  virtual ~Feed() = default;
  /// What follows is this pass.
  virtual void begin(Pass pass) = 0;
  /// The next batch: n x 3 x height x width. Batches of one size lie in one place, the one before being gone.
  virtual torch::Tensor next() = 0;
};

/// Which of the two views of an image that a study knows.
enum class Seen { in_training, in_evaluation };

/// How many threads prepare these images ahead.
int loader_threads(const stimuli::ImageSet& images, Seen seen, const protocols::Hyperparameters& hyperparameters,
                   const Machine& machine);

/// A feed of the images as the hyperparameters have them seen. `images` must outlive it. Machine::Feeding::resident is
/// refused (InputError) for images that are not of one size in memory, or are resized.
std::unique_ptr<Feed> make_feed(const stimuli::ImageSet& images, Seen seen,
                                const protocols::Hyperparameters& hyperparameters, torch::Device device,
                                const Machine& machine);

}  // namespace tricky::engine
