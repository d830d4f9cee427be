#include "engine/colour_study.h"

#include <catch2/catch.hpp>

#include "tricky/data/decisions.h"
#include "tricky/data/files.h"
#include "tricky/engine/commands.h"
#include "tricky/stimuli/image_file.h"

using namespace tricky;

ColourStudy::ColourStudy() {
  struct Colour {
    const char* name;
    int label;
    std::uint8_t rgb[3];
  };
  const Colour colours[] = {{"red", 0, {200, 10, 20}},
                            {"green", 1, {30, 210, 40}},
                            {"blue", 2, {50, 60, 220}},
                            {"dark_red", 0, {90, 10, 10}},
                            {"dark_green", 1, {20, 80, 30}}};
  std::string items = "item_id,label,category,path\n";
  for (const Colour& colour : colours) {
    stimuli::RgbImage image = stimuli::black_image(4, 4);
    for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = colour.rgb[i % 3];
    stimuli::write_png(folder / (std::string(colour.name) + ".png"), image);
    items += std::string(colour.name) + "," + std::to_string(colour.label) + ",," + colour.name + ".png\n";
  }
  write_file(folder / "items.csv", items);
  write_file(folder / "study.toml", "name = \"colours\"\n[dataset]\nkind = \"image_folder\"\n");
  write_file(folder / "plain.toml",
             "preprocessing = \"plain\"\nresize = \"none\"\nresize_px = 0\ncrop_px = 0\nchannels = \"rgb\"\n"
             "white = 255.0\nmean = [0.0, 0.0, 0.0]\nstd = [1.0, 1.0, 1.0]\n");
}

std::vector<int> ColourStudy::responses(const std::string& name) const {
  const auto values = read_responses(responses_file(folder.path() / "runs" / name, std::nullopt), 5);
  return {values.begin(), values.end()};
}

void run_engine(const std::string& command, const std::vector<std::string>& arguments) {
  for (const Command& each : engine::commands()) {
    if (each.name == command) return each.run({"tricky-engine", command, arguments});
  }
  FAIL("no command " << command);
}
