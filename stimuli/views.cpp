#include "tricky/stimuli/views.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "tricky/data/errors.h"
#include "tricky/data/random.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace {

using Step = TrainingView::Step;

constexpr double kSmallestScale = 0.08;
constexpr double kLargestScale = 1.0;
constexpr double kSmallestRatio = 3.0 / 4.0;
constexpr double kLargestRatio = 4.0 / 3.0;

RandomStream draws_of(std::uint64_t augment_seed, std::size_t index, int epoch) {
  return {augment_seed, Stream::augment, 0, static_cast<std::uint32_t>(epoch), static_cast<std::uint32_t>(index)};
}

bool resizes(const TrainingView& view) { return !view.steps.empty() && view.steps[0] == Step::random_resized_crop; }

/// The image's random crop, resized.
void view_random_crop(const ImageSet& images, std::size_t index, int side_px, RandomStream& random,
                      ViewBuffers& buffers, std::uint8_t* pixels) {
  images.read_part(
      index, [&random](Size size) { return random_crop(random, size); }, buffers.image);
  const RgbImage& crop = buffers.image;
  // The crop is an image of its own: nothing around it is looked at.
  const Region whole{0, 0, side_px, side_px};
  buffers.resizer.plan({crop.width_px, crop.height_px}, {side_px, side_px}, whole);
  buffers.resizer.run(crop.pixels.data(), static_cast<std::size_t>(crop.width_px) * 3, pixels);
}

/// The image resized and its centre cut out; only what that needs is read.
void view_centre_crop(const ImageSet& images, std::size_t index, Framing framing, ViewBuffers& buffers,
                      std::uint8_t* pixels) {
  const auto choose = [&](Size size) {
    const FramedSize framed = framed_size(size, framing);
    return buffers.resizer.plan(size, framed.size, framed.region);
  };
  images.read_part(index, choose, buffers.image);
  buffers.resizer.run(buffers.image.pixels.data(), static_cast<std::size_t>(buffers.image.width_px) * 3, pixels);
}

/// The flips and padded crops among the steps, put together.
PixelMap draw_map(RandomStream& random, const TrainingView& view, Size size) {
  struct Draw {
    bool flip = false;
    std::int64_t row = 0;
    std::int64_t column = 0;
  };
  std::vector<Draw> draws;
  for (const Step step : view.steps) {
    Draw draw;
    if (step == Step::flip) {
      draw.flip = random.bernoulli(0.5);
    } else if (step == Step::padded_crop) {
      const auto positions = static_cast<std::uint64_t>(2 * view.crop_padding_px + 1);
      draw.row = static_cast<std::int64_t>(random.below(positions)) - view.crop_padding_px;
      draw.column = static_cast<std::int64_t>(random.below(positions)) - view.crop_padding_px;
    }
    draws.push_back(draw);
  }
  // From the last step back to the first: where does each output pixel come from?
  PixelMap map;
  for (std::size_t i = draws.size(); i-- > 0;) {
    if (draws[i].flip) map.column = {-map.column.sign, size.width_px - 1 - map.column.offset};
    map.row.offset += draws[i].row;
    map.column.offset += draws[i].column;
  }
  return map;
}

/// Moves an image's pixels as the map says, grey to all three channels.
void copy_mapped(const std::uint8_t* image, int channels, Size size, PixelMap map, std::uint8_t* pixels) {
  const std::int64_t width = size.width_px;
  // Output columns that come from inside the image: those x with 0 <= sign x + offset < width.
  const std::int64_t offset = map.column.offset;
  const std::int64_t first = map.column.sign > 0 ? -offset : offset - (width - 1);
  const std::int64_t begin = std::clamp<std::int64_t>(first, 0, width);
  const std::int64_t end = std::clamp<std::int64_t>(first + width, begin, width);
  for (std::int64_t y = 0; y < size.height_px; ++y, pixels += width * 3) {
    const std::int64_t from_y = map.row.sign * y + map.row.offset;
    if (from_y < 0 || from_y >= size.height_px) {
      std::fill_n(pixels, width * 3, std::uint8_t{0});
      continue;
    }
    std::fill(pixels, pixels + begin * 3, std::uint8_t{0});
    std::fill(pixels + end * 3, pixels + width * 3, std::uint8_t{0});
    const std::uint8_t* from = image + (from_y * width + map.column.sign * begin + offset) * channels;
    std::uint8_t* to = pixels + begin * 3;
    if (channels == 3 && map.column.sign > 0) {
      std::copy_n(from, (end - begin) * 3, to);
      continue;
    }
    const std::int64_t step = map.column.sign * channels;
    for (std::int64_t x = begin; x < end; ++x, from += step, to += 3) {
      to[0] = from[0];
      to[1] = from[channels == 3 ? 1 : 0];
      to[2] = from[channels == 3 ? 2 : 0];
    }
  }
}

/// The image moved as the map says, which must be of the views' size.
void view_mapped(const ImageSet& images, std::size_t index, Size size, PixelMap map, ViewBuffers& buffers,
                 std::uint8_t* pixels) {
  if (const PixelBlock* block = images.block()) {
    const std::size_t image_bytes = static_cast<std::size_t>(size.height_px) * static_cast<std::size_t>(size.width_px) *
                                    static_cast<std::size_t>(block->channels);
    TRICKY_ASSERT(index < block->n && size.height_px == block->height_px && size.width_px == block->width_px);
    copy_mapped(block->pixels + index * image_bytes, block->channels, size, map, pixels);
    return;
  }
  images.read(index, buffers.image);
  if (buffers.image.width_px != size.width_px || buffers.image.height_px != size.height_px) {
    throw InputError(images.name(index) + " is of " + std::to_string(buffers.image.width_px) + " x " +
                     std::to_string(buffers.image.height_px) + " pixels, but the first image of " +
                     std::to_string(size.width_px) + " x " + std::to_string(size.height_px) +
                     "; images of different sizes need input_px, augment = [\"random_resized_crop\", …] and "
                     "evaluation_view = \"centre_crop\"");
  }
  copy_mapped(buffers.image.pixels.data(), 3, size, map, pixels);
}

Size own_size(const ImageSet& images) {
  if (const PixelBlock* block = images.block()) return {block->width_px, block->height_px};
  TRICKY_ASSERT(images.size() > 0);
  RgbImage first;
  images.read(0, first);
  return {first.width_px, first.height_px};
}

}  // namespace

Region random_crop(RandomStream& random, Size size) {
  const double area_px = static_cast<double>(size.width_px) * size.height_px;
  const double log_ratio[2] = {std::log(kSmallestRatio), std::log(kLargestRatio)};
  for (int attempt = 0; attempt < 10; ++attempt) {
    const double target_px = area_px * (kSmallestScale + (kLargestScale - kSmallestScale) * random.uniform());
    const double ratio = std::exp(log_ratio[0] + (log_ratio[1] - log_ratio[0]) * random.uniform());
    // Python's round: halves to the even number, as nearbyint does by default.
    const double width = std::nearbyint(std::sqrt(target_px * ratio));
    const double height = std::nearbyint(std::sqrt(target_px / ratio));
    if (width <= 0 || width > size.width_px || height <= 0 || height > size.height_px) continue;
    Region region{0, 0, static_cast<int>(width), static_cast<int>(height)};
    region.top = static_cast<int>(random.below(static_cast<std::uint64_t>(size.height_px - region.height_px) + 1));
    region.left = static_cast<int>(random.below(static_cast<std::uint64_t>(size.width_px - region.width_px) + 1));
    return region;
  }
  Region region{0, 0, size.width_px, size.height_px};
  const double own_ratio = static_cast<double>(size.width_px) / size.height_px;
  if (own_ratio < kSmallestRatio) {
    region.height_px = static_cast<int>(std::nearbyint(size.width_px / kSmallestRatio));
  } else if (own_ratio > kLargestRatio) {
    region.width_px = static_cast<int>(std::nearbyint(size.height_px * kLargestRatio));
  }
  region.top = (size.height_px - region.height_px) / 2;
  region.left = (size.width_px - region.width_px) / 2;
  return region;
}

std::vector<Step> view_steps(const std::vector<std::string>& words) {
  const std::map<std::string, Step> known{
      {"flip", Step::flip}, {"padded_crop", Step::padded_crop}, {"random_resized_crop", Step::random_resized_crop}};
  std::vector<Step> steps;
  for (const std::string& word : words) {
    const auto found = known.find(word);
    if (found == known.end()) {
      throw InputError(in_quotes(word) +
                       " is not a step of augment; known are \"flip\", \"padded_crop\" and \"random_resized_crop\"");
    }
    if (std::find(steps.begin(), steps.end(), found->second) != steps.end()) {
      throw InputError(in_quotes(word) + " stands in augment twice");
    }
    if (found->second == Step::random_resized_crop && !steps.empty()) {
      throw InputError("\"random_resized_crop\" must be the first step of augment");
    }
    steps.push_back(found->second);
  }
  return steps;
}

EvaluationView::Kind evaluation_kind(const std::string& word) {
  if (word == "as_is") return EvaluationView::Kind::as_is;
  if (word == "centre_crop") return EvaluationView::Kind::centre_crop;
  if (word == "random_resized_crop") return EvaluationView::Kind::random_resized_crop;
  throw InputError(in_quotes(word) +
                   " is not an evaluation_view; known are \"as_is\", \"centre_crop\" and \"random_resized_crop\"");
}

Size view_size(const ImageSet& images, const TrainingView& view) {
  return resizes(view) ? Size{view.side_px, view.side_px} : own_size(images);
}

Size view_size(const ImageSet& images, const EvaluationView& view) {
  return view.kind == EvaluationView::Kind::as_is ? own_size(images) : Size{view.side_px, view.side_px};
}

PixelMap training_map(const TrainingView& view, Size size, std::size_t index, int epoch) {
  TRICKY_ASSERT(!resizes(view));
  RandomStream random = draws_of(view.augment_seed, index, epoch);
  return draw_map(random, view, size);
}

void view_for_training(const ImageSet& images, std::size_t index, const TrainingView& view, Size size, int epoch,
                       ViewBuffers& buffers, std::uint8_t* pixels) {
  if (!resizes(view)) {
    view_mapped(images, index, size, training_map(view, size, index, epoch), buffers, pixels);
    return;
  }
  RandomStream random = draws_of(view.augment_seed, index, epoch);
  buffers.resized.resize(static_cast<std::size_t>(size.width_px) * static_cast<std::size_t>(size.height_px) * 3);
  view_random_crop(images, index, view.side_px, random, buffers, buffers.resized.data());
  copy_mapped(buffers.resized.data(), 3, size, draw_map(random, view, size), pixels);
}

void view_for_evaluation(const ImageSet& images, std::size_t index, const EvaluationView& view, Size size,
                         ViewBuffers& buffers, std::uint8_t* pixels) {
  switch (view.kind) {
    case EvaluationView::Kind::as_is: view_mapped(images, index, size, {}, buffers, pixels); return;
    case EvaluationView::Kind::centre_crop:
      view_centre_crop(images, index, {view.resize_px, view.side_px}, buffers, pixels);
      return;
    case EvaluationView::Kind::random_resized_crop: {
      RandomStream random = draws_of(view.augment_seed, index, 0);
      view_random_crop(images, index, view.side_px, random, buffers, pixels);
    }
  }
}

}  // namespace tricky::stimuli
