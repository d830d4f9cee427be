#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "engine/colour_study.h"
#include "tricky/data/csv.h"
#include "tricky/data/files.h"
#include "tricky/protocols/preprocessing.h"

using namespace tricky;
namespace fs = std::filesystem;

namespace {

/// Where the reference data lie; empty, with the reason printed, when this cannot be compared here.
fs::path reference() {
  const char* folder = std::getenv("TRICKY_REFERENCE");
  if (folder == nullptr || !fs::exists(folder)) {
    std::cout << "skipped: TRICKY_REFERENCE does not name the folder of reference data\n";
    return {};
  }
  if (std::system("/usr/bin/python3 -c 'import numpy, PIL, torch' 2>/dev/null") != 0) {
    std::cout << "skipped: /usr/bin/python3 with NumPy, PIL and PyTorch is not installed\n";
    return {};
  }
  return folder;
}

bool peer_agrees(const std::string& arguments) {
  const char* source = std::getenv("TRICKY_SOURCE");
  REQUIRE(source != nullptr);
  return std::system(
             ("/usr/bin/python3 " + std::string(source) + "/tests/engine/peer_evaluation.py " + arguments).c_str()) ==
         0;
}

/// The shipped preprocessing of this name for another size.
void write_preprocessing(const fs::path& file, const std::string& name, int resize_px, int crop_px) {
  protocols::Preprocessing p = protocols::find_preprocessing(name, file.parent_path());
  const auto three = [](const std::vector<double>& values) { return to_json(Value(values), JsonLayout::one_line); };
  write_file(file, "preprocessing = \"" + p.name + "\"\nresize = \"short_side\"\nresize_px = " +
                       std::to_string(resize_px) + "\ncrop_px = " + std::to_string(crop_px) + "\nchannels = \"" +
                       (p.channels == protocols::Preprocessing::Channels::rgb ? "rgb" : "bgr") + "\"\nwhite = " +
                       std::to_string(p.white) + "\nmean = " + three(p.mean) + "\nstd = " + three(p.std) + "\n");
}

}  // namespace

TEST_CASE("four real networks answer 160 real images as PyTorch and Pillow have it", "[reference]") {
  const fs::path data = reference();
  if (data.empty()) return;
  const TemporaryFolder study;
  CsvWriter items({"item_id", "label", "path"}, Separator::comma);
  for (const std::string part : {"jpeg_originals", "photos_299"}) {
    CsvReader reader(data / "images" / (part + ".csv"));
    const std::size_t file = reader.column("file");
    const std::size_t label = reader.column("cid");
    while (reader.next()) {
      items.field(std::string_view(reader[file])).field(std::string_view(reader[label]));
      items.field(std::string_view(part + "/" + reader[file]));
      items.end_row();
    }
  }
  write_file(study / "items.csv", items.text());
  write_file(study / "study.toml", "name = \"photographs\"\n[dataset]\nkind = \"image_folder\"\nfolder = \"" +
                                       (data / "images").string() + "\"\n");
  struct Network {
    const char* name;
    const char* preprocessing;
    int resize_px;
    int crop_px;
  };
  for (const Network& network : {Network{"mbv1_0.25_128", "tf", 146, 128},
                                 {"mbv1_0.5_160", "tf", 182, 160},
                                 {"pt_mbv2", "torch", 256, 224},
                                 {"squeezenet1.1", "caffe", 259, 227}}) {
    INFO(network.name);
    const fs::path preprocessing = study / (std::string(network.name) + ".toml");
    write_preprocessing(preprocessing, network.preprocessing, network.resize_px, network.crop_px);
    run_engine("evaluate", {"--weights", data / "weights" / (std::string(network.name) + ".ts.pt"), "--study",
                            study.path(), "--preprocessing", preprocessing});
    CHECK(peer_agrees("responses " + study.path().string() + " " + network.name));
  }
}

TEST_CASE("ResNet-20 answers 1,000 of CIFAR-10's test images as PyTorch and Pillow have it", "[reference]") {
  const fs::path data = reference();
  if (data.empty()) return;
  const TemporaryFolder study;
  REQUIRE(std::system(("tar -xf " + (data / "cifar10/test.tar").string() + " -C " + study.path().string()).c_str()) ==
          0);
  CsvWriter items({"item_id", "label", "path"}, Separator::comma);
  int label = 0;
  for (const char* name : {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}) {
    for (int i = 0; i < 1000; i += 10) {
      char file[64];
      std::snprintf(file, sizeof file, "test/%s/%04d.jpg", name, i);
      REQUIRE(fs::exists(study / file));
      items.field(std::string_view(file)).field(label).field(std::string_view(file));
      items.end_row();
    }
    ++label;
  }
  write_file(study / "items.csv", items.text());
  write_file(study / "study.toml", "name = \"cifar\"\n[dataset]\nkind = \"image_folder\"\nfolder = \".\"\n");
  const std::string weights = data / "weights/cifar10_resnet20.ts.pt";
  run_engine("evaluate",
             {"--weights", weights, "--study", study.path(), "--preprocessing", "as_is", "--name", "resnet20"});
  CHECK(peer_agrees("responses " + study.path().string() + " resnet20"));
  // The last operation's features are the network's own outputs.
  run_engine("features", {"--weights", weights, "--study", study.path(), "--preprocessing", "as_is", "--layer",
                          "linear.1", "--output", study / "outputs.npy"});
  CHECK(peer_agrees("features " + study.path().string() + " " + (study / "outputs.npy").string()));
}
