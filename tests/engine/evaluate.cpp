#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "engine/colour_study.h"
#include "engine/item_batches.h"
#include "engine/output_classes.h"
#include "engine/preprocessor.h"
#include "engine/torchscript_files.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/stimuli/image_file.h"

using namespace tricky;
using namespace tricky::engine;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// Its outputs are the mean red, green and blue of an image, so it names the brightest channel.
constexpr const char* kBrightestChannel = "def forward(self, x):\n  return x.mean([2, 3])\n";

/// evaluate with the study's own preprocessing and `more`.
void evaluate(const ColourStudy& study, const std::string& weights, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"--weights", study.file(weights).string(), "--study", study.path(), "--device",
                                     "cpu"};
  if (std::find(more.begin(), more.end(), "--preprocessing") == more.end()) {
    arguments.insert(arguments.end(), {"--preprocessing", study.file("plain.toml").string()});
  }
  arguments.insert(arguments.end(), more.begin(), more.end());
  run_engine("evaluate", arguments);
}

/// What evaluating a network with this forward complains of.
std::string complaint(const ColourStudy& study, const std::string& forward, const std::vector<std::string>& more = {}) {
  write_torchscript(study.file("bad.pt"), {}, forward);
  try {
    evaluate(study, "bad.pt", more);
  } catch (const InputError& error) {
    CHECK_FALSE(fs::exists(study.file("runs")));
    return error.what();
  }
  return "no complaint";
}

ItemSet items_with_labels(const std::vector<int>& labels) {
  std::vector<Item> items;
  for (const int label : labels) {
    items.push_back({"item" + std::to_string(items.size()), static_cast<std::uint16_t>(label), "", ""});
  }
  return ItemSet(std::move(items));
}

}  // namespace

TEST_CASE("a TorchScript network's largest output is its response to each item") {
  const ColourStudy study;
  write_torchscript(study.file("brightest.ts.pt"), {}, kBrightestChannel);
  evaluate(study, "brightest.ts.pt");
  CHECK(study.responses("brightest") == std::vector<int>{0, 1, 2, 0, 1});

  const RunRecord run = read_run(study.file("runs/brightest"));
  CHECK(run.origin == RunRecord::Origin::imported);
  CHECK(run.item_set_digest == read_items(study.file("items.csv")).digest());
  const Value* weights = run.details.find("weights");
  REQUIRE(weights != nullptr);
  CHECK(weights->find("sha256")->if_text()->size() == 64);
  for (const char* field : {"preprocessing", "hardware", "batch", "classes", "provenance"}) {
    INFO(field);
    CHECK(run.details.find(field) != nullptr);
  }
  // The folder is that of any imported network.
  const ItemSet items = read_items(study.file("items.csv"));
  CHECK(load_responses(StudyFolder(study.path()), items, {}, std::nullopt).makers.size() == 1);
}

TEST_CASE("batches and threads do not change the responses") {
  const ColourStudy study;
  write_torchscript(study.file("brightest.pt"), {}, kBrightestChannel);
  for (const char* batch : {"1", "2", "5", "100"}) {
    evaluate(study, "brightest.pt", {"--batch", batch, "--threads", "3", "--replace"});
    CHECK(study.responses("brightest") == std::vector<int>{0, 1, 2, 0, 1});
  }
}

TEST_CASE("channels come in the order the preprocessing says") {
  const ColourStudy study;
  write_torchscript(study.file("brightest.pt"), {}, kBrightestChannel);
  std::string plain = read_file(study.file("plain.toml"));
  plain.replace(plain.find("\"rgb\""), 5, "\"bgr\"");
  write_file(study.file("preprocessing/swapped.toml"), plain);
  evaluate(study, "brightest.pt", {"--preprocessing", "swapped"});
  CHECK(study.responses("brightest") == std::vector<int>{2, 1, 0, 2, 1});
}

TEST_CASE("pixels are scaled, shifted and divided as the preprocessing says") {
  const stimuli::RgbImage pixel{1, 1, {0, 51, 255}};
  const auto values = [&](const protocols::Preprocessing& preprocessing) {
    std::vector<float> three(3);
    const Preprocessor preprocessor(preprocessing);
    preprocessor.values(preprocessor.view(pixel), three.data());
    return three;
  };
  using P = protocols::Preprocessing;
  // (byte / 255 - mean) / std
  const auto torch = values({"", P::Resize::none, 0, 0, P::Channels::rgb, 1.0, {0.5, 0.1, 0.25}, {0.5, 0.2, 0.25}});
  CHECK(torch[0] == Approx(-1.0));
  CHECK(torch[1] == Approx(0.5));
  CHECK(torch[2] == Approx(3.0));
  // (byte - 128) / 128
  const auto tf = values({"", P::Resize::none, 0, 0, P::Channels::rgb, 255.0, {128, 128, 128}, {128, 128, 128}});
  CHECK(tf == std::vector<float>{-1.0F, -77.0F / 128.0F, 127.0F / 128.0F});
  // Blue first, mean in that order.
  const auto caffe = values({"", P::Resize::none, 0, 0, P::Channels::bgr, 255.0, {104, 117, 123}, {1, 1, 2}});
  CHECK(caffe == std::vector<float>{151.0F, -66.0F, -61.5F});
}

TEST_CASE("an image is resized by its short side or to a square, then the middle is cut out") {
  stimuli::RgbImage wide = stimuli::black_image(8, 4);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 8; ++x) wide.row(y)[3 * x] = static_cast<std::uint8_t>(10 * x + y);
  }
  using P = protocols::Preprocessing;
  const auto view = [&](P::Resize resize, int resize_px, int crop_px) {
    return Preprocessor({"", resize, resize_px, crop_px, P::Channels::rgb, 1.0, {0, 0, 0}, {1, 1, 1}}).view(wide);
  };
  const auto cropped = view(P::Resize::none, 0, 2);
  CHECK(cropped.width_px == 2);
  CHECK(cropped.height_px == 2);
  // The middle 2 x 2 of 8 x 4 begins at column 3, row 1.
  CHECK(cropped.pixels == std::vector<std::uint8_t>{31, 0, 0, 41, 0, 0, 32, 0, 0, 42, 0, 0});
  const auto short_side = view(P::Resize::short_side, 2, 0);
  CHECK(short_side.width_px == 4);
  CHECK(short_side.height_px == 2);
  const auto square = view(P::Resize::square, 3, 0);
  CHECK(square.width_px == 3);
  CHECK(square.height_px == 3);
  CHECK(view(P::Resize::none, 0, 0).pixels == wide.pixels);
  CHECK_THROWS_WITH(view(P::Resize::none, 0, 5), Contains("8 x 4 pixels, smaller than the crop_px = 5"));
}

TEST_CASE("a background class is left out, other orders of classes are mapped") {
  const ColourStudy study;
  // Output 0 is always the largest; red, green and blue follow.
  write_torchscript(study.file("background.pt"), {},
                    "def forward(self, x):\n  y = x.mean([2, 3])\n  return torch.cat([y[:, :1] * 0 + 1000, y], 1)\n");
  CHECK_THROWS_WITH(evaluate(study, "background.pt"),
                    Contains("has 4 outputs, the items 3 classes") && Contains("--class-offset 1"));
  CHECK_FALSE(fs::exists(study.file("runs")));
  evaluate(study, "background.pt", {"--class-offset", "1"});
  CHECK(study.responses("background") == std::vector<int>{0, 1, 2, 0, 1});

  write_torchscript(study.file("other_order.pt"), {}, "def forward(self, x):\n  return x.mean([2, 3]).flip([1])\n");
  evaluate(study, "other_order.pt");
  CHECK(study.responses("other_order") == std::vector<int>{2, 1, 0, 2, 1});
  write_file(study.file("order.csv"), "output,label\n0,2\n1,1\n2,0\n");
  evaluate(study, "other_order.pt", {"--classes", study.file("order.csv").string(), "--replace"});
  CHECK(study.responses("other_order") == std::vector<int>{0, 1, 2, 0, 1});
}

TEST_CASE("outputs and classes that do not fit are refused with what bridges them") {
  const OutputClasses in_order;
  const ItemSet ten = items_with_labels({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  const ItemSet some_of_imagenet = items_with_labels({3, 998});
  CHECK(in_order.labels_of(10, ten, 0).back() == 9);
  CHECK_THROWS_WITH(in_order.labels_of(1000, ten, 0), Contains("1,000 outputs, the items 10 classes") &&
                                                          Contains("--classes") && Contains("--class-offset 0"));
  CHECK(OutputClasses::after(0).labels_of(1000, ten, 0).back() == 999);
  CHECK_THROWS_WITH(in_order.labels_of(8, ten, 0), Contains("8 outputs"));
  // Items of a few classes do not tell how many there are.
  CHECK(in_order.labels_of(1000, some_of_imagenet, 0).back() == 999);
  CHECK_THROWS_WITH(in_order.labels_of(1001, some_of_imagenet, 0), Contains("--class-offset 1"));
  CHECK(OutputClasses::after(1).labels_of(1001, some_of_imagenet, 0)[0] == kMissingResponse);
  CHECK(OutputClasses::after(1).labels_of(1001, some_of_imagenet, 0)[1000] == 999);
  CHECK_THROWS_WITH(in_order.labels_of(998, some_of_imagenet, 0), Contains("label 998 (item \"item1\")"));
  // The study's own list of classes goes before what the items' labels suggest.
  CHECK_THROWS_WITH(in_order.labels_of(1000, some_of_imagenet, 999), Contains("999 classes"));
  CHECK_THROWS_WITH(in_order.labels_of(70000, ten, 70000), Contains("65534"));

  const TemporaryFolder folder;
  const auto from = [&](const std::string& text) {
    write_file(folder / "map.csv", text);
    return OutputClasses::from_csv(folder / "map.csv");
  };
  CHECK(from("output,label\n2,1\n0,0\n").labels_of(3, items_with_labels({0, 1}), 0) ==
        std::vector<std::uint16_t>{0, kMissingResponse, 1});
  CHECK_THROWS_WITH(from("output,label\n3,1\n0,0\n").labels_of(3, items_with_labels({0, 1}), 0),
                    Contains("names output 3") && Contains("3 outputs"));
  CHECK_THROWS_WITH(from("output,label\n0,0\n").labels_of(3, items_with_labels({0, 1}), 0), Contains("label 1"));
  CHECK_THROWS_WITH(from("output,label\n0,0\n0,1\n"), Contains("map.csv:3") && Contains("twice"));
  CHECK_THROWS_WITH(from("output,label\n0,65535\n"), Contains("map.csv:2"));
  CHECK_THROWS_WITH(from("output,label\n"), Contains("lists no outputs"));
}

TEST_CASE("networks that do not answer as they should are refused by what they gave") {
  const ColourStudy study;
  CHECK_THAT(complaint(study, "def forward(self, x):\n  return x\n"),
             Contains("gives 5 x 3 x 4 x 4 values for images of 5 x 3 x 4 x 4; expected images x classes"));
  CHECK_THAT(complaint(study, "def forward(self, x):\n  return x.mean([2, 3])[:2]\n"), Contains("gives 2 x 3 values"));
  CHECK_THAT(complaint(study, "def forward(self, x):\n  return x.mean()\n"), Contains("gives 1 values"));
  CHECK_THAT(complaint(study, "def forward(self, x):\n  return x, x\n"), Contains("gives a Tuple"));
  CHECK_THAT(complaint(study, "def forward(self, x):\n  return x.view([1, 7])\n"),
             Contains("bad.pt: cannot take images of 5 x 3 x 4 x 4") && Contains("invalid for input"));
  CHECK_THAT(complaint(study, "def forward(self, x):\n  assert x.size(0) == 0, \"no\" + chr(27)\n  return x\n"),
             Contains("cannot take images") && !Contains("\x1b"));
  CHECK_THAT(complaint(study, "def other(self, x):\n  return x\n"), Contains("no method forward"));
  CHECK_THAT(complaint(study, "def forward(self, x):\n  y = x.mean([2, 3])\n  y[2, 1] = float('nan')\n  return y\n"),
             Contains("output 1 of the network is not a number for item \"blue\""));
  // Infinity is a number that compares; it stands.
  CHECK(complaint(study, "def forward(self, x):\n  return x.mean([2, 3]) / 0\n") == "no complaint");
}

TEST_CASE("files that are no TorchScript are refused with how to make one") {
  const ColourStudy study;
  const auto fault = [&](const std::string& bytes) {
    write_file(study.file("weights.pt"), bytes);
    CHECK_THROWS_WITH(evaluate(study, "weights.pt"),
                      Contains("weights.pt: is not a TorchScript file") && Contains("torch.jit.trace"));
  };
  fault("");
  fault("not weights");
  std::string zip_in_name = "PK\3\4";
  zip_in_name.resize(1000);
  fault(zip_in_name);
  write_torchscript(study.file("whole.pt"), {}, kBrightestChannel);
  const std::string whole = read_file(study.file("whole.pt"));
  for (const std::size_t part : {10, 4, 2}) fault(whole.substr(0, whole.size() - whole.size() / part));
  write_tensor_file(study.file("tensor.pt"));
  CHECK_THROWS_WITH(evaluate(study, "tensor.pt"), Contains("is not a TorchScript file"));
  CHECK_THROWS_WITH(evaluate(study, "missing.pt"), Contains("there is no such file"));
  CHECK_FALSE(fs::exists(study.file("runs")));
}

TEST_CASE("images that are damaged or of several sizes stop the evaluation by name, and nothing is written") {
  const ColourStudy study;
  write_torchscript(study.file("brightest.pt"), {}, kBrightestChannel);
  const std::string blue = read_file(study.file("blue.png"));
  write_file(study.file("blue.png"), blue.substr(0, blue.size() / 2));
  CHECK_THROWS_WITH(evaluate(study, "brightest.pt"), Contains("blue.png"));
  fs::remove(study.file("blue.png"));
  CHECK_THROWS_WITH(evaluate(study, "brightest.pt"), Contains("blue.png") && Contains("item \"blue\""));
  write_file(study.file("blue.png"), blue);
  stimuli::write_png(study.file("green.png"), stimuli::black_image(5, 4));
  CHECK_THROWS_WITH(evaluate(study, "brightest.pt"),
                    Contains("item \"green\" is 5 x 4 pixels after preprocessing, those before it 4 x 4"));
  write_file(study.file("plain.toml"),
             "preprocessing = \"plain\"\nresize = \"none\"\ncrop_px = 9\nchannels = \"rgb\"\nwhite = 255.0\n"
             "mean = [0.0, 0.0, 0.0]\nstd = [1.0, 1.0, 1.0]\n");
  CHECK_THROWS_WITH(evaluate(study, "brightest.pt"), Contains("item \"red\"") && Contains("crop_px = 9"));
  CHECK_FALSE(fs::exists(study.file("runs")));
}

TEST_CASE("damaged images are missing in the responses where the study says so") {
  const ColourStudy study;
  write_torchscript(study.file("brightest.pt"), {}, kBrightestChannel);
  write_file(study.file("study.toml"),
             "name = \"colours\"\n[dataset]\nkind = \"image_folder\"\ncorrupt_images = \"skip\"\n");
  for (const char* name : {"red.png", "dark_red.png"}) {
    const std::string whole = read_file(study.file(name));
    write_file(study.file(name), whole.substr(0, whole.size() / 2));
  }
  evaluate(study, "brightest.pt", {"--batch", "1"});
  CHECK(study.responses("brightest") == std::vector<int>{kMissingResponse, 1, 2, kMissingResponse, 1});
  const RunRecord run = read_run(study.file("runs/brightest"));
  CHECK(to_json(*run.details.find("skipped_items"), JsonLayout::one_line) == "[\"red\",\"dark_red\"]");
}

TEST_CASE("what is there is replaced only when asked, and a trained network never") {
  const ColourStudy study;
  write_torchscript(study.file("brightest.pt"), {}, kBrightestChannel);
  evaluate(study, "brightest.pt");
  CHECK_THROWS_WITH(evaluate(study, "brightest.pt"), Contains("--replace"));
  CHECK_NOTHROW(evaluate(study, "brightest.pt", {"--replace"}));
  RunRecord trained = read_run(study.file("runs/brightest"));
  trained.origin = RunRecord::Origin::trained;
  write_run(study.file("runs/brightest"), trained);
  CHECK_THROWS_WITH(evaluate(study, "brightest.pt", {"--replace"}), Contains("tricky trained"));
  CHECK_THROWS_WITH(evaluate(study, "brightest.pt", {"--name", "../x"}), Contains("--name"));
  CHECK_THROWS_WITH(evaluate(study, "brightest.pt", {"--name", "n", "--preprocessing", "troch"}),
                    Contains("did you mean \"torch\"?"));
}

namespace {

/// True once the process has become this program (Catch2 handles SIGTERM too) and would handle SIGTERM itself: from
/// then on it stops in order.
bool handles_sigterm(pid_t process, const fs::path& program) {
  std::error_code error;
  if (fs::read_symlink("/proc/" + std::to_string(process) + "/exe", error) != fs::canonical(program)) return false;
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigCgt:")) return (std::stoull(line.substr(7), nullptr, 16) >> (SIGTERM - 1) & 1U) != 0;
  }
  return false;
}

}  // namespace

TEST_CASE("an evaluation that is asked to stop exits with 75 and leaves nothing") {
  const char* bin = std::getenv("TRICKY_BIN");
  if (bin == nullptr || !fs::exists(fs::path(bin) / "tricky-engine")) {
    WARN("skipped: TRICKY_BIN does not name the folder of tricky-engine");
    return;
  }
  const ColourStudy study;
  // Minutes of work, were it not stopped: each image takes some milliseconds.
  write_torchscript(study.file("slow.pt"), {},
                    "def forward(self, x):\n  y = torch.ones([300, 300])\n  for i in range(3):\n"
                    "    y = torch.matmul(y, y) / 300\n  return x.mean([2, 3]) + y[0, 0] - 1\n");
  std::string items = "item_id,label,path\n";
  for (int i = 0; i < 20'000; ++i) items += "item" + std::to_string(i) + ",0,red.png\n";
  write_file(study.file("items.csv"), items);
  write_file(study.file("classes.csv"), "output,label\n0,0\n");
  const std::string program = (fs::path(bin) / "tricky-engine").string();
  const std::string weights = study.file("slow.pt").string();
  const std::string preprocessing = study.file("plain.toml").string();
  const std::string folder = study.path();

  const pid_t process = ::fork();
  if (process == 0) {
    ::execl(program.c_str(), program.c_str(), "evaluate", "--weights", weights.c_str(), "--study", folder.c_str(),
            "--preprocessing", preprocessing.c_str(), "--classes", (folder + "/classes.csv").c_str(), "--batch", "1",
            "--device", "cpu", "--threads", "1", nullptr);
    ::_exit(99);
  }
  REQUIRE(process > 0);
  const auto begin = std::chrono::steady_clock::now();
  while (!handles_sigterm(process, program) && std::chrono::steady_clock::now() - begin < std::chrono::seconds(60)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ::kill(process, SIGTERM);
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 75);
  CHECK_FALSE(fs::exists(study.file("runs")));
}
