#include "tricky/engine/network_state.h"

#include "model.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "weights.h"

namespace tricky::engine {

namespace {

NamedTensor named(const std::string& name, const torch::Tensor& tensor) {
  const torch::Tensor value = tensor.detach().to(torch::kFloat32).contiguous(at::MemoryFormat::Contiguous);
  const float* begin = value.data_ptr<float>();
  return {name, value.sizes().vec(), {begin, begin + value.numel()}};
}

std::vector<NamedTensor> named(const torch::OrderedDict<std::string, torch::Tensor>& tensors) {
  std::vector<NamedTensor> all;
  for (const auto& tensor : tensors) all.push_back(named(tensor.key(), tensor.value()));
  return all;
}

/// Network::to would make real numbers of the counters too.
void convert(Network& network, torch::ScalarType type) {
  auto tensors = network.parameters();
  for (const torch::Tensor& buffer : network.buffers()) tensors.push_back(buffer);
  for (torch::Tensor& tensor : tensors) {
    if (tensor.is_floating_point()) tensor.set_data(tensor.to(type));
  }
}

torch::Tensor tensor_of(const std::vector<float>& values, const std::vector<std::int64_t>& shape) {
  return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat32);
}

torch::Tensor tensor_of(const ImageValues& images) {
  const std::vector<std::int64_t> shape = {images.n, 3, images.height, images.width};
  TRICKY_ASSERT(images.values.size() == static_cast<std::size_t>(c10::multiply_integers(shape)));
  return tensor_of(images.values, shape).contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

struct OpenNetwork::Content {
  std::uint64_t dropout_seed = 0;
  std::shared_ptr<Network> network;
};

OpenNetwork::OpenNetwork(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes)
    : content_(
          std::make_unique<Content>(Content{hyperparameters.dropout_seed, make_model(hyperparameters, n_classes)})) {}

OpenNetwork::~OpenNetwork() = default;

std::vector<NamedTensor> OpenNetwork::parameters() const { return named(content_->network->named_parameters()); }

std::vector<NamedTensor> OpenNetwork::buffers() const { return named(content_->network->named_buffers()); }

void OpenNetwork::assign(const std::vector<NamedTensor>& state) {
  const torch::NoGradGuard no_gradient;
  auto known = content_->network->named_parameters();
  for (const auto& buffer : content_->network->named_buffers()) known.insert(buffer.key(), buffer.value());
  for (const NamedTensor& tensor : state) {
    torch::Tensor* into = known.find(tensor.name);
    if (into == nullptr) throw InputError("the network has no parameter " + in_quotes(tensor.name));
    if (into->sizes().vec() != tensor.shape)
      throw InputError(in_quotes(tensor.name) + " has another shape in this network");
    into->copy_(tensor_of(tensor.values, tensor.shape));
  }
}

void OpenNetwork::load_weights(const std::filesystem::path& file) {
  load_by_name(*content_->network, SafetensorsFile(file));
}

void OpenNetwork::write_weights(const std::filesystem::path& file) const {
  engine::write_weights(file, *content_->network);
}

std::vector<float> OpenNetwork::logits(const ImageValues& images) {
  return with_plain_errors([&] {
    const torch::NoGradGuard no_gradient;
    content_->network->eval();
    return named("logits", content_->network->forward(tensor_of(images))).values;
  });
}

OpenNetwork::TrainingPass OpenNetwork::training_pass(const ImageValues& images, const std::vector<std::int64_t>& labels,
                                                     std::uint32_t epoch,
                                                     const std::vector<std::uint32_t>& image_numbers) {
  return with_plain_errors([&] {
    Network& network = *content_->network;
    network.train();
    convert(network, torch::kFloat64);
    network.zero_grad();
    network.begin_update({content_->dropout_seed, epoch, image_numbers});
    const torch::Tensor logits = network.forward(tensor_of(images).to(torch::kFloat64));
    const torch::Tensor loss = torch::cross_entropy_loss(logits, torch::tensor(labels));
    loss.backward();
    TrainingPass pass{named("logits", logits).values, loss.item<double>(), {}};
    for (const auto& parameter : network.named_parameters()) {
      pass.gradients.push_back(named(parameter.key(), parameter.value().grad()));
    }
    convert(network, torch::kFloat32);
    return pass;
  });
}

}  // namespace tricky::engine
