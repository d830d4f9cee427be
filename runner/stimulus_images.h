#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::runner {

/// Decodes every image of the list, in threads of its own, and holds each against the list: size and SHA-256 of its
/// pixels. SDL2_image must see the same pixels in it.
class ImageLoader {
 public:
  /// Whose digests they are: what a message about a changed image says.
  enum class Digests { of_list, of_session };
  /// Begins at once. `list` must outlive this. Throws InputError when the list has no images at all.
  ImageLoader(const StimulusList& list, std::filesystem::path list_file, Digests digests = Digests::of_list);
  ~ImageLoader();  ///< leaves the rest undone
  ImageLoader(const ImageLoader&) = delete;
  ImageLoader& operator=(const ImageLoader&) = delete;

  std::size_t n_images() const { return images_.size(); }
  std::size_t n_done() const { return n_done_; }
  /// Waits for all: one image for each row in order. Throws one InputError that says how many are missing, unreadable or
  /// changed and names them, of very many the first. Called once.
  std::vector<stimuli::RgbImage> finish();

 private:
  void work();

  const StimulusList& list_;
  std::filesystem::path list_file_;
  Digests digests_;
  std::vector<stimuli::RgbImage> images_;
  std::vector<std::string> faults_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> n_done_ = 0;
  std::vector<std::jthread> threads_;
};

/// All of it, waited for.
std::vector<stimuli::RgbImage> load_images(const StimulusList& list, const std::filesystem::path& list_file);

}  // namespace tricky::runner
