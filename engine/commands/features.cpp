#include "commands/features.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

#include "commands/described_features.h"
#include "layer_features.h"
#include "stop_signals.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

void list_layers(AskedNetwork& asked) {
  ItemBatches batches = asked.batches();
  const std::vector<Layer> layers = layers_of(*asked.network, batches);
  std::size_t widest = std::string("layer").size();
  for (const Layer& layer : layers) widest = std::max(widest, layer.name.size());
  std::printf("%-*s  %-24s  %s\n", static_cast<int>(widest), "layer", "operation", "values for one image");
  for (const Layer& layer : layers) {
    std::vector<std::string> extents;
    for (const std::int64_t extent : layer.shape) extents.push_back(std::to_string(extent));
    std::printf("%-*s  %-24s  %s\n", static_cast<int>(widest), layer.name.c_str(), layer.operation.c_str(),
                join(extents, " x ").c_str());
  }
}

}  // namespace

void run_features(const Invocation& invocation) {
  const auto line = command_line(
      invocation,
      "Writes what a layer of a network gives for every item of a study: an .npy file of items x features (float32), "
      "and a .json beside it that says of which items, network and layer. tricky rsa compares such files.",
      "tricky features --weights mobilenet_v2.pt --preprocessing torch --study mystudy --layer classifier.1 --output "
      "mobilenet.npy");
  NetworkChoice choice;
  FeaturesOrder order;
  bool list = false;
  bool replace = false;
  choice.add_to(*line);
  line->add_option("--layer", order.layer, "the layer, as --list-layers names it")->type_name("NAME");
  line->add_flag("--list-layers", list, "print the network's layers in the order it computes them, and write nothing");
  line->add_option("--output", order.output, "the file to write")->type_name("FILE.npy");
  line->add_option("--pool", order.pool,
                   "none: all values of the layer; mean: for layers of channels x height x width each channel's mean")
      ->check(CLI::IsMember({"none", "mean"}))
      ->capture_default_str()
      ->type_name("HOW");
  line->add_flag("--replace", replace, "write over a file that is there");
  parse_command_line(*line, invocation);

  if (!list) {
    if (order.layer.empty()) throw InputError("--layer: name the layer; --list-layers prints them all");
    if (order.output.extension() != ".npy") throw InputError("--output: expected the name of a file that ends in .npy");
    if (fs::exists(order.output) && !replace) {
      throw InputError({order.output, 0, ""}, "is there already; choose another --output, or add --replace");
    }
  }
  AskedNetwork asked = open_choice(choice);
  if (list) {
    list_layers(asked);
    return;
  }
  const StopSignals signals;
  const std::size_t n_features = write_described_features(asked, order, provenance_of(invocation, asked.inputs),
                                                          [&] { return signals.requested(); });
  std::printf("%s: %s items x %s features\n", order.output.c_str(),
              with_thousands(static_cast<std::int64_t>(asked.items.size())).c_str(),
              with_thousands(static_cast<std::int64_t>(n_features)).c_str());
}

}  // namespace tricky::engine
