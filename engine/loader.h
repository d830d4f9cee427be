#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "data_order.h"
#include "tricky/stimuli/views.h"

namespace tricky::engine {

/// Images in the order in which they are shown, cut into batches.
struct Pass {
  std::vector<std::uint32_t> images;
  std::vector<Update> batches;
  std::size_t first_batch = 0;  ///< those before it are left out
  int epoch = 0;

  std::span<const std::uint32_t> images_of(std::size_t batch) const {
    return std::span(images).subspan(batches[batch].begin, batches[batch].size);
  }
  std::size_t largest_batch() const;
};

/// Prepares the batches of a pass ahead of whoever needs them, on threads of its own; the bytes do not depend on how
/// many there are. Holds a few batches, never more.
class Loader {
 public:
  /// Writes what a network sees of an image. Called from several threads at once.
  using View = std::function<void(std::uint32_t image, stimuli::ViewBuffers& buffers, std::uint8_t* pixels)>;

  /// Keeps a reference to the pass. Without threads a batch is prepared when it is asked for.
  Loader(const Pass& pass, std::size_t bytes_per_image, View view, int n_threads);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// The next batch's images, one after the other; valid until the next call. Throws what the view threw, for the first
  /// image of the batch for which it did.
  std::span<const std::uint8_t> next();

 private:
  /// A batch in the making.
  struct Slot {
    std::vector<std::uint8_t> pixels;
    std::size_t n_left = 0;
    std::size_t first_fault = 0;  ///< place in the batch of the first image that could not be viewed
    std::exception_ptr fault;
  };

  Slot& slot_of(std::size_t batch) { return slots_[batch % slots_.size()]; }
  void prepare(std::size_t batch, std::size_t begin, std::size_t end, stimuli::ViewBuffers& buffers);
  void open(std::size_t batch);
  void work();

  const Pass& pass_;
  std::size_t bytes_per_image_;
  View view_;
  std::vector<Slot> slots_;
  stimuli::ViewBuffers buffers_;  ///< of the caller, without threads

  std::mutex mutex_;
  std::condition_variable work_there_, batch_ready_;
  std::size_t taken_;      ///< batches handed out; the last of them is still in use
  std::size_t batch_;      ///< that the next images to be prepared are of …
  std::size_t place_ = 0;  ///< … and the place of the first of them
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tricky::engine
