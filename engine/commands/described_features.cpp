#include "commands/described_features.h"

#include "layer_features.h"
#include "tricky/data/digest.h"
#include "tricky/data/files.h"
#include "tricky/data/progress.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

fs::path description_of(const FeaturesOrder& order) { return fs::path(order.output).replace_extension(".json"); }

}  // namespace

std::size_t write_described_features(AskedNetwork& asked, const FeaturesOrder& order, const Provenance& provenance,
                                     const std::function<bool()>& stop) {
  ItemBatches batches = asked.batches();
  std::size_t n_features = 0;
  {
    Progress progress(asked.name + " " + order.layer, asked.items.size());
    n_features = write_features(
        *asked.network, batches, asked.items.size(), order.layer, order.pool == "mean" ? Pooling::mean : Pooling::none,
        order.output, [&](std::size_t n_done) { progress.update(n_done); }, stop);
  }
  Value content;
  content["features"] = order.output.filename().string();
  content["npy_sha256"] = sha256_of_file(order.output);
  content["layer"] = order.layer;
  content["pool"] = order.pool;
  content["n_features"] = n_features;
  content["n_items"] = asked.items.size();
  content["item_set_digest"] = asked.items.digest();
  content["details"] = asked.details;
  content["skipped_items"] = Value(batches.skipped());
  content["provenance"] = to_value(provenance);
  write_file(description_of(order), to_json(content, JsonLayout::indented));
  return n_features;
}

bool is_written(const FeaturesOrder& order, const std::string& item_set_digest, const std::string& weights_sha256) {
  if (!fs::exists(order.output) || !fs::exists(description_of(order))) return false;
  const Value content = read_json(description_of(order));
  const auto says = [](const Value* value, const std::string& text) {
    return value != nullptr && value->if_text() != nullptr && *value->if_text() == text;
  };
  const Value* details = content.find("details");
  const Value* weights = details == nullptr ? nullptr : details->find("weights");
  return says(content.find("layer"), order.layer) && says(content.find("pool"), order.pool) &&
         says(content.find("item_set_digest"), item_set_digest) &&
         says(weights == nullptr ? nullptr : weights->find("sha256"), weights_sha256);
}

}  // namespace tricky::engine
