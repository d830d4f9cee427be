#include "tricky/stimuli/damaged_images.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky::stimuli {

namespace {

constexpr std::size_t kNamed = 5;

/// Reads images until none is left; several of them share one.
class Search {
 public:
  explicit Search(const ImageSet& images) : images_(images) {}

  void work() {
    RgbImage image;
    try {
      for (std::size_t i = next_++; i < images_.size() && !failed_; i = next_++) {
        try {
          images_.verify(i, image);
        } catch (const InputError& error) {
          const std::lock_guard lock(mutex_);
          damaged_.push_back({i, error.what()});
        }
        ++n_done_;
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      failed_ = true;
    }
    const std::lock_guard lock(mutex_);
    ++n_finished_;
    finished_.notify_all();
  }

  void wait(int threads, const std::function<void(std::size_t)>& on_progress) {
    std::unique_lock lock(mutex_);
    while (!finished_.wait_for(lock, std::chrono::milliseconds(100), [&] { return n_finished_ == threads; })) {
      lock.unlock();
      on_progress(n_done_);
      lock.lock();
    }
    on_progress(n_done_);
  }

  std::vector<DamagedImage> result() {
    if (failure_) std::rethrow_exception(failure_);
    std::sort(damaged_.begin(), damaged_.end(),
              [](const DamagedImage& a, const DamagedImage& b) { return a.index < b.index; });
    return std::move(damaged_);
  }

 private:
  const ImageSet& images_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> n_done_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::condition_variable finished_;
  int n_finished_ = 0;
  std::vector<DamagedImage> damaged_;
  std::exception_ptr failure_;
};

const char* text_of(Split split) { return split == Split::train ? "train" : "test"; }

/// The record's damaged images, or nothing when it is about other images.
std::optional<std::vector<DamagedImage>> read_record(const std::filesystem::path& file, const ImageSet& images) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  const Value content = read_json(file);
  Fields fields(content, file, "image check");
  if (fields.text("sha256") != images.sha256()) return std::nullopt;
  std::vector<DamagedImage> damaged;
  const auto n_images = static_cast<std::int64_t>(images.size());
  for (const Value& each : fields.array("damaged")) {
    Fields one(each, file, "damaged image");
    damaged.push_back({static_cast<std::size_t>(one.integer("image", {0, n_images - 1})), one.text("reason")});
    if (damaged.size() > 1 && damaged.back().index <= damaged[damaged.size() - 2].index) {
      one.fail("image", "expected images in ascending order; delete the file, and it is made anew");
    }
  }
  return damaged;
}

}  // namespace

std::vector<DamagedImage> find_damaged(const ImageSet& images, int threads,
                                       const std::function<void(std::size_t)>& on_progress) {
  TRICKY_ASSERT(threads > 0);
  Search search(images);
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back([&search] { search.work(); });
  search.wait(threads, on_progress);
  workers.clear();
  return search.result();
}

void record_damaged(const StudyFolder& study, const ImageSet& images, Split split,
                    const std::vector<DamagedImage>& damaged) {
  Value record;
  record["split"] = text_of(split);
  record["images"] = images.size();
  record["sha256"] = images.sha256();
  Value list = Value::Array{};
  for (const DamagedImage& image : damaged) {
    Value each;
    each["image"] = image.index;
    each["item_id"] = images.item(image.index).item_id;
    each["reason"] = image.reason;
    list.push_back(std::move(each));
  }
  record["damaged"] = std::move(list);
  record["program_version"] = std::string(version());
  record["time_utc"] = utc_now();
  write_file(study.image_check_file(text_of(split)), to_json(record, JsonLayout::indented));
}

std::vector<std::size_t> images_to_skip(const DatasetSpec& spec, const StudyFolder& study, const ImageSet& images,
                                        Split split, int threads, const std::function<void(std::size_t)>& on_progress) {
  if (!images.may_be_damaged()) return {};
  std::optional<std::vector<DamagedImage>> damaged = read_record(study.image_check_file(text_of(split)), images);
  if (!damaged) {
    damaged = find_damaged(images, threads, on_progress);
    record_damaged(study, images, split, *damaged);
  }
  if (!damaged->empty() && spec.corrupt_images == DatasetSpec::CorruptImages::stop) {
    std::string message = with_thousands(static_cast<std::int64_t>(damaged->size())) + " of " +
                          with_thousands(static_cast<std::int64_t>(images.size())) + " " +
                          (split == Split::train ? "training" : "test") + " images cannot be used:";
    for (std::size_t i = 0; i < std::min(damaged->size(), kNamed); ++i) message += "\n  " + (*damaged)[i].reason;
    if (damaged->size() > kNamed) {
      message += "\n  and more; " + study.image_check_file(text_of(split)).string() + " names them all";
    }
    message += "\nMend them, or leave them out with [dataset] corrupt_images = \"skip\"";
    throw InputError({study.study_file(), 0, "corrupt_images"}, message);
  }
  std::vector<std::size_t> skipped;
  for (const DamagedImage& image : *damaged) skipped.push_back(image.index);
  return skipped;
}

}  // namespace tricky::stimuli
