#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// Images of one size, held in memory.
class BlockImages final : public ImageSet {
 public:
  /// `label` is how messages call an image, before its number. `n_named` classes have names; there may be more.
  BlockImages(std::string label, int height_px, int width_px, int channels, std::vector<std::uint8_t> pixels,
              std::vector<std::uint16_t> labels, std::size_t n_named);

  std::span<const std::uint16_t> labels() const override { return labels_; }
  std::int64_t n_classes() const override { return n_classes_; }
  void read(std::size_t index, RgbImage& into) const override;
  std::string name(std::size_t index) const override { return label_ + " " + std::to_string(index); }
  const PixelBlock* block() const override { return &block_; }
  std::string sha256() const override;

 private:
  std::string label_;
  std::vector<std::uint8_t> pixels_;
  std::vector<std::uint16_t> labels_;
  std::int64_t n_classes_;
  PixelBlock block_;
};

/// One more than the largest label, and at least `n_named`.
std::int64_t class_count(std::span<const std::uint16_t> labels, std::size_t n_named);

/// An image of a block as RGB.
void copy_from_block(const PixelBlock& block, std::size_t index, RgbImage& into);

/// What ImageSet::sha256 promises of a block.
std::string sha256_of_block(const PixelBlock& block, std::span<const std::uint16_t> labels);

}  // namespace tricky::stimuli
