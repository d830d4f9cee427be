#include "tricky/stimuli/packed_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <exception>
#include <limits>
#include <set>
#include <thread>

#include "block_images.h"
#include "image_decoder.h"
#include "jpeg_format.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/image_file.h"

namespace tricky::stimuli {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are stored with their lowest byte first");

constexpr std::string_view kMagic = "TRICKYPK";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 4096;  // images begin on a page of their own
constexpr std::size_t kRecordBytes = 64;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kMostClasses = 65535;
constexpr std::size_t kLongestName = 4096;
constexpr std::size_t kAtOnce = 256;  ///< images that are in memory while packing

template <typename Number>
Number number_at(std::string_view bytes, std::size_t offset) {
  TRICKY_ASSERT(offset + sizeof(Number) <= bytes.size());
  Number number;
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

template <typename Number>
void append(std::string& to, Number number) {
  to.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::string bytes_of_hex(std::string_view digits) {
  const auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(value(digits[i]) << 4U | value(digits[i + 1])));
  }
  return bytes;
}

/// An image ready to be stored.
struct Stored {
  std::string bytes;
  std::string sha256;
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;
  std::uint16_t channels = 0;
};

std::string_view as_text(const std::uint8_t* bytes, std::size_t n) { return {reinterpret_cast<const char*>(bytes), n}; }

Stored store(const ImageSet& images, std::size_t index, const PackOptions& options) {
  Stored stored;
  RgbImage image;
  if (options.encoding != PackOptions::Encoding::original || !images.encoded(index, stored.bytes)) {
    const PixelBlock* block = images.block();
    if (block != nullptr && options.resize_px == 0 && options.encoding != PackOptions::Encoding::jpeg) {
      const std::size_t n = static_cast<std::size_t>(block->height_px) * static_cast<std::size_t>(block->width_px) *
                            static_cast<std::size_t>(block->channels);
      stored.bytes = as_text(block->pixels + index * n, n);
      stored.width_px = static_cast<std::uint32_t>(block->width_px);
      stored.height_px = static_cast<std::uint32_t>(block->height_px);
      stored.channels = static_cast<std::uint16_t>(block->channels);
    } else {
      images.read(index, image);
      if (options.resize_px > 0) {
        image = resize_bilinear(image, size_for_short_side({image.width_px, image.height_px}, options.resize_px));
      }
      if (options.encoding == PackOptions::Encoding::jpeg) {
        stored.bytes = encode_jpeg(image, options.quality);
      } else {
        stored.bytes = as_text(image.pixels.data(), image.pixels.size());
        stored.width_px = static_cast<std::uint32_t>(image.width_px);
        stored.height_px = static_cast<std::uint32_t>(image.height_px);
        stored.channels = 3;
      }
    }
  }
  stored.sha256 = bytes_of_hex(sha256(stored.bytes));
  return stored;
}

/// Images `begin` … `end` - 1, made by several threads.
std::vector<Stored> store_some(const ImageSet& images, std::size_t begin, std::size_t end,
                               const std::vector<std::size_t>& damaged, const PackOptions& options) {
  std::vector<Stored> stored(end - begin);
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(options.threads));
  {
    std::vector<std::jthread> workers;
    for (std::size_t worker = 0; worker < failures.size(); ++worker) {
      workers.emplace_back([&, worker] {
        try {
          for (std::size_t i = begin + worker; i < end; i += failures.size()) {
            if (!std::binary_search(damaged.begin(), damaged.end(), i)) stored[i - begin] = store(images, i, options);
          }
        } catch (...) {
          failures[worker] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  for (Stored& each : stored) {
    if (each.sha256.empty()) each.sha256 = bytes_of_hex(sha256(""));
  }
  return stored;
}

/// The images of a packed file.
class PackedImages final : public ImageSet {
 public:
  explicit PackedImages(const std::filesystem::path& path) : file_(path) {
    labels_.reserve(file_.size());
    for (std::size_t i = 0; i < file_.size(); ++i) labels_.push_back(file_[i].label);
    n_classes_ = class_count(labels_, file_.class_names().size());
    find_block();
  }

  std::span<const std::uint16_t> labels() const override { return labels_; }
  std::int64_t n_classes() const override { return n_classes_; }
  const std::vector<std::string>& class_names() const override { return file_.class_names(); }
  Item item(std::size_t index) const override {
    return {std::string(file_[index].item_id), labels_[index], class_name(file_.class_names(), labels_[index]), ""};
  }
  void read(std::size_t index, RgbImage& into) const override {
    const PackedImage image = present(index);
    if (image.channels == 0) return decode_image(image.bytes, name(index), into);
    copy_from_block(
        {1, image.height_px, image.width_px, image.channels, reinterpret_cast<const std::uint8_t*>(image.bytes.data())},
        0, into);
  }
  void read_part(std::size_t index, const std::function<Region(Size)>& choose, RgbImage& into) const override {
    const PackedImage image = present(index);
    if (image.channels != 0) return ImageSet::read_part(index, choose, into);
    decode_image_part(image.bytes, name(index), choose, into);
  }
  std::string name(std::size_t index) const override {
    return file_.path().string() + ": image " + in_quotes(file_[index].item_id);
  }
  const PixelBlock* block() const override { return block_.n > 0 ? &block_ : nullptr; }
  bool may_be_damaged() const override { return true; }
  void verify(std::size_t index, RgbImage& scratch) const override {
    file_.verify(index);
    read(index, scratch);
  }
  bool encoded(std::size_t index, std::string& bytes) const override {
    const PackedImage image = present(index);
    if (image.channels != 0) return false;
    bytes = image.bytes;
    return true;
  }
  std::string sha256() const override { return file_.index_sha256(); }
  std::vector<std::filesystem::path> files() const override { return {file_.path()}; }

 private:
  PackedImage present(std::size_t index) const {
    const PackedImage image = file_[index];
    if (image.bytes.empty()) throw InputError(name(index) + " was damaged when it was packed");
    return image;
  }

  void find_block() {
    const PackedImage first = file_[0];
    if (first.channels == 0 || first.bytes.empty()) return;
    for (std::size_t i = 0; i < file_.size(); ++i) {
      const PackedImage image = file_[i];
      if (image.width_px != first.width_px || image.height_px != first.height_px || image.channels != first.channels ||
          image.bytes.data() != first.bytes.data() + i * first.bytes.size()) {
        return;
      }
    }
    block_ = {file_.size(), first.height_px, first.width_px, first.channels,
              reinterpret_cast<const std::uint8_t*>(first.bytes.data())};
  }

  PackedFile file_;
  std::vector<std::uint16_t> labels_;
  std::int64_t n_classes_ = 0;
  PixelBlock block_;
};

}  // namespace

void write_packed(const std::filesystem::path& path, const ImageSet& images, const std::vector<std::size_t>& damaged,
                  const PackOptions& options, const std::function<void(std::size_t)>& on_progress) {
  TRICKY_ASSERT(options.threads > 0 && images.size() > 0);
  NewFile file(path);
  file.write(std::string(kHeaderBytes, '\0'));
  std::string records;
  std::string ids;
  for (std::size_t begin = 0; begin < images.size(); begin += kAtOnce) {
    const std::size_t end = std::min(begin + kAtOnce, images.size());
    std::vector<Stored> some = store_some(images, begin, end, damaged, options);
    for (std::size_t i = begin; i < end; ++i) {
      const Stored& stored = some[i - begin];
      const Item item = images.item(i);
      append<std::uint64_t>(records, file.size());
      append<std::uint64_t>(records, stored.bytes.size());
      records += stored.sha256;
      append(records, stored.width_px);
      append(records, stored.height_px);
      append(records, item.label);
      append(records, stored.channels);
      append(records, static_cast<std::uint32_t>(item.item_id.size()));
      ids += item.item_id;
      file.write(stored.bytes);
    }
    on_progress(end);
  }
  std::string index = std::move(records);
  index += ids;
  for (const std::string& name : images.class_names()) {
    append(index, static_cast<std::uint32_t>(name.size()));
    index += name;
  }
  std::string header(kMagic);
  append(header, kVersion);
  append(header, static_cast<std::uint32_t>(images.class_names().size()));
  append<std::uint64_t>(header, images.size());
  append<std::uint64_t>(header, file.size());
  append<std::uint64_t>(header, index.size());
  header += bytes_of_hex(sha256(index));
  file.write(index);
  file.rewrite_start(header);
  file.finish();
}

PackedFile::PackedFile(std::filesystem::path path) : path_(std::move(path)), file_(path_) { check_index(); }

void PackedFile::check_index() {
  const auto refuse = [this](const std::string& what) { throw InputError({path_, 0, ""}, what); };
  const std::string_view bytes = file_.bytes();
  if (!bytes.starts_with(kMagic)) refuse("expected a file of packed images, which tricky pack makes");
  if (bytes.size() < kHeaderBytes) refuse("is truncated: not even its header is whole; pack the images again");
  if (const auto version = number_at<std::uint32_t>(bytes, 8); version != kVersion) {
    refuse("is of version " + std::to_string(version) + " of packed images; this tricky reads version " +
           std::to_string(kVersion));
  }
  const auto n_classes = number_at<std::uint32_t>(bytes, 12);
  const auto n_images = number_at<std::uint64_t>(bytes, 16);
  const auto index_begin = number_at<std::uint64_t>(bytes, 24);
  const auto index_bytes = number_at<std::uint64_t>(bytes, 32);
  if (index_begin < kHeaderBytes || index_begin > bytes.size() || index_bytes != bytes.size() - index_begin) {
    refuse("is not of the size its header announces; it is truncated or damaged, pack the images again");
  }
  if (n_images == 0 || n_images > index_bytes / kRecordBytes || n_images > std::numeric_limits<std::uint32_t>::max() ||
      n_classes > kMostClasses) {
    refuse("announces " + std::to_string(n_images) + " images and " + std::to_string(n_classes) +
           " classes, which its index cannot hold; it is damaged, pack the images again");
  }
  const std::string_view index = bytes.substr(index_begin);
  index_sha256_ = sha256(index);
  if (bytes_of_hex(index_sha256_) != bytes.substr(40, kDigestBytes)) {
    refuse("has an index that does not match its digest; it is damaged, pack the images again");
  }
  n_images_ = n_images;
  index_begin_ = index_begin;

  // Whoever wrote the digest may still have written nonsense: everything that is used is checked.
  std::size_t at = n_images_ * kRecordBytes;
  id_ends_.reserve(n_images_);
  for (std::size_t i = 0; i < n_images_; ++i) {
    const std::string_view record = index.substr(i * kRecordBytes, kRecordBytes);
    const std::string which = "image " + std::to_string(i);
    const auto offset = number_at<std::uint64_t>(record, 0);
    const auto size = number_at<std::uint64_t>(record, 8);
    if (offset < kHeaderBytes || offset > index_begin || size > index_begin - offset) {
      refuse(which + " lies outside of the file");
    }
    const std::uint64_t width = number_at<std::uint32_t>(record, 48);
    const std::uint64_t height = number_at<std::uint32_t>(record, 52);
    const auto channels = number_at<std::uint16_t>(record, 58);
    const bool is_file = width == 0 && height == 0 && channels == 0;
    const bool is_pixels = width > 0 && height > 0 && (channels == 1 || channels == 3) &&
                           width <= kLargestImagePixels && height <= kLargestImagePixels / width &&
                           width * height * channels == size;
    if (!is_file && !is_pixels) refuse(which + " has a size that its pixels do not have");
    if (number_at<std::uint16_t>(record, 56) == std::numeric_limits<std::uint16_t>::max()) {
      refuse(which + " has label 65535, which means missing");
    }
    const auto id_bytes = number_at<std::uint32_t>(record, 60);
    if (id_bytes == 0 || id_bytes > kLongestName || id_bytes > index.size() - at) refuse(which + " has no proper id");
    if (!is_valid_utf8(index.substr(at, id_bytes))) refuse(which + " has an id that is not UTF-8 text");
    at += id_bytes;
    id_ends_.push_back(at);
  }
  for (std::size_t i = 0; i < n_classes; ++i) {
    if (index.size() - at < 4) refuse("names fewer classes than it announces");
    const auto name_bytes = number_at<std::uint32_t>(index, at);
    at += 4;
    if (name_bytes > kLongestName || name_bytes > index.size() - at) refuse("names fewer classes than it announces");
    class_names_.emplace_back(index.substr(at, name_bytes));
    if (!is_valid_utf8(class_names_.back())) refuse("has a class name that is not UTF-8 text");
    at += name_bytes;
  }
  if (at != index.size()) refuse("has an index with " + std::to_string(index.size() - at) + " bytes too many");
}

PackedImage PackedFile::operator[](std::size_t i) const {
  TRICKY_ASSERT(i < n_images_);
  const std::string_view index = file_.bytes().substr(index_begin_);
  const std::string_view record = index.substr(i * kRecordBytes, kRecordBytes);
  PackedImage image;
  image.bytes = file_.bytes().substr(number_at<std::uint64_t>(record, 0), number_at<std::uint64_t>(record, 8));
  image.sha256 = record.substr(16, kDigestBytes);
  const auto id_bytes = number_at<std::uint32_t>(record, 60);
  image.item_id = index.substr(id_ends_[i] - id_bytes, id_bytes);
  image.width_px = static_cast<int>(number_at<std::uint32_t>(record, 48));
  image.height_px = static_cast<int>(number_at<std::uint32_t>(record, 52));
  image.label = number_at<std::uint16_t>(record, 56);
  image.channels = number_at<std::uint16_t>(record, 58);
  return image;
}

void PackedFile::verify(std::size_t index) const {
  const PackedImage image = (*this)[index];
  if (bytes_of_hex(sha256(image.bytes)) == image.sha256) return;
  throw InputError({path_, 0, ""}, "image " + in_quotes(image.item_id) +
                                       " does not match its digest; the file is damaged, pack the images again");
}

std::unique_ptr<ImageSet> open_packed(const std::filesystem::path& file) {
  return std::make_unique<PackedImages>(file);
}

}  // namespace tricky::stimuli
