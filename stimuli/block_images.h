#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// Images of one size, held in memory.
struct BlockContent {
  std::string dataset_name;  ///< item ids begin with it
  Split split = Split::test;
  std::vector<std::filesystem::path> files;  ///< they came from; the first one stands in messages
  int height_px = 0;
  int width_px = 0;
  int channels = 0;
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint16_t> labels;
  std::vector<std::string> class_names;
  std::size_t least_classes = 0;  ///< there are, whatever the labels
};

class BlockImages final : public ImageSet {
 public:
  explicit BlockImages(BlockContent content);

  std::span<const std::uint16_t> labels() const override { return content_.labels; }
  std::int64_t n_classes() const override { return n_classes_; }
  const std::vector<std::string>& class_names() const override { return content_.class_names; }
  Item item(std::size_t index) const override;
  void read(std::size_t index, RgbImage& into) const override;
  std::string name(std::size_t index) const override;
  const PixelBlock* block() const override { return &block_; }
  std::string sha256() const override;
  std::vector<std::filesystem::path> files() const override { return content_.files; }

 private:
  BlockContent content_;
  std::int64_t n_classes_;
  PixelBlock block_;
};

/// One more than the largest label, and at least so many.
std::int64_t class_count(std::span<const std::uint16_t> labels, std::size_t least);

/// An image of a block as RGB.
void copy_from_block(const PixelBlock& block, std::size_t index, RgbImage& into);

/// What ImageSet::sha256 promises of a block.
std::string sha256_of_block(const PixelBlock& block, std::span<const std::uint16_t> labels);

/// The class's name, or nothing.
std::string class_name(const std::vector<std::string>& names, std::uint16_t label);

}  // namespace tricky::stimuli
