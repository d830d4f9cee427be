#include "tricky/protocols/preprocessing.h"

#include <catch2/catch.hpp>

#include "protocols/commands/file_formats.h"
#include "protocols/shipped_files.h"
#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::protocols;
using Catch::Contains;

namespace {

Preprocessing parsed(const std::string& text) { return preprocessing_from(parse_toml(text, "p.toml"), "p.toml"); }

const std::string kSound =
    "preprocessing = \"mine\"\nresize = \"short_side\"\nresize_px = 146\ncrop_px = 128\nchannels = \"bgr\"\n"
    "white = 255.0\nmean = [104.0, 117.0, 123.0]\nstd = [1.0, 2.0, 3.0]\n";

/// kSound with one line replaced.
std::string with(const std::string& line, const std::string& replacement) {
  std::string text = kSound;
  return text.replace(text.find(line), line.size(), replacement);
}

}  // namespace

TEST_CASE("a preprocessing file is read field by field") {
  const Preprocessing expected{"mine",
                               Preprocessing::Resize::short_side,
                               146,
                               128,
                               Preprocessing::Channels::bgr,
                               255.0,
                               {104.0, 117.0, 123.0},
                               {1.0, 2.0, 3.0}};
  CHECK(parsed(kSound) == expected);
  CHECK(preprocessing_from(to_value(expected), "again") == expected);
}

TEST_CASE("the four usual preprocessings ship with tricky") {
  const TemporaryFolder study;
  const Preprocessing torch = find_preprocessing("torch", study.path());
  CHECK(torch.resize_px == 256);
  CHECK(torch.crop_px == 224);
  CHECK(torch.mean == std::vector<double>{0.485, 0.456, 0.406});
  CHECK(find_preprocessing("tf", study.path()).mean == std::vector<double>{128, 128, 128});
  CHECK(find_preprocessing("caffe", study.path()).channels == Preprocessing::Channels::bgr);
  CHECK(find_preprocessing("as_is", study.path()).resize == Preprocessing::Resize::none);
  std::size_t n_shipped = 0;
  for (const ShippedFile& file : shipped_files()) n_shipped += file.path.starts_with("preprocessing/") ? 1 : 0;
  CHECK(n_shipped == 4);
}

TEST_CASE("a study's own preprocessing goes before the shipped one, and a file before both") {
  const TemporaryFolder study;
  write_file(study / "preprocessing/torch.toml", kSound);
  CHECK(find_preprocessing("torch", study.path()).name == "mine");
  write_file(study / "torch.toml", with("preprocessing = \"mine\"", "preprocessing = \"file\""));
  CHECK(find_preprocessing((study / "torch.toml").string(), study.path()).name == "file");
  CHECK_THROWS_WITH(find_preprocessing("caffee", study.path()), Contains("did you mean \"caffe\"?"));
  CHECK_THROWS_WITH(find_preprocessing("imagenet", study.path()), Contains("as_is, caffe, tf, torch"));
  CHECK_THROWS_WITH(find_preprocessing("../torch", study.path()), Contains("there is no \"../torch\""));
  CHECK_THROWS_WITH(find_preprocessing("missing.toml", study.path()), Contains("no such file"));
}

TEST_CASE("every fault of a preprocessing file names its line") {
  const auto fault = [](const std::string& line, const std::string& replacement, const std::string& message) {
    INFO(replacement);
    CHECK_THROWS_WITH(parsed(with(line, replacement)), Contains(message));
  };
  fault("resize_px = 146", "resize_px = 146\nresise = 1", "p.toml:4: \"resise\"");
  fault("resize = \"short_side\"", "resize = \"shortside\"", "did you mean \"short_side\"?");
  fault("resize_px = 146", "resize_px = 0", "p.toml:3");
  fault("resize_px = 146", "resize_px = 100000", "8192");
  fault("resize = \"short_side\"", "resize = \"none\"", "resize_px = 0");
  fault("crop_px = 128", "crop_px = 147", "p.toml:4: crop_px: expected at most resize_px, 146, got 147");
  fault("channels = \"bgr\"", "channels = \"grb\"", "p.toml:5");
  fault("white = 255.0", "white = 0.0", "p.toml:6");
  fault("mean = [104.0, 117.0, 123.0]", "mean = [104.0, 117.0]", "three numbers, one a channel, got 2");
  fault("std = [1.0, 2.0, 3.0]", "std = [1.0, 0.0, 3.0]", "p.toml:8");
  fault("std = [1.0, 2.0, 3.0]", "", "\"std\"");
  fault("preprocessing = \"mine\"", "preprocessing = \"../mine\"", "p.toml:1");
}

TEST_CASE("check recognises a preprocessing file") {
  const TemporaryFolder folder;
  write_file(folder / "mine.toml", kSound);
  CHECK(check_file(folder / "mine.toml").format == "preprocessing");
  write_file(folder / "mine.toml", with("crop_px = 128", "crop_px = -1"));
  CHECK_THROWS_AS(check_file(folder / "mine.toml"), InputError);
}

TEST_CASE("a damaged preprocessing file is refused, never worse") {
  RandomStream random(1, Stream::noise);
  std::size_t n_refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = kSound;
    const std::uint64_t n_faults = 1 + random.below(4);
    for (std::uint64_t i = 0; i < n_faults; ++i) {
      const std::size_t at = random.below(text.size());
      switch (random.below(3)) {
        case 0: text[at] = static_cast<char>(random.below(256)); break;
        case 1: text.erase(at, 1 + random.below(8)); break;
        default: text.insert(at, text.substr(random.below(text.size()), random.below(12)));
      }
    }
    try {
      parsed(text);
    } catch (const InputError&) {
      ++n_refused;
    }
  }
  CHECK(n_refused > 2000);
}
