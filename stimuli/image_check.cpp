#include "tricky/stimuli/image_check.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky::stimuli {

namespace {

constexpr std::size_t kNamed = 5;
constexpr std::size_t kDigits = 64;  ///< of a SHA-256

/// The place of a damaged image's digest.
std::string damaged_digest() {
  std::string text = "damaged";
  text.resize(kDigits, ' ');
  return text;
}

/// Reads images until none is left; several of them share one.
class Search {
 public:
  explicit Search(const ImageSet& images) : images_(images) {
    if (!images.sha256_is_of_content()) digests_.resize(images.size() * kDigits);
  }

  void work() {
    RgbImage image;
    std::string file;
    try {
      for (std::size_t i = next_++; i < images_.size() && !failed_; i = next_++) {
        try {
          images_.verify(i, image);
          if (!digests_.empty() && images_.encoded(i, file)) sha256(file).copy(&digests_[i * kDigits], kDigits);
        } catch (const InputError& error) {
          if (!digests_.empty()) damaged_digest().copy(&digests_[i * kDigits], kDigits);
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

  ImageCheck result() {
    if (failure_) std::rethrow_exception(failure_);
    std::sort(damaged_.begin(), damaged_.end(),
              [](const DamagedImage& a, const DamagedImage& b) { return a.index < b.index; });
    return {std::move(damaged_), digests_.empty() ? images_.sha256() : digest_of_content()};
  }

 private:
  std::string digest_of_content() const {
    Sha256 hash;
    for (std::size_t i = 0; i < images_.size(); ++i) {
      const std::string file = digests_.substr(i * kDigits, kDigits);
      const Item item = images_.item(i);
      hash.update(item.path + "\t" + (file.starts_with("damaged") ? "damaged" : file) + "\t" +
                  std::to_string(item.label) + "\n");
    }
    return hash.hex();
  }

  const ImageSet& images_;
  std::string digests_;  ///< of the images' files, one behind the other; empty where they are not needed
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

/// What the record says, or nothing when it is about other images.
std::optional<ImageCheck> read_record(const std::filesystem::path& file, const ImageSet& images) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  const Value content = read_json(file);
  Fields fields(content, file, "image check");
  if (fields.text("sha256") != images.sha256() || !fields.has("content_sha256")) return std::nullopt;
  ImageCheck check;
  check.sha256 = fields.text("content_sha256");
  std::vector<DamagedImage>& damaged = check.damaged;
  const auto n_images = static_cast<std::int64_t>(images.size());
  for (const Value& each : fields.array("damaged")) {
    Fields one(each, file, "damaged image");
    damaged.push_back({static_cast<std::size_t>(one.integer("image", {0, n_images - 1})), one.text("reason")});
    if (damaged.size() > 1 && damaged.back().index <= damaged[damaged.size() - 2].index) {
      one.fail("image", "expected images in ascending order; delete the file, and it is made anew");
    }
  }
  return check;
}

}  // namespace

ImageCheck check_images(const ImageSet& images, int threads, const std::function<void(std::size_t)>& on_progress) {
  TRICKY_ASSERT(threads > 0);
  Search search(images);
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back([&search] { search.work(); });
  search.wait(threads, on_progress);
  workers.clear();
  return search.result();
}

void record_check(const StudyFolder& study, const ImageSet& images, Split split, const ImageCheck& check) {
  Value record;
  record["split"] = text_of(split);
  record["images"] = images.size();
  record["sha256"] = images.sha256();
  record["content_sha256"] = check.sha256;
  Value list = Value::Array{};
  for (const DamagedImage& image : check.damaged) {
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

UsableImages usable_images(const DatasetSpec& spec, const StudyFolder& study, const ImageSet& images, Split split,
                           int threads, const std::function<void(std::size_t)>& on_progress) {
  if (!images.may_be_damaged()) return {{}, images.sha256()};
  const std::filesystem::path file = study.image_check_file(text_of(split));
  std::optional<ImageCheck> check = read_record(file, images);
  if (!check) {
    check = check_images(images, threads, on_progress);
    record_check(study, images, split, *check);
  }
  const std::vector<DamagedImage>& damaged = check->damaged;
  if (!damaged.empty() && spec.corrupt_images == DatasetSpec::CorruptImages::stop) {
    std::string message = with_thousands(static_cast<std::int64_t>(damaged.size())) + " of " +
                          with_thousands(static_cast<std::int64_t>(images.size())) + " " +
                          (split == Split::train ? "training" : "test") + " images cannot be used:";
    for (std::size_t i = 0; i < std::min(damaged.size(), kNamed); ++i) message += "\n  " + damaged[i].reason;
    if (damaged.size() > kNamed) message += "\n  and more; " + file.string() + " names them all";
    message += "\nMend them, or leave them out with [dataset] corrupt_images = \"skip\"";
    throw InputError({study.study_file(), 0, "corrupt_images"}, message);
  }
  UsableImages usable{{}, check->sha256};
  for (const DamagedImage& image : damaged) usable.skipped.push_back(image.index);
  return usable;
}

}  // namespace tricky::stimuli
