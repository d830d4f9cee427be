#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tricky/data/files.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// How tricky pack stores images.
struct PackOptions {
  enum class Encoding {
    original,  ///< the bytes of each image's file; pixels where there is none (IDX, CIFAR, Gaussian)
    jpeg,      ///< made a JPEG anew, which changes pixels
    pixels,    ///< 8-bit RGB (or grey) as the networks see it: large, and nothing is left to decode
  };
  Encoding encoding = Encoding::original;
  int quality = 95;   ///< of jpeg
  int resize_px = 0;  ///< of jpeg and pixels: short side before storing (resize.h); 0: as it is
  int threads = 1;
};

/// Writes all images of a set, with ids, labels and class names, into one file (FORMATS.md, "Packed images"). Under its
/// name only when complete and on the disk. `damaged` (ascending) are stored as what they are: not there; another image
/// that cannot be decoded is an InputError. `on_progress` is called with the number of images stored.
void write_packed(const std::filesystem::path& file, const ImageSet& images, const std::vector<std::size_t>& damaged,
                  const PackOptions& options, const std::function<void(std::size_t)>& on_progress);

/// One image of a packed file.
struct PackedImage {
  std::string_view bytes;   ///< as stored; empty when the image was damaged
  std::string_view sha256;  ///< of them: 32 bytes
  std::string_view item_id;
  std::uint16_t label = 0;
  int width_px = 0;  ///< of stored pixels; 0 for files
  int height_px = 0;
  int channels = 0;
};

/// A mapped packed file. Opening reads and checks the index, not the images.
class PackedFile {
 public:
  /// InputErrors naming the file: another format or version, a file of another size than announced, an index that does
  /// not match its digest or points outside of the file.
  explicit PackedFile(std::filesystem::path path);

  std::size_t size() const { return n_images_; }
  PackedImage operator[](std::size_t index) const;
  const std::vector<std::string>& class_names() const { return class_names_; }
  const std::string& index_sha256() const { return index_sha256_; }
  const std::filesystem::path& path() const { return path_; }
  /// Throws InputError when the stored bytes do not match their digest.
  void verify(std::size_t index) const;

 private:
  void check_index();

  std::filesystem::path path_;
  MappedFile file_;
  std::size_t n_images_ = 0;
  std::size_t index_begin_ = 0;
  std::string index_sha256_;
  std::vector<std::size_t> id_ends_;
  std::vector<std::string> class_names_;
};

/// The images of a packed file; one block when all are pixels of one size. Throws like PackedFile.
std::unique_ptr<ImageSet> open_packed(const std::filesystem::path& file);

}  // namespace tricky::stimuli
