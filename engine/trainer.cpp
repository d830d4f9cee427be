#include "trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>

#include "data_order.h"
#include "model.h"

namespace tricky::engine {

namespace {

using Clock = std::chrono::steady_clock;

/// Test images at a time. Fixed, since the last bits of a logit may depend on it.
constexpr std::size_t kEvaluationBatch = 250;

torch::optim::SGDOptions options_of(const protocols::Hyperparameters& hyperparameters) {
  return torch::optim::SGDOptions(hyperparameters.learning_rate)
      .momentum(hyperparameters.momentum)
      .nesterov(hyperparameters.nesterov)
      .weight_decay(hyperparameters.weight_decay);
}

std::shared_ptr<Network> model_on(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes,
                                  torch::Device device) {
  std::shared_ptr<Network> network = make_model(hyperparameters, n_classes);
  network->to(device);
  return network;
}

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

}  // namespace

Trainer::Trainer(const protocols::Hyperparameters& hyperparameters, const TrainingData& data, torch::Device device)
    : hyperparameters_(hyperparameters),
      data_(data),
      device_(device),
      network_(model_on(hyperparameters, data.n_classes, device)),
      optimiser_(network_->parameters(), options_of(hyperparameters)),
      images_(training_half(static_cast<std::uint32_t>(data.train.n), hyperparameters.split_seed,
                            hyperparameters.data_half)),
      train_pixels_(data.train, hyperparameters),
      test_pixels_(data.test, hyperparameters) {}

/// The batch in values_ as n x 3 x height x width, channels-last in memory.
torch::Tensor Trainer::on_device(std::size_t n) {
  const auto height = static_cast<std::int64_t>(data_.train.height_px);
  const auto width = static_cast<std::int64_t>(data_.train.width_px);
  const torch::Tensor batch =
      torch::from_blob(values_.data(), {static_cast<std::int64_t>(n), height, width, 3}, torch::kFloat32);
  return batch.permute({0, 3, 1, 2}).to(device_);
}

Trainer::EpochResult Trainer::train_epoch(int epoch, const OnUpdate& on_update, const std::function<bool()>& stop) {
  const Clock::time_point begin = Clock::now();
  const double learning_rate = protocols::learning_rate_at(hyperparameters_, epoch);
  for (auto& group : optimiser_.param_groups()) group.options().set_lr(learning_rate);
  network_->train();

  const std::vector<std::uint32_t> order = order_of_epoch(images_, hyperparameters_.order_seed, epoch);
  const std::vector<Update> updates = updates_of_epoch(
      order.size(), static_cast<std::size_t>(hyperparameters_.batch_size), hyperparameters_.split_batches);
  double loss_sum = 0.0;
  std::size_t n_right = 0;
  std::size_t n_done = 0;
  std::vector<std::int64_t> labels;
  EpochResult result;
  for (std::size_t i = 0; i < updates.size(); ++i) {
    if (stop()) throw StopRequested{};
    const auto images = std::span(order).subspan(updates[i].begin, updates[i].size);
    values_.resize(train_pixels_.n_values(images.size()));
    train_pixels_.for_training(images, epoch, values_.data());
    labels.clear();
    for (const std::uint32_t image : images) labels.push_back(data_.train.labels[image]);
    const torch::Tensor expected =
        torch::from_blob(labels.data(), {static_cast<std::int64_t>(labels.size())}, torch::kInt64).to(device_);

    // Gradients are dropped, not zeroed, so that the first update after a resume adds up the same terms as any other.
    for (torch::Tensor& parameter : optimiser_.param_groups()[0].params()) parameter.mutable_grad() = torch::Tensor();
    const torch::Tensor logits = network_->forward(on_device(images.size()));
    torch::Tensor loss = torch::cross_entropy_loss(logits, expected);
    loss.backward();
    optimiser_.step();

    const double loss_value = loss.item<double>();
    if (!std::isfinite(loss_value)) throw NotANumber{i};
    loss_sum += loss_value * static_cast<double>(images.size());
    n_right += static_cast<std::size_t>(logits.detach().argmax(1).eq(expected).sum().item<std::int64_t>());
    n_done += images.size();
    result = {loss_sum / static_cast<double>(n_done), static_cast<double>(n_right) / static_cast<double>(n_done),
              seconds_since(begin)};
    on_update(n_done, result);
  }
  return result;
}

std::vector<std::uint16_t> Trainer::respond(const std::function<bool()>& stop) {
  const torch::NoGradGuard no_gradient;
  network_->eval();
  std::vector<std::uint16_t> responses;
  responses.reserve(data_.test.n);
  for (std::size_t begin = 0; begin < data_.test.n; begin += kEvaluationBatch) {
    if (stop()) throw StopRequested{};
    const std::size_t n = std::min(kEvaluationBatch, data_.test.n - begin);
    values_.resize(test_pixels_.n_values(n));
    test_pixels_.for_evaluation(begin, n, values_.data());
    const torch::Tensor logits = network_->forward(on_device(n)).to(torch::kCPU).contiguous();
    const float* row = logits.data_ptr<float>();
    for (std::size_t i = 0; i < n; ++i, row += data_.n_classes) {
      if (std::any_of(row, row + data_.n_classes, [](float logit) { return std::isnan(logit); })) throw NotANumber{0};
      responses.push_back(static_cast<std::uint16_t>(std::max_element(row, row + data_.n_classes) - row));
    }
  }
  return responses;
}

}  // namespace tricky::engine
