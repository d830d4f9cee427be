#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tricky/data/random.h"
#include "tricky/stimuli/image_set.h"
#include "tricky/stimuli/resize.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// What a network sees of a training image: always 8-bit RGB, height x width x 3 bytes. Draws come from
/// RandomStream(augment_seed, Stream::augment, 0, epoch, image), step after step: never from the batch or a thread.
///
///   random_resized_crop  torchvision's RandomResizedCrop(side_px): up to ten times an area share uniform in [.08, 1]
///                        and a log aspect ratio uniform in [log 3/4, log 4/3] are drawn, w = round(sqrt(area x
///                        ratio)), h = round(sqrt(area / ratio)); the first that fits is placed uniformly (top, then
///                        left). Else the largest centred crop with an allowed ratio. The crop becomes side_px x
///                        side_px as resize_bilinear does it. Only as the first step.
///   flip                 left to right, with probability 1/2.
///   padded_crop          crop_padding black pixels on each side, then a crop of the former size, placed uniformly
///                        (row, then column).
struct TrainingView {
  enum class Step { flip, padded_crop, random_resized_crop };
  std::vector<Step> steps;
  int crop_padding_px = 4;
  int side_px = 0;  ///< of random_resized_crop
  std::uint64_t augment_seed = 0;
};

/// What a network sees of a test image, as 8-bit RGB:
///
///   as_is                the image in its own size.
///   centre_crop          resize_and_crop({resize_px, side_px}): torchvision's Resize and CenterCrop on Pillow images.
///   random_resized_crop  as in training, drawn once for each image whatever the epoch: at epoch 0, which no training
///                        has. The original study evaluated its Gaussian set like this.
struct EvaluationView {
  enum class Kind { as_is, centre_crop, random_resized_crop };
  Kind kind = Kind::as_is;
  int resize_px = 0;
  int side_px = 0;
  std::uint64_t augment_seed = 0;
};

/// The steps that these words name ("flip", "padded_crop", "random_resized_crop"). Throws InputError for other words,
/// for one that stands there twice and for a random_resized_crop that is not the first.
std::vector<TrainingView::Step> view_steps(const std::vector<std::string>& words);
/// "as_is", "centre_crop" or "random_resized_crop". Throws InputError for other words.
EvaluationView::Kind evaluation_kind(const std::string& word);

/// The size of every view of these images. Views without a resize have the size of the first image; another image of
/// another size is refused when it is viewed.
Size view_size(const ImageSet& images, const TrainingView& view);
Size view_size(const ImageSet& images, const EvaluationView& view);

/// Memory that one thread uses again and again.
struct ViewBuffers {
  RgbImage image;
  Resizer resizer;
  std::vector<std::uint8_t> resized;
};

/// Writes the view of an image: size.height_px x size.width_px x 3 bytes, `size` being its view_size. Throws InputError
/// as ImageSet::read does, and for an image of another size than the first where nothing resizes it.
void view_for_training(const ImageSet& images, std::size_t index, const TrainingView& view, Size size, int epoch,
                       ViewBuffers& buffers, std::uint8_t* pixels);
void view_for_evaluation(const ImageSet& images, std::size_t index, const EvaluationView& view, Size size,
                         ViewBuffers& buffers, std::uint8_t* pixels);

/// The region that random_resized_crop draws for an image of this size.
Region random_crop(RandomStream& random, Size size);

/// Where a pixel of a view comes from, as flips and padded crops place it: row sign * y + offset of the image, column
/// likewise; black where that is outside. For those who hold all pixels and move many at once.
struct PixelMap {
  struct Axis {
    std::int64_t sign = 1;
    std::int64_t offset = 0;
  };
  Axis row;
  Axis column;
};
/// The map that `view` draws for an image of this size. Needs a view without random_resized_crop.
PixelMap training_map(const TrainingView& view, Size size, std::size_t index, int epoch);

}  // namespace tricky::stimuli
