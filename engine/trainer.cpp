#include "trainer.h"

#include <algorithm>
#include <cmath>

#include "model.h"
#include "network_views.h"
#include "tricky/data/decisions.h"

namespace tricky::engine {

namespace {

/// Test images at a time. Fixed, since the last bits of a logit may depend on it.
constexpr std::size_t kEvaluationBatch = 250;

std::shared_ptr<Network> model_on(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes,
                                  torch::Device device) {
  std::shared_ptr<Network> network = make_model(hyperparameters, n_classes);
  network->to(device);
  return network;
}

Pass pass_over_test_images(const TrainingData& data) {
  Pass pass;
  for (std::uint32_t image = 0; image < data.test->size(); ++image) {
    if (!std::binary_search(data.skipped_test.begin(), data.skipped_test.end(), image)) pass.images.push_back(image);
  }
  pass.batches = updates_of_epoch(pass.images.size(), kEvaluationBatch, false);
  return pass;
}

torch::Tensor zero(torch::ScalarType type, torch::Device device) {
  return torch::zeros({}, torch::TensorOptions().dtype(type).device(device));
}

}  // namespace

Trainer::Trainer(const protocols::Hyperparameters& hyperparameters, const TrainingData& data, torch::Device device,
                 const Machine& machine)
    : hyperparameters_(hyperparameters),
      data_(data),
      device_(device),
      stream_(device),
      network_(model_on(hyperparameters, data.n_classes, device)),
      sgd_(*network_, hyperparameters),
      images_(training_images(hyperparameters, data)),
      training_feed_(make_feed(*data.train, Seen::in_training, hyperparameters, device, machine)),
      test_feed_(make_feed(*data.test, Seen::in_evaluation, hyperparameters, device, machine)),
      test_pass_(pass_over_test_images(data)),
      replay_(device),
      loss_sum_(zero(torch::kFloat64, device)),
      n_right_(zero(torch::kInt64, device)),
      n_sound_(zero(torch::kInt64, device)),
      all_sound_(zero(torch::kBool, device)) {}

void Trainer::begin_epoch(int epoch, const EpochPosition& from) {
  pass_.epoch = epoch;
  pass_.images = order_of_epoch(images_, hyperparameters_.order_seed, epoch);
  pass_.batches = updates();
  pass_.first_batch = from.n_updates;
  training_feed_->begin(pass_);
  learning_rate_ = protocols::learning_rate_at(hyperparameters_, epoch);
  n_updates_ = from.n_updates;
  loss_sum_.fill_(from.loss_sum);
  n_right_.fill_(from.n_right);
  n_sound_.fill_(static_cast<std::int64_t>(from.n_updates));
  all_sound_.fill_(true);
  network_->train();
  if (!device_labels_.defined()) {
    device_labels_ = torch::empty({static_cast<std::int64_t>(pass_.largest_batch())},
                                  torch::TensorOptions().dtype(torch::kInt64).device(device_));
  }
}

std::vector<Update> Trainer::updates() const {
  return updates_of_epoch(images_.size(), static_cast<std::size_t>(hyperparameters_.batch_size),
                          hyperparameters_.split_batches);
}

std::size_t Trainer::n_updates_per_epoch() const { return updates().size(); }

void Trainer::update() {
  const std::span<const std::uint32_t> images = pass_.images_of(n_updates_);
  const auto n = static_cast<std::int64_t>(images.size());
  network_->begin_update({hyperparameters_.dropout_seed, static_cast<std::uint32_t>(pass_.epoch), images});
  labels_.clear();
  for (const std::uint32_t image : images) labels_.push_back(data_.train->labels()[image]);
  const torch::Tensor labels = device_labels_.narrow(0, 0, n);
  labels.copy_(torch::from_blob(labels_.data(), {n}, torch::kInt64));
  const torch::Tensor pixels = training_feed_->next();
  replay_.run({n, learning_rate_}, [&] { compute_update(pixels, labels); });
  ++n_updates_;
}

/// The part that is the same in every update: it touches the same memory each time and asks nothing of the device.
void Trainer::compute_update(const torch::Tensor& pixels, const torch::Tensor& labels) {
  sgd_.drop_gradients();
  torch::Tensor logits;
  {
    const Autocast autocast(hyperparameters_.precision == "bfloat16", device_);
    logits = network_->forward(pixels).to(torch::kFloat32);
  }
  torch::Tensor loss = torch::cross_entropy_loss(logits, labels);
  loss.backward();
  sgd_.step(learning_rate_);

  const torch::NoGradGuard no_gradient;
  loss_sum_.add_(loss.to(torch::kFloat64).mul_(static_cast<double>(labels.size(0))));
  n_right_.add_(logits.argmax(1).eq(labels).sum());
  all_sound_.logical_and_(loss.isfinite());
  n_sound_.add_(all_sound_);
}

EpochPosition Trainer::position() const {
  const auto n_sound = static_cast<std::size_t>(n_sound_.item<std::int64_t>());
  if (n_sound < n_updates_) throw NotANumber{n_sound};
  return {n_updates_, loss_sum_.item<double>(), n_right_.item<std::int64_t>(), 0.0};
}

std::size_t Trainer::n_images_done() const {
  if (n_updates_ == 0) return 0;
  const Update& last = pass_.batches[n_updates_ - 1];
  return last.begin + last.size;
}

std::vector<std::uint16_t> Trainer::respond(const std::function<bool()>& stop) {
  const torch::NoGradGuard no_gradient;
  network_->eval();
  std::vector<std::uint16_t> responses(data_.test->size(), kMissingResponse);
  test_feed_->begin(test_pass_);
  for (const Update& batch : test_pass_.batches) {
    if (stop()) throw StopRequested{};
    const torch::Tensor logits = network_->forward(test_feed_->next()).to(torch::kCPU).contiguous();
    const float* row = logits.data_ptr<float>();
    for (std::size_t i = 0; i < batch.size; ++i, row += data_.n_classes) {
      if (std::any_of(row, row + data_.n_classes, [](float logit) { return std::isnan(logit); })) throw NotANumber{0};
      responses[test_pass_.images[batch.begin + i]] =
          static_cast<std::uint16_t>(std::max_element(row, row + data_.n_classes) - row);
    }
  }
  return responses;
}

}  // namespace tricky::engine
