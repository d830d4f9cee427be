#include "batch_pixels.h"

#include "tricky/data/errors.h"
#include "tricky/data/random.h"

namespace tricky::engine {

BatchPixels::BatchPixels(const stimuli::LabelledImages& images, const protocols::Hyperparameters& hyperparameters)
    : images_(images),
      seed_(hyperparameters.augment_seed),
      augment_(hyperparameters.augment),
      padding_(hyperparameters.crop_padding) {
  TRICKY_ASSERT(images.channels == 1 || images.channels == 3);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t value = 0; value < 256; ++value) {
      const double share = static_cast<double>(value) / 255.0;
      normalised_[channel][value] =
          static_cast<float>((share - hyperparameters.mean[channel]) / hyperparameters.std[channel]);
    }
  }
}

void BatchPixels::for_training(std::span<const std::uint32_t> images, int epoch, float* values) const {
  struct Draw {
    bool flip = false;
    bool crop = false;
    std::int64_t row = 0;
    std::int64_t column = 0;
  };
  const auto width = static_cast<std::int64_t>(images_.width_px);
  std::vector<Draw> draws(augment_.size());
  for (const std::uint32_t image : images) {
    RandomStream random(seed_, Stream::augment, 0, static_cast<std::uint32_t>(epoch), image);
    for (std::size_t i = 0; i < augment_.size(); ++i) {
      draws[i] = {};
      if (augment_[i] == "flip") {
        draws[i].flip = random.bernoulli(0.5);
      } else {
        TRICKY_ASSERT(augment_[i] == "padded_crop");
        const auto positions = static_cast<std::uint64_t>(2 * padding_ + 1);
        draws[i].crop = true;
        draws[i].row = static_cast<std::int64_t>(random.below(positions)) - padding_;
        draws[i].column = static_cast<std::int64_t>(random.below(positions)) - padding_;
      }
    }
    // From the last step back to the first: where does each output pixel come from?
    Axis row;
    Axis column;
    for (std::size_t i = augment_.size(); i-- > 0;) {
      if (draws[i].flip) column = {-column.sign, width - 1 - column.offset};
      if (draws[i].crop) {
        row.offset += draws[i].row;
        column.offset += draws[i].column;
      }
    }
    copy(image, row, column, values);
    values += n_values(1);
  }
}

void BatchPixels::for_evaluation(std::size_t first, std::size_t n, float* values) const {
  for (std::size_t image = first; image < first + n; ++image, values += n_values(1)) copy(image, {}, {}, values);
}

void BatchPixels::copy(std::size_t image, Axis row, Axis column, float* values) const {
  const auto height = static_cast<std::int64_t>(images_.height_px);
  const auto width = static_cast<std::int64_t>(images_.width_px);
  const auto channels = static_cast<std::int64_t>(images_.channels);
  const std::uint8_t* pixels = images_.pixels.data() + static_cast<std::int64_t>(image) * height * width * channels;
  for (std::int64_t y = 0; y < height; ++y) {
    const std::int64_t from_y = row.sign * y + row.offset;
    for (std::int64_t x = 0; x < width; ++x, values += 3) {
      const std::int64_t from_x = column.sign * x + column.offset;
      const bool inside = from_y >= 0 && from_y < height && from_x >= 0 && from_x < width;
      const std::uint8_t* pixel = pixels + (from_y * width + from_x) * channels;
      for (std::int64_t channel = 0; channel < 3; ++channel) {
        const std::uint8_t value = inside ? pixel[channels == 3 ? channel : 0] : std::uint8_t{0};
        values[channel] = normalised_[static_cast<std::size_t>(channel)][value];
      }
    }
  }
}

}  // namespace tricky::engine
