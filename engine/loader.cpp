#include "loader.h"

#include <algorithm>
#include <utility>

#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

/// Images that a thread takes at a time: enough for the lock to cost nothing beside small images.
constexpr std::size_t kChunk = 8;

/// One batch in use, and enough ahead of it that every thread has something to do.
std::size_t n_slots(int n_threads, std::size_t largest_batch) {
  if (n_threads == 0) return 1;
  const std::size_t wanted = 2 * kChunk * static_cast<std::size_t>(n_threads);
  return 2 + std::max<std::size_t>(1, (wanted + largest_batch - 1) / std::max<std::size_t>(1, largest_batch));
}

}  // namespace

std::size_t Pass::largest_batch() const {
  std::size_t largest = 0;
  for (const Update& batch : batches) largest = std::max(largest, batch.size);
  return largest;
}

Loader::Loader(const Pass& pass, std::size_t bytes_per_image, View view, int n_threads)
    : pass_(pass),
      bytes_per_image_(bytes_per_image),
      view_(std::move(view)),
      slots_(n_slots(n_threads, pass.largest_batch())),
      taken_(pass.first_batch),
      batch_(pass.first_batch) {
  for (Slot& slot : slots_) slot.pixels.resize(pass.largest_batch() * bytes_per_image);
  for (int i = 0; i < n_threads; ++i) threads_.emplace_back([this] { work(); });
}

Loader::~Loader() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  work_there_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::span<const std::uint8_t> Loader::next() {
  const std::size_t batch = taken_;
  TRICKY_ASSERT(batch < pass_.batches.size());
  const std::size_t size = pass_.batches[batch].size;
  Slot& slot = slot_of(batch);
  if (threads_.empty()) {
    open(batch);
    prepare(batch, 0, size, buffers_);
    ++taken_;
  } else {
    std::unique_lock lock(mutex_);
    ++taken_;  // so the batch before it is free
    work_there_.notify_all();
    batch_ready_.wait(lock, [&] { return batch_ > batch && slot.n_left == 0; });
  }
  if (slot.fault) std::rethrow_exception(slot.fault);
  return std::span(slot.pixels).first(size * bytes_per_image_);
}

void Loader::open(std::size_t batch) {
  Slot& slot = slot_of(batch);
  slot.n_left = pass_.batches[batch].size;
  slot.fault = nullptr;
}

/// Prepares images [begin, end) of a batch, whose place in memory belongs to the caller alone.
void Loader::prepare(std::size_t batch, std::size_t begin, std::size_t end, stimuli::ViewBuffers& buffers) {
  Slot& slot = slot_of(batch);
  std::exception_ptr fault;
  std::size_t place = begin;
  try {
    for (; place < end; ++place) {
      view_(pass_.images_of(batch)[place], buffers, slot.pixels.data() + place * bytes_per_image_);
    }
  } catch (...) {
    fault = std::current_exception();
  }
  const std::scoped_lock lock(mutex_);
  if (fault && (!slot.fault || place < slot.first_fault)) {
    slot.fault = fault;
    slot.first_fault = place;
  }
  slot.n_left -= end - begin;
}

void Loader::work() {
  stimuli::ViewBuffers buffers;
  std::unique_lock lock(mutex_);
  while (true) {
    // The batch in use is taken_ - 1, so the one that shares its memory has to wait.
    const auto in_use = [&] { return std::max(taken_, pass_.first_batch + 1) - 1; };
    work_there_.wait(lock,
                     [&] { return ends_ || batch_ == pass_.batches.size() || batch_ < in_use() + slots_.size(); });
    if (ends_ || batch_ == pass_.batches.size()) return;
    const std::size_t batch = batch_;
    if (place_ == 0) open(batch);
    const std::size_t begin = place_;
    const std::size_t end = std::min(begin + kChunk, pass_.batches[batch].size);
    place_ = end;
    if (end == pass_.batches[batch].size) {
      ++batch_;
      place_ = 0;
    }
    lock.unlock();
    prepare(batch, begin, end, buffers);
    lock.lock();
    if (slot_of(batch).n_left == 0) batch_ready_.notify_all();
  }
}

}  // namespace tricky::engine
