#include "block_images.h"

#include <algorithm>
#include <utility>

#include "tricky/data/digest.h"
#include "tricky/data/errors.h"

namespace tricky::stimuli {

BlockImages::BlockImages(BlockContent content)
    : content_(std::move(content)),
      n_classes_(class_count(content_.labels, std::max(content_.least_classes, content_.class_names.size()))),
      block_{content_.labels.size(), content_.height_px, content_.width_px, content_.channels, content_.pixels.data()} {
  TRICKY_ASSERT(block_.channels == 1 || block_.channels == 3);
  TRICKY_ASSERT(content_.pixels.size() == block_.n * static_cast<std::size_t>(block_.height_px) *
                                              static_cast<std::size_t>(block_.width_px) *
                                              static_cast<std::size_t>(block_.channels));
}

Item BlockImages::item(std::size_t index) const {
  const std::uint16_t label = content_.labels[index];
  return {item_id(content_.dataset_name, content_.split, index), label, class_name(content_.class_names, label), ""};
}

std::string BlockImages::name(std::size_t index) const {
  return content_.files.front().string() + ": image " + std::to_string(index);
}

void BlockImages::read(std::size_t index, RgbImage& into) const { copy_from_block(block_, index, into); }

std::string BlockImages::sha256() const { return sha256_of_block(block_, content_.labels); }

std::string class_name(const std::vector<std::string>& names, std::uint16_t label) {
  return label < names.size() ? names[label] : std::string();
}

std::int64_t class_count(std::span<const std::uint16_t> labels, std::size_t least) {
  auto n = static_cast<std::int64_t>(least);
  for (const std::uint16_t label : labels) n = std::max<std::int64_t>(n, label + 1);
  return n;
}

void copy_from_block(const PixelBlock& block, std::size_t index, RgbImage& into) {
  TRICKY_ASSERT(index < block.n);
  const std::size_t n_pixels = static_cast<std::size_t>(block.height_px) * static_cast<std::size_t>(block.width_px);
  const std::uint8_t* from = block.pixels + index * n_pixels * static_cast<std::size_t>(block.channels);
  into.width_px = block.width_px;
  into.height_px = block.height_px;
  into.pixels.resize(n_pixels * 3);
  if (block.channels == 3) {
    std::copy_n(from, n_pixels * 3, into.pixels.data());
  } else {
    for (std::size_t i = 0; i < n_pixels; ++i) std::fill_n(into.pixels.data() + 3 * i, 3, from[i]);
  }
}

std::string sha256_of_block(const PixelBlock& block, std::span<const std::uint16_t> labels) {
  Sha256 digest;
  digest.update(std::to_string(block.height_px) + "x" + std::to_string(block.width_px) + "x" +
                std::to_string(block.channels) + "\n");
  digest.update({reinterpret_cast<const char*>(block.pixels), block.n * static_cast<std::size_t>(block.height_px) *
                                                                  static_cast<std::size_t>(block.width_px) *
                                                                  static_cast<std::size_t>(block.channels)});
  std::string bytes;
  bytes.reserve(labels.size() * 2);
  for (const std::uint16_t label : labels) {
    bytes.push_back(static_cast<char>(label & 0xFFU));
    bytes.push_back(static_cast<char>(label >> 8U));
  }
  digest.update(bytes);
  return digest.hex();
}

}  // namespace tricky::stimuli
