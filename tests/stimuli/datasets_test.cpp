#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "stimuli/dataset_study.h"
#include "stimuli/class_files.h"
#include "stimuli/sample_images.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/random.h"
#include "tricky/stimuli/gaussian_noise.h"
#include "tricky/stimuli/image_check.h"
#include "tricky/stimuli/image_file.h"
#include "tricky/stimuli/image_set.h"
#include "tricky/stimuli/image_source.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

const char* kCifar10 = "kind = \"cifar10\"\nname = \"cifar\"\nfolder = \"bin\"\n";

/// A CIFAR file: image i is of class i % n_classes, its bytes begin with i and go up.
std::string cifar_file(std::size_t n, std::size_t n_classes, bool coarse) {
  std::string bytes;
  bytes.reserve(n * 3074);
  for (std::size_t i = 0; i < n; ++i) {
    if (coarse) bytes.push_back('\x63');
    bytes.push_back(static_cast<char>(i % n_classes));
    for (std::size_t b = 0; b < 3072; ++b) bytes.push_back(static_cast<char>(i + b / 16));
  }
  return bytes;
}

}  // namespace

TEST_CASE("CIFAR's binary files give interleaved pixels, fine labels and class names") {
  const DatasetStudy study(kCifar10);
  study.write("bin/test_batch.bin", cifar_file(10'000, 10, false));
  const auto images = study.open(Split::test);
  REQUIRE(images->size() == 10'000);
  CHECK(images->n_classes() == 10);
  CHECK(images->class_names().empty());
  CHECK(images->labels()[13] == 3);
  REQUIRE(images->block() != nullptr);
  CHECK(images->block()->channels == 3);
  const RgbImage image = read_one(*images, 5);
  CHECK((image.width_px == 32 && image.height_px == 32));
  // Pixel (x, y) is byte 32 y + x of each plane; planes are 1,024 bytes apart.
  for (const auto& [x, y] : {std::pair{0, 0}, {31, 0}, {0, 1}, {17, 30}}) {
    for (int channel = 0; channel < 3; ++channel) {
      CHECK(image.row(y)[3 * x + channel] == static_cast<std::uint8_t>(5 + (1024 * channel + 32 * y + x) / 16));
    }
  }
  study.write("bin/batches.meta.txt", "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
  const ItemSet items = study.items();
  CHECK(items[12].item_id == "cifar-test-00012");
  CHECK(items[12].category == "bird");
  CHECK(items[12].label == 2);
}

TEST_CASE("CIFAR-100 uses the fine label, and counts keep the first images") {
  const DatasetStudy study("kind = \"cifar100\"\nname = \"c\"\nfolder = \"bin\"\ntest_count = 150\n");
  study.write("bin/test.bin", cifar_file(10'000, 100, true));
  const auto images = study.open(Split::test);
  CHECK(images->size() == 150);
  CHECK(images->n_classes() == 100);
  CHECK(images->labels()[149] == 49);
}

TEST_CASE("CIFAR files of another size, class or number of names are refused by name") {
  const DatasetStudy study(kCifar10);
  const auto message = [&] { return refusal([&] { study.open(Split::test); }); };
  CHECK_THAT(message(), Contains("test_batch.bin") && Contains("is not there"));
  std::string file = cifar_file(10'000, 10, false);
  study.write("bin/test_batch.bin", file.substr(0, file.size() - 1));
  CHECK_THAT(message(), Contains("30,729,999 bytes") && Contains("truncated"));
  study.write("bin/test_batch.bin", file + "x");
  CHECK_THAT(message(), Contains("10,000 images take 30,730,000"));
  file[3073 * 7] = 10;
  study.write("bin/test_batch.bin", file);
  CHECK_THAT(message(), Contains("image 7 is of class 10"));
  file[3073 * 7] = 0;
  study.write("bin/test_batch.bin", file);
  study.write("bin/batches.meta.txt", "airplane\n");
  CHECK_THAT(message(), Contains("10 classes") && Contains("got 1"));
}

TEST_CASE("the divergence of neighbouring noise classes is the published one") {
  CHECK(gaussian_divergence(1, 2) == Approx(0.3181471806).epsilon(1e-9));
  CHECK(gaussian_divergence(2, 3) == Approx(0.1276873303).epsilon(1e-9));
  CHECK(gaussian_divergence(50, 51) == Approx(0.0003870179).epsilon(1e-6));
  CHECK(gaussian_divergence(100, 101) == Approx(0.0000983556).epsilon(1e-6));
}

TEST_CASE("noise bytes have the probabilities of a rounded and clipped normal distribution") {
  for (const int sigma : {1, 2, 17, 100}) {
    constexpr std::size_t kN = 2'000'000;
    std::vector<std::uint32_t> random(kN);
    RandomStream(3, Stream::noise, 0, 0, static_cast<std::uint32_t>(sigma)).fill(random);
    std::vector<std::uint8_t> bytes(kN);
    GaussianBytes(sigma).fill(random, bytes.data());
    std::array<double, 256> observed{};
    for (const std::uint8_t byte : bytes) ++observed[byte];
    const auto below = [sigma](double x) { return 0.5 * std::erfc((128.0 - x) / (sigma * std::sqrt(2.0))); };
    double chi_square = 0.0;
    int degrees = -1;
    double rare = 0.0;  // bytes expected fewer than ten times, together
    double rare_observed = 0.0;
    for (int byte = 0; byte < 256; ++byte) {
      const double share = (byte == 255 ? 1.0 : below(byte + 0.5)) - (byte == 0 ? 0.0 : below(byte - 0.5));
      const double expected = share * kN;
      const double seen = observed[static_cast<std::size_t>(byte)];
      if (expected < 10) {
        rare += expected;
        rare_observed += seen;
        continue;
      }
      chi_square += (seen - expected) * (seen - expected) / expected;
      ++degrees;
    }
    INFO("sigma " << sigma << ": chi square " << chi_square << " of " << degrees << ", rare " << rare_observed << " of "
                  << rare);
    CHECK(chi_square < degrees + 5 * std::sqrt(2.0 * degrees) + 5);
    CHECK(std::abs(rare_observed - rare) < 6 * std::sqrt(rare + 1));
  }
}

TEST_CASE("noise images are made from seed, split and number alone") {
  DatasetStudy study(
      "kind = \"gaussian\"\nname = \"noise\"\nclasses = 4\nside_px = 50\ntrain_per_class = 5\ntest_per_class = 3\n");
  const auto train = study.open(Split::train);
  const auto test = study.open(Split::test);
  CHECK(train->size() == 20);
  CHECK(test->size() == 12);
  CHECK(test->n_classes() == 4);
  CHECK(test->labels()[3] == 1);
  CHECK_FALSE(test->may_be_damaged());
  const RgbImage image = read_one(*train, 7);
  CHECK((image.width_px == 50 && image.height_px == 50));
  read_one(*train, 8);
  CHECK(read_one(*train, 7).pixels == image.pixels);
  CHECK(read_one(*train, 8).pixels != image.pixels);
  CHECK(read_one(*test, 7).pixels != image.pixels);
  // Any 32-bit number addresses its byte, so pixels can be made elsewhere, too.
  std::vector<std::uint32_t> random(50 * 50 * 3);
  RandomStream stream(1312, Stream::noise, 0, 0, 7);
  for (std::uint32_t& number : random) number = stream.next_u32();
  std::vector<std::uint8_t> bytes(random.size());
  GaussianBytes(2).fill(random, bytes.data());
  CHECK(bytes == image.pixels);
  // The numbers are part of every result.
  CHECK(std::vector<int>(image.pixels.begin(), image.pixels.begin() + 12) ==
        std::vector<int>{127, 130, 126, 131, 129, 123, 128, 130, 125, 129, 130, 131});

  const ItemSet items = study.items();
  CHECK(items.extra_columns() == std::vector<std::string>{"sigma", "kl_to_next_class"});
  CHECK(items.extra(3, 0) == "2");
  CHECK(std::stod(items.extra(3, 1)) == Approx(0.1276873303));
  CHECK(items.extra(11, 0) == "4");
  CHECK(items.extra(11, 1).empty());

  const std::string digest = train->sha256();
  CHECK(test->sha256() != digest);
  study.set(
      "kind = \"gaussian\"\nname = \"noise\"\nclasses = 4\nside_px = 50\ntrain_per_class = 5\ntest_per_class = 3\n"
      "noise_seed = 1\n");
  CHECK(study.open(Split::train)->sha256() != digest);
  CHECK(read_one(*study.open(Split::train), 7).pixels != image.pixels);
}

namespace {

/// ImageNet's layout: two classes with two training images and one test image each.
class ClassFolders : public DatasetStudy {
 public:
  ClassFolders() : DatasetStudy("kind = \"image_folder\"\nfolder = \"images\"\ntrain = \"train\"\ntest = \"val\"\n") {
    write("images/train/n02/b.JPEG", baseline_jpeg());
    write("images/train/n02/a.JPEG", grey_jpeg());
    write("images/train/n01/c.jpg", progressive_jpeg());
    write("images/train/n01/d.JPEG", baseline_jpeg());
    write("images/train/n01/.hidden.JPEG", "not listed");
    write("images/train/n01/n01_boxes.txt", "not an image");
    write("images/val/n02/v1.JPEG", grey_jpeg());
    write("images/val/n01/v2.JPEG", baseline_jpeg());
  }
};

}  // namespace

TEST_CASE("an image folder's classes are its folders in the order of their names") {
  const ClassFolders study;
  const auto train = study.open(Split::train);
  REQUIRE(train->size() == 4);
  CHECK(train->n_classes() == 2);
  CHECK(train->class_names() == std::vector<std::string>{"n01", "n02"});
  CHECK(train->item(0).path == "train/n01/c.jpg");
  CHECK(train->item(3).path == "train/n02/b.JPEG");
  CHECK(train->item(3).label == 1);
  CHECK(train->block() == nullptr);
  CHECK(sha256_of_pixels(read_one(*train, 0)) == kJpegPixels);
  CHECK(sha256_of_pixels(read_one(*train, 2)) == kGreyJpegPixels);
  const ItemSet items = study.items();
  REQUIRE(items.size() == 2);
  CHECK(items[0].item_id == "v2");
  CHECK(items[0].category == "n01");
  CHECK(items[0].path == "val/n01/v2.JPEG");
  CHECK(items[1].label == 1);
  // Observers get the same pixels by the items' paths.
  CHECK(sha256_of_pixels(open_images(study.spec(), study.folder())->image(items[1])) == kGreyJpegPixels);
}

TEST_CASE("class folders may be given names by a file") {
  ClassFolders study;
  study.set(
      "kind = \"image_folder\"\nfolder = \"images\"\ntrain = \"train\"\ntest = \"val\"\nclass_names = \"words.txt\"\n");
  study.write("words.txt", "n03\tother\nn01 tench, Tinca tinca\r\nn02\tgoldfish");
  CHECK(study.items()[0].category == "tench, Tinca tinca");
  CHECK(study.items()[1].category == "goldfish");
  study.write("words.txt", "n01 tench\n");
  CHECK_THAT(refusal([&] { study.items(); }), Contains("does not name class \"n02\""));
  study.write("words.txt", "n01 tench\n\nn02\n");
  CHECK_THAT(refusal([&] { study.items(); }), Contains("words.txt:3"));
}

TEST_CASE("Tiny-ImageNet's layout is read: images folders, and annotations of the test images") {
  const DatasetStudy study("kind = \"image_folder\"\nfolder = \"t\"\ntrain = \"train\"\ntest = \"val\"\n");
  study.write("t/train/n01/images/n01_0.JPEG", baseline_jpeg());
  study.write("t/train/n01/n01_boxes.txt", "");
  study.write("t/train/n02/images/n02_0.JPEG", grey_jpeg());
  study.write("t/val/images/val_0.JPEG", grey_jpeg());
  study.write("t/val/images/val_1.JPEG", baseline_jpeg());
  study.write("t/val/val_annotations.txt", "val_0.JPEG\tn02\t0\t32\t44\t62\nval_1.JPEG\tn01\t52\t55\t57\t59\n");
  CHECK(study.open(Split::train)->item(1).path == "train/n02/images/n02_0.JPEG");
  const ItemSet items = study.items();
  REQUIRE(items.size() == 2);
  CHECK(items[0].item_id == "val_1");
  CHECK(items[1].path == "val/images/val_0.JPEG");
  CHECK(items[1].label == 1);
  const auto message = [&](const std::string& annotations) {
    study.write("t/val/val_annotations.txt", annotations);
    return refusal([&] { study.items(); });
  };
  CHECK_THAT(message("val_0.JPEG\tn02\n"), Contains("val_annotations.txt:1") && Contains("6 fields"));
  CHECK_THAT(message("val_0.JPEG\tn02\t0\t32\t44\t62\n../x.JPEG\tn02\t0\t32\t44\t62\n"), Contains("txt:2"));
  CHECK_THAT(message("val_0.JPEG\tn09\t0\t32\t44\t62\n"), Contains("\"n09\" has no folder"));
  CHECK_THAT(message("val_0.JPEG\tn02\t0\t32\t44\t62\nval_0.JPEG\tn01\t0\t0\t0\t0\n"), Contains("twice"));
  CHECK_THAT(message("val_7.JPEG\tn02\t0\t32\t44\t62\n"), Contains("val_7") && Contains("is not there"));
  CHECK_THAT(message(""), Contains("lists no images"));
}

TEST_CASE("images of the same name in different classes get their class into their id") {
  const DatasetStudy study("kind = \"image_folder\"\nfolder = \"i\"\ntest = \"test\"\n");
  study.write("i/test/airplane/0000.jpg", baseline_jpeg());
  study.write("i/test/bird/0000.jpg", baseline_jpeg());
  CHECK(study.items()[1].item_id == "bird_0000");
  CHECK_THAT(refusal([&] { study.open(Split::train); }), Contains("no training images") && Contains("train ="));
}

TEST_CASE("image folders that are not what they should be are refused by name") {
  const ClassFolders study;
  const auto message = [&](Split split) { return refusal([&] { study.open(split); }); };
  fs::create_directories(study.path("images/val/n07"));
  CHECK_THAT(message(Split::test), Contains("n07") && Contains("no folder of training images"));
  fs::create_directories(study.path("images/train/n07"));
  CHECK_THAT(message(Split::train), Contains("n07") && Contains("holds no JPEG or PNG images"));
  fs::remove_all(study.path("images/train/n07"));
  fs::remove_all(study.path("images/val/n07"));
  fs::create_symlink("/etc/hostname", study.path("images/train/n01/link.jpg"));
  CHECK_THAT(message(Split::train), Contains("leads outside"));
  fs::remove(study.path("images/train/n01/link.jpg"));
  study.write("images/train/n01/a+b.jpg", baseline_jpeg());
  CHECK_THAT(message(Split::train), Contains("a+b.jpg") && Contains("rename"));
  fs::remove_all(study.path("images/train"));
  CHECK_THAT(message(Split::train), Contains("is not a folder"));
  fs::create_directories(study.path("images/train"));
  CHECK_THAT(message(Split::train), Contains("holds no folders"));
  const DatasetStudy outside("kind = \"image_folder\"\nfolder = \".\"\ntest = \"../x\"\n");
  CHECK_THAT(refusal([&] { outside.spec(); }), Contains("inside [dataset] folder"));
}

TEST_CASE("without a test folder the items of items.csv are the test images") {
  const DatasetStudy study("kind = \"image_folder\"\nfolder = \"pictures\"\n");
  study.write("pictures/a.jpg", baseline_jpeg());
  study.write("pictures/b.jpg", grey_jpeg());
  study.write("items.csv", "item_id,label,category,path\nsecond,1,bird,b.jpg\nfirst,0,cat,a.jpg\n");
  const auto images = study.open(Split::test);
  REQUIRE(images->size() == 2);
  CHECK(images->item(0).item_id == "second");
  CHECK(images->class_names() == std::vector<std::string>{"cat", "bird"});
  CHECK(sha256_of_pixels(read_one(*images, 0)) == kGreyJpegPixels);
  study.write("items.csv", "item_id,label,category,path\nsecond,1,bird,../b.jpg\n");
  CHECK_THAT(refusal([&] { study.open(Split::test); }), Contains("\"second\"") && Contains(".."));
  study.write("items.csv", "item_id,label\nsecond,1\n");
  CHECK_THAT(refusal([&] { study.open(Split::test); }), Contains("has no image"));
}

TEST_CASE("a corrupt image stops a study before it begins, or is skipped when the study says so") {
  ClassFolders study;
  study.write("images/train/n01/e.JPEG", baseline_jpeg().substr(0, 300));
  study.write("images/train/n02/z.JPEG", "no image at all");
  const auto skip = [&] {
    std::size_t n_seen = 0;
    const auto images = study.open(Split::train);
    const UsableImages usable =
        usable_images(study.spec(), study.folder(), *images, Split::train, 2, [&](std::size_t done) { n_seen = done; });
    return std::pair{usable.skipped, n_seen};
  };
  const std::string message = refusal([&] { skip(); });
  CHECK_THAT(message, Contains("2 of 6 training images") && Contains("e.JPEG") && Contains("truncated") &&
                          Contains("z.JPEG") && Contains("corrupt_images"));
  study.set(
      "kind = \"image_folder\"\nfolder = \"images\"\ntrain = \"train\"\ntest = \"val\"\ncorrupt_images = \"skip\"\n");
  const auto [skipped, n_seen] = skip();
  CHECK(skipped == std::vector<std::size_t>{2, 5});
  CHECK(n_seen == 0);  // the record is used
  study.write("images/train/n02/z.JPEG", baseline_jpeg());
  const auto [skipped_now, n_seen_now] = skip();
  CHECK(skipped_now == std::vector<std::size_t>{2});
  CHECK(n_seen_now == 6);  // other images: looked at anew
  study.write("image_check_train.json",
              "{\"sha256\": \"" + study.open(Split::train)->sha256() +
                  "\", \"content_sha256\": \"\", \"damaged\": [{\"image\": 6, \"reason\": \"\"}]}");
  CHECK_THAT(refusal([&] { skip(); }), Contains("image_check_train.json") && Contains("image"));
}

TEST_CASE("an image folder is known by its images' bytes, however it was copied") {
  ClassFolders study;
  const auto identity = [&] {
    bool looked = false;
    const auto images = study.open(Split::train);
    const UsableImages usable =
        usable_images(study.spec(), study.folder(), *images, Split::train, 2, [&](std::size_t) { looked = true; });
    return std::pair{usable.sha256, looked};
  };
  const auto [first, looked_first] = identity();
  CHECK(looked_first);
  // sha256sum of each file, then of "PATH TAB DIGEST TAB LABEL" lines, by hand.
  const auto line = [](const std::string& path, const std::string& bytes, int label) {
    return path + "\t" + tricky::sha256(bytes) + "\t" + std::to_string(label) + "\n";
  };
  CHECK(first ==
        tricky::sha256(line("train/n01/c.jpg", progressive_jpeg(), 0) + line("train/n01/d.JPEG", baseline_jpeg(), 0) +
                       line("train/n02/a.JPEG", grey_jpeg(), 1) + line("train/n02/b.JPEG", baseline_jpeg(), 1)));
  CHECK(identity() == std::pair{first, false});  // nothing was written since

  const fs::path file = study.path("images/train/n01/d.JPEG");
  const auto written = fs::last_write_time(file);
  fs::last_write_time(file, written + std::chrono::seconds(5));
  CHECK(identity() == std::pair{first, true});  // looked at again: the same images

  std::string edited = baseline_jpeg();
  edited[edited.size() - 40] ^= 1;  // of the same size
  study.write("images/train/n01/d.JPEG", edited);
  const auto [second, looked_again] = identity();
  CHECK(looked_again);
  CHECK(second != first);
  study.write("images/train/n01/d.JPEG", baseline_jpeg());
  CHECK(identity().first == first);
}
