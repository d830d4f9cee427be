#include "layer_features.h"

#include <limits>
#include <optional>

#include "respond.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/npy.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace {

/// An n x d array that grows row by row.
class RowFile {
 public:
  RowFile(const std::filesystem::path& file, std::size_t n_rows, std::size_t n_columns)
      : file_(file), n_rows_(n_rows), missing_(n_columns, std::numeric_limits<float>::quiet_NaN()) {
    file_.write(npy_header<float>({n_rows, n_columns}));
  }

  std::size_t n_columns() const { return missing_.size(); }
  /// Rows before `row` that were not written are missing.
  void write(std::size_t row, std::span<const float> values) {
    TRICKY_ASSERT(row >= n_written_ && values.size() == n_columns());
    fill_up_to(row);
    append(values);
  }
  void finish() {
    fill_up_to(n_rows_);
    file_.finish();
  }

 private:
  void fill_up_to(std::size_t row) {
    while (n_written_ < row) append(missing_);
  }
  void append(std::span<const float> values) {
    file_.write({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
    ++n_written_;
  }

  NewFile file_;
  std::size_t n_rows_;
  std::vector<float> missing_;
  std::size_t n_written_ = 0;
};

[[noreturn]] void fail_unknown_layer(const std::string& layer, const std::vector<Layer>& layers) {
  std::vector<std::string> names;
  for (const Layer& each : layers) names.push_back(each.name);
  const auto nearest = nearest_name(layer, names);
  throw InputError("--layer: the network has no layer " + in_quotes(layer) +
                   (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; --list-layers prints them all"));
}

/// One row an image, on the CPU.
torch::Tensor rows_of(const torch::Tensor& activations, const std::string& layer, std::size_t n_images,
                      Pooling pooling) {
  torch::Tensor rows = activations;
  if (rows.dim() == 0 || rows.size(0) != static_cast<std::int64_t>(n_images)) {
    throw InputError("--layer: " + in_quotes(layer) + " gives " + shape_text(rows) + " values for " +
                     std::to_string(n_images) + " images, not one piece an image; choose another layer");
  }
  if (pooling == Pooling::mean && rows.dim() != 2) {
    if (rows.dim() != 4) {
      throw InputError("--pool mean: " + in_quotes(layer) + " gives " + shape_text(rows) +
                       " values; expected images x channels x height x width (leave --pool out)");
    }
    rows = rows.to(torch::kFloat32).mean({2, 3});
  }
  return rows.to(torch::kCPU, torch::kFloat32).contiguous().view({static_cast<std::int64_t>(n_images), -1});
}

}  // namespace

std::vector<Layer> layers_of(AnsweringNetwork& network, ItemBatches& batches) {
  ItemBatches::Batch batch;
  while (batches.next(batch)) {
    if (batch.items.empty()) continue;
    LayerTap tap(network.tensors(), "");
    network.outputs(as_tensor(batch).slice(0, 0, 1), &tap);
    return tap.layers();
  }
  throw InputError("none of the items has an image that can be read");
}

std::size_t write_features(AnsweringNetwork& network, ItemBatches& batches, std::size_t n_items,
                           const std::string& layer, Pooling pooling, const std::filesystem::path& file,
                           const std::function<void(std::size_t n_done)>& on_batch, const std::function<bool()>& stop) {
  LayerTap tap(network.tensors(), layer);
  std::optional<RowFile> rows;
  ItemBatches::Batch batch;
  while (batches.next(batch)) {
    if (stop()) throw Interrupted("stopped; nothing was written, and the same command begins anew");
    if (!batch.items.empty()) {
      network.outputs(as_tensor(batch), &tap);
      if (!tap.kept()) fail_unknown_layer(layer, tap.layers());
      const torch::Tensor values = rows_of(*tap.kept(), layer, batch.items.size(), pooling);
      if (!rows) rows.emplace(file, n_items, static_cast<std::size_t>(values.size(1)));
      const float* row = values.data_ptr<float>();
      for (const std::size_t item : batch.items) {
        rows->write(item, {row, rows->n_columns()});
        row += rows->n_columns();
      }
    }
    on_batch(batches.n_done());
  }
  if (!rows) throw InputError("none of the items has an image that can be read");
  rows->finish();
  return rows->n_columns();
}

}  // namespace tricky::engine
