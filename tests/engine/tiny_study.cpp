#include "tiny_study.h"

#include "tricky/data/csv.h"
#include "tricky/data/files.h"
#include "tricky/data/random.h"
#include "tricky/data/text.h"

namespace fs = std::filesystem;
using namespace tricky;

namespace {

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(value >> shift & 0xFFU);
  return bytes;
}

}  // namespace

void write_idx(const fs::path& images, const fs::path& labels, std::uint32_t n, std::uint32_t side,
               std::uint32_t seed) {
  RandomStream random(seed, Stream::noise);
  std::string pixels = big_endian(0x803) + big_endian(n) + big_endian(side) + big_endian(side);
  std::string classes = big_endian(0x801) + big_endian(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    const auto label = static_cast<int>(random.below(3));
    classes += static_cast<char>(label);
    for (std::uint32_t pixel = 0; pixel < side * side; ++pixel) {
      pixels += static_cast<char>(60 * label + static_cast<int>(random.below(100)));
    }
  }
  write_file(images, pixels);
  write_file(labels, classes);
}

TinyStudy::TinyStudy(const std::string& base, const std::string& conditions) {
  write_idx(folder / "train-images", folder / "train-labels", 36, 8, 1);
  write_idx(folder / "test-images", folder / "test-labels", 20, 8, 2);
  write(base, conditions);
}

void TinyStudy::write(const std::string& base, const std::string& conditions) const {
  std::string table = base;
  for (const char* line : {"network = \"resnet18\"", "stem = \"small\"", "width = 2", "epochs = 2", "batch_size = 8",
                           "learning_rate = 0.05", "augment = [\"flip\", \"padded_crop\"]", "crop_padding = 1"}) {
    const std::string field = std::string(line).substr(0, std::string(line).find(" = ") + 3);
    if (base.find(field) == std::string::npos) table += std::string(line) + "\n";
  }
  write_file(file(),
             "name = \"tiny\"\n[dataset]\nkind = \"idx\"\nname = \"tiny\"\ntrain_images = \"train-images\"\n"
             "train_labels = \"train-labels\"\ntest_images = \"test-images\"\ntest_labels = \"test-labels\"\n"
             "[base]\n" +
                 table + "[[condition]]\nname = \"base\"\n" + conditions);
}

std::map<std::string, std::string> lasting_content(const fs::path& run_folder) {
  std::map<std::string, std::string> content;
  for (const auto& entry : fs::recursive_directory_iterator(run_folder)) {
    const std::string name = fs::relative(entry.path(), run_folder).string();
    if (!entry.is_regular_file() || name == ".lock" || name == "run.json" || name == "running.json") continue;
    content[name] = read_file(entry.path());
  }
  if (content.contains("metrics.csv")) {
    std::string kept;
    for (const std::string& line : split(content["metrics.csv"], '\n')) {
      std::vector<std::string> fields = split(line, ',');
      if (fields.size() == 7) fields.resize(5);
      kept += join(fields, ",") + "\n";
    }
    content["metrics.csv"] = kept;
  }
  return content;
}
