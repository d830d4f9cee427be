#include "tricky/stimuli/packed_file.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "mutation.h"
#include "stimuli/dataset_study.h"
#include "stimuli/sample_images.h"
#include "tricky/data/digest.h"
#include "tricky/data/random.h"
#include "tricky/stimuli/commands.h"
#include "tricky/stimuli/image_check.h"
#include "tricky/stimuli/image_file.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// Three images of two classes.
class Pictures : public DatasetStudy {
 public:
  Pictures() : DatasetStudy("kind = \"image_folder\"\nfolder = \"i\"\ntest = \"test\"\n") {
    write("i/test/cat/a.jpg", baseline_jpeg());
    write("i/test/cat/b.jpg", grey_jpeg());
    write_png(path("i/test/dog/c.png"), made_image(20, 12));
  }

  fs::path pack(const PackOptions& options, const std::vector<std::size_t>& damaged = {}) const {
    const fs::path file = path("test.packed");
    write_packed(file, *open(Split::test), damaged, options, [](std::size_t) {});
    return file;
  }
};

/// Changes the index of a packed file and puts its digest right again, so that only the checks behind it can object.
std::string with_index(std::string file, std::size_t at, const std::string& bytes) {
  std::uint64_t begin = 0;
  std::copy_n(file.data() + 24, 8, reinterpret_cast<char*>(&begin));
  file.replace(begin + at, bytes.size(), bytes);
  const std::string digest = from_hex(sha256(std::string_view(file).substr(begin)));
  return file.replace(40, 32, digest);
}

template <typename Number>
std::string bytes_of(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

}  // namespace

TEST_CASE("packed original files give the same items and pixels") {
  const Pictures study;
  const auto folder = study.open(Split::test);
  const auto packed = open_packed(study.pack({}));
  REQUIRE(packed->size() == 3);
  CHECK(packed->class_names() == std::vector<std::string>{"cat", "dog"});
  CHECK(packed->block() == nullptr);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(packed->item(i).item_id == folder->item(i).item_id);
    CHECK(packed->item(i).label == folder->item(i).label);
    CHECK(packed->item(i).category == folder->item(i).category);
    CHECK(read_one(*packed, i).pixels == read_one(*folder, i).pixels);
    RgbImage scratch;
    CHECK_NOTHROW(packed->verify(i, scratch));
    RgbImage part;
    packed->read_part(
        i,
        [](Size) {
          return Region{3, 2, 7, 9};
        },
        part);
    CHECK(part.pixels == [&] {
      RgbImage whole = read_one(*folder, i);
      std::vector<std::uint8_t> cut;
      for (int y = 2; y < 11; ++y) cut.insert(cut.end(), whole.row(y) + 9, whole.row(y) + 30);
      return cut;
    }());
  }
  // The item set is the same, so responses can be compared.
  const DatasetStudy other("kind = \"packed\"\ntest_file = \"" + study.path("test.packed").string() + "\"\n");
  CHECK(other.items().digest() == study.items().digest());
  CHECK_THAT(refusal([&] { other.open(Split::train); }), Contains("no training images"));
}

TEST_CASE("pixels of one size become a block in the mapped file") {
  const Pictures study;
  const DatasetStudy noise(
      "kind = \"gaussian\"\nname = \"n\"\nclasses = 2\nside_px = 8\ntrain_per_class = 0\ntest_per_class = 3\n");
  const auto made = noise.open(Split::test);
  const fs::path file = study.path("noise.packed");
  write_packed(file, *made, {}, {}, [](std::size_t) {});
  const auto packed = open_packed(file);
  REQUIRE(packed->block() != nullptr);
  CHECK(packed->block()->n == 6);
  CHECK(packed->block()->channels == 3);
  for (std::size_t i = 0; i < 6; ++i) {
    const RgbImage image = read_one(*made, i);
    CHECK(read_one(*packed, i).pixels == image.pixels);
    CHECK(std::equal(image.pixels.begin(), image.pixels.end(), packed->block()->pixels + i * 8 * 8 * 3));
  }
  CHECK_FALSE(open_packed(study.pack({PackOptions::Encoding::pixels}))->block());  // sizes differ
}

TEST_CASE("images can be resized and encoded anew while packing") {
  const Pictures study;
  PackOptions options{PackOptions::Encoding::pixels, 95, 10, 2};
  const auto pixels = open_packed(study.pack(options));
  CHECK(read_one(*pixels, 0).pixels == resize_bilinear(read_one(*study.open(Split::test), 0), {10, 10}).pixels);
  CHECK(read_one(*pixels, 2).width_px == 16);
  CHECK(read_one(*pixels, 2).height_px == 10);
  options.encoding = PackOptions::Encoding::jpeg;
  const auto jpeg = open_packed(study.pack(options));
  const RgbImage before = read_one(*pixels, 0);
  const RgbImage after = read_one(*jpeg, 0);
  REQUIRE(after.pixels.size() == before.pixels.size());
  CHECK(after.pixels != before.pixels);
}

TEST_CASE("a damaged image is packed as missing and keeps its number") {
  const Pictures study;
  study.write("i/test/cat/b.jpg", baseline_jpeg().substr(0, 300));
  CHECK_THAT(refusal([&] { study.pack({PackOptions::Encoding::pixels}); }), Contains("b.jpg"));
  CHECK_FALSE(fs::exists(study.path("test.packed")));
  CHECK_FALSE(fs::exists(study.path("test.packed.unfinished")));
  const auto packed = open_packed(study.pack({PackOptions::Encoding::pixels}, {1}));
  CHECK(packed->size() == 3);
  CHECK(packed->item(2).item_id == "c");
  const auto damaged = check_images(*packed, 2, [](std::size_t) {}).damaged;
  REQUIRE(damaged.size() == 1);
  CHECK(damaged[0].index == 1);
  CHECK_THAT(damaged[0].reason, Contains("\"b\"") && Contains("when it was packed"));
}

TEST_CASE("a changed byte of a packed image is found by its digest") {
  const Pictures study;
  const fs::path file = study.pack({PackOptions::Encoding::pixels});
  std::string bytes = read_file(file);
  bytes[4096 + 5] ^= 1;
  write_file(file, bytes);
  const auto damaged = check_images(*open_packed(file), 1, [](std::size_t) {}).damaged;
  REQUIRE(damaged.size() == 1);
  CHECK_THAT(damaged[0].reason, Contains("\"a\"") && Contains("digest"));
}

TEST_CASE("packed files cut off or grown are refused when they are opened") {
  const Pictures study;
  const fs::path file = study.pack({});
  const std::string whole = read_file(file);
  for (std::size_t size = 0; size < whole.size(); size += size < 100 || size + 600 > whole.size() ? 1 : 97) {
    write_file(file, whole.substr(0, size));
    INFO("cut to " << size);
    REQUIRE(refusal([&] { open_packed(file); }) != "accepted");
  }
  write_file(file, whole + "x");
  CHECK_THAT(refusal([&] { open_packed(file); }), Contains("size its header announces"));
}

TEST_CASE("an index of nonsense is refused even when its digest is right") {
  const Pictures study;
  const fs::path file = study.pack({});
  const std::string whole = read_file(file);
  const auto message = [&](std::size_t at, const std::string& bytes) {
    write_file(file, with_index(whole, at, bytes));
    return refusal([&] { open_packed(file); });
  };
  REQUIRE(message(0, bytes_of(std::uint64_t{4096})) == "accepted");
  CHECK_THAT(message(0, bytes_of(std::uint64_t{0})), Contains("image 0 lies outside"));
  CHECK_THAT(message(8, bytes_of(~std::uint64_t{0})), Contains("image 0 lies outside"));
  CHECK_THAT(message(64, bytes_of(~std::uint64_t{0})), Contains("image 1 lies outside"));
  CHECK_THAT(message(48, bytes_of(std::uint32_t{1})), Contains("size that its pixels do not have"));
  CHECK_THAT(message(48, bytes_of(~std::uint64_t{0})), Contains("size that its pixels do not have"));
  CHECK_THAT(message(56, "\xff\xff"), Contains("label 65535"));
  CHECK_THAT(message(60, bytes_of(~std::uint32_t{0})), Contains("no proper id"));
  CHECK_THAT(message(60, bytes_of(std::uint32_t{0})), Contains("no proper id"));
  CHECK_THAT(message(3 * 64, "\xff"), Contains("not UTF-8"));
  std::string many = whole;
  many.replace(16, 8, bytes_of(std::uint64_t{1} << 60U));
  write_file(file, many);
  CHECK_THAT(refusal([&] { open_packed(file); }), Contains("cannot hold"));
  many = whole;
  many.replace(8, 4, bytes_of(std::uint32_t{2}));
  write_file(file, many);
  CHECK_THAT(refusal([&] { open_packed(file); }), Contains("version 2"));
}

TEST_CASE("packed files with random changes are refused or read, never worse") {
  const Pictures study;
  const fs::path file = study.pack({});
  const std::string whole = read_file(file);
  std::uint64_t begin = 0;
  std::copy_n(whole.data() + 24, 8, reinterpret_cast<char*>(&begin));
  const std::uint64_t n = n_rounds(300);
  RandomStream random(1, Stream::bootstrap);
  int n_read = 0;
  for (std::uint64_t round = 0; round < n; ++round) {
    std::string changed = whole;
    for (std::uint64_t k = 1 + random.below(4); k > 0; --k) {
      const std::size_t at = random.bernoulli(0.3) ? random.below(72) : begin + random.below(whole.size() - begin);
      changed[at] = static_cast<char>(random.next_u32());
    }
    if (random.bernoulli(0.8) && changed.compare(16, 24, whole, 16, 24) == 0) changed = with_index(changed, 0, "");
    write_unsynced(file, changed);
    try {
      const auto images = open_packed(file);
      RgbImage image;
      for (std::size_t i = 0; i < images->size(); ++i) {
        images->item(i);
        try {
          images->read(i, image);
          ++n_read;
        } catch (const InputError&) {
        }
      }
    } catch (const InputError&) {
    }
  }
  CHECK(n_read > 0);
}

TEST_CASE("tricky pack writes both splits, and refuses to replace them unasked") {
  DatasetStudy study(
      "kind = \"gaussian\"\nname = \"n\"\nclasses = 2\nside_px = 8\ntrain_per_class = 3\ntest_per_class = 2\n");
  const auto run = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{study.path("").string(), study.path("out").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    for (const Command& command : commands()) {
      if (command.name == "pack") return refusal([&] { command.run({"tricky", "pack", arguments}); });
    }
    return std::string("no command");
  };
  CHECK(run({}) == "accepted");
  CHECK(open_packed(study.path("out/train.packed"))->size() == 6);
  CHECK(open_packed(study.path("out/test.packed"))->item(3).item_id == "n-test-00003");
  CHECK_THAT(run({}), Contains("--replace"));
  CHECK(run({"--split", "test", "--replace"}) == "accepted");
  CHECK_THAT(run({"--quality", "90"}), Contains("--as jpeg"));
  CHECK_THAT(run({"--resize", "90"}), Contains("--as"));
  for (const FileFormat& format : formats()) {
    if (!format.recognises(study.path("out/test.packed"))) continue;
    CHECK_THAT(format.check(study.path("out/test.packed")).content, Contains("4 images in 2 classes"));
    CHECK(format.table(study.path("out/test.packed"), 2).rows.size() == 2);
    CHECK(format.table(study.path("out/test.packed"), 2).n_rows == 4);
  }
}

TEST_CASE("tricky check of a study folder reads every image and names the corrupt ones") {
  const Pictures study;
  std::string content;
  const auto check = [&] {
    for (const FileFormat& format : formats()) {
      if (!format.recognises(study.path(""))) continue;
      return refusal([&] { content = format.check(study.path("")).content; });
    }
    return std::string("no format");
  };
  CHECK(check() == "accepted");
  CHECK(content == "test: 3 images in 2 classes");
  study.write("i/test/cat/b.jpg", baseline_jpeg().substr(0, 300));
  CHECK_THAT(check(), Contains("b.jpg") && Contains("truncated") && Contains("corrupt_images"));
}
