#include "feed.h"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include "network_views.h"
#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

using stimuli::Size;

constexpr std::int64_t kChannels = 3;

/// The 256 values that the bytes of a channel become, for each of three channels.
torch::Tensor normalised_bytes(const protocols::Hyperparameters& hyperparameters) {
  torch::Tensor table = torch::empty({kChannels, 256});
  float* values = table.data_ptr<float>();
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const double share = static_cast<double>(byte) / 255.0;
      *values++ = static_cast<float>((share - hyperparameters.mean[channel]) / hyperparameters.std[channel]);
    }
  }
  return table;
}

/// Where the network's input lies: n x height x width x 3 floats on the device, seen as n x 3 x height x width.
class InputMemory {
 public:
  InputMemory(Size size, torch::Device device, bool channels_last)
      : size_(size), device_(device), channels_last_(channels_last) {}

  /// Memory of n images, the same for the same n.
  torch::Tensor of(std::int64_t n) {
    if (!memory_.defined() || memory_.size(0) < n) {
      memory_ = torch::empty({n, size_.height_px, size_.width_px, kChannels},
                             torch::TensorOptions().dtype(torch::kFloat32).device(device_));
    }
    return memory_.narrow(0, 0, n);
  }

  torch::Tensor as_input(const torch::Tensor& values) {
    const torch::Tensor input = values.permute({0, 3, 1, 2});
    if (channels_last_) return input;
    if (!planes_.defined() || planes_.size(0) < input.size(0)) {
      planes_ = torch::empty(input.sizes(), values.options());
    }
    return planes_.narrow(0, 0, input.size(0)).copy_(input);
  }

 private:
  Size size_;
  torch::Device device_;
  bool channels_last_;
  torch::Tensor memory_;
  torch::Tensor planes_;
};

/// Bytes (n x height x width x 3) to values, with what any device can do.
void normalise_on_device(const torch::Tensor& bytes, const torch::Tensor& table, const torch::Tensor& values) {
  const torch::Tensor offsets = torch::arange(0, 256 * kChannels, 256, table.options().dtype(torch::kInt32));
  torch::Tensor flat = values.view({-1});
  at::index_select_out(flat, table.view({-1}), 0, bytes.to(torch::kInt32).add_(offsets).flatten());
}

/// The same on the CPU, in one go.
void normalise_on_cpu(const torch::Tensor& bytes, const torch::Tensor& table, const torch::Tensor& values) {
  const std::int64_t n_images = bytes.size(0);
  const std::int64_t n_values = bytes.numel() / std::max<std::int64_t>(1, n_images);
  const std::uint8_t* from = bytes.data_ptr<std::uint8_t>();
  const float* red = table.data_ptr<float>();
  const float* green = red + 256;
  const float* blue = green + 256;
  float* into = values.data_ptr<float>();
  const std::int64_t images_a_thread = std::max<std::int64_t>(1, 300'000 / std::max<std::int64_t>(1, n_values));
  at::parallel_for(0, n_images, images_a_thread, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin * n_values; i < end * n_values; i += kChannels) {
      into[i] = red[from[i]];
      into[i + 1] = green[from[i + 1]];
      into[i + 2] = blue[from[i + 2]];
    }
  });
}

/// Images come as they are needed, decoded ahead on the CPU.
class HostFeed final : public Feed {
 public:
  HostFeed(const stimuli::ImageSet& images, Seen seen, const protocols::Hyperparameters& hyperparameters,
           torch::Device device, int n_threads)
      : images_(images),
        seen_(seen),
        training_(training_view(hyperparameters)),
        evaluation_(evaluation_view(hyperparameters)),
        size_(seen == Seen::in_training ? view_size(images, training_) : view_size(images, evaluation_)),
        device_(device),
        n_threads_(n_threads),
        table_(normalised_bytes(hyperparameters).to(device)),
        input_(size_, device, hyperparameters.memory_format == "channels_last") {}

  void begin(Pass pass) override {
    loader_.reset();  // its threads read the pass
    pass_ = std::move(pass);
    batch_ = pass_.first_batch;
    const std::size_t bytes_per_image = static_cast<std::size_t>(size_.height_px) * size_.width_px * kChannels;
    loader_ = std::make_unique<Loader>(
        pass_, bytes_per_image,
        [this, epoch = pass_.epoch](std::uint32_t image, stimuli::ViewBuffers& buffers, std::uint8_t* pixels) {
          if (seen_ == Seen::in_training) {
            stimuli::view_for_training(images_, image, training_, size_, epoch, buffers, pixels);
          } else {
            stimuli::view_for_evaluation(images_, image, evaluation_, size_, buffers, pixels);
          }
        },
        n_threads_);
  }

  torch::Tensor next() override {
    const auto n = static_cast<std::int64_t>(pass_.batches[batch_++].size);
    const std::span<const std::uint8_t> pixels = loader_->next();
    const torch::Tensor bytes = torch::from_blob(const_cast<std::uint8_t*>(pixels.data()),
                                                 {n, size_.height_px, size_.width_px, kChannels}, torch::kUInt8);
    const torch::Tensor values = input_.of(n);
    if (device_.is_cpu()) {
      normalise_on_cpu(bytes, table_, values);
    } else {
      normalise_on_device(bytes.to(device_), table_, values);
    }
    return input_.as_input(values);
  }

 private:
  const stimuli::ImageSet& images_;
  Seen seen_;
  stimuli::TrainingView training_;
  stimuli::EvaluationView evaluation_;
  Size size_;
  torch::Device device_;
  int n_threads_;
  torch::Tensor table_;
  InputMemory input_;
  Pass pass_;
  std::size_t batch_ = 0;
  std::unique_ptr<Loader> loader_;  ///< behind the pass, which it refers to
};

/// All images lie on the device as bytes; the CPU draws where each pixel comes from, the device fetches it.
class ResidentFeed final : public Feed {
 public:
  ResidentFeed(const stimuli::PixelBlock& block, Seen seen, const protocols::Hyperparameters& hyperparameters,
               torch::Device device)
      : size_{block.width_px, block.height_px},
        seen_(seen),
        training_(training_view(hyperparameters)),
        device_(device),
        table_(normalised_bytes(hyperparameters).to(device)),
        input_(size_, device, hyperparameters.memory_format == "channels_last") {
    const auto n = static_cast<std::int64_t>(block.n);
    pixels_ = torch::from_blob(const_cast<std::uint8_t*>(block.pixels),
                               {n * size_.height_px * size_.width_px, block.channels}, torch::kUInt8)
                  .to(device);
  }

  void begin(Pass pass) override {
    pass_ = std::move(pass);
    batch_ = pass_.first_batch;
  }

  torch::Tensor next() override {
    const std::span<const std::uint32_t> images = pass_.images_of(batch_++);
    const auto n = static_cast<std::int64_t>(images.size());
    draws_.clear();
    for (const std::uint32_t image : images) {
      const stimuli::PixelMap map = seen_ == Seen::in_training
                                        ? stimuli::training_map(training_, size_, image, pass_.epoch)
                                        : stimuli::PixelMap{};
      for (const std::int64_t number :
           {map.row.sign, map.row.offset, map.column.sign, map.column.offset, static_cast<std::int64_t>(image)}) {
        draws_.push_back(number);
      }
    }
    // n x 1 x 1 each.
    const auto draws = torch::from_blob(draws_.data(), {n, 5, 1, 1}, torch::kInt64).to(device_).unbind(1);
    const torch::Tensor y = draws[0] * coordinates(size_.height_px).view({1, -1, 1}) + draws[1];
    const torch::Tensor x = draws[2] * coordinates(size_.width_px).view({1, 1, -1}) + draws[3];
    const torch::Tensor inside = (y >= 0).logical_and(y < size_.height_px) & (x >= 0).logical_and(x < size_.width_px);
    const torch::Tensor place = (draws[4] * size_.height_px + y.clamp(0, size_.height_px - 1)) * size_.width_px +
                                x.clamp(0, size_.width_px - 1);
    const torch::Tensor bytes = pixels_.index_select(0, place.flatten())
                                    .mul_(inside.flatten().unsqueeze(1))
                                    .expand({-1, kChannels})
                                    .contiguous()
                                    .view({n, size_.height_px, size_.width_px, kChannels});
    const torch::Tensor values = input_.of(n);
    normalise_on_device(bytes, table_, values);
    return input_.as_input(values);
  }

 private:
  torch::Tensor coordinates(std::int64_t n) const {
    return torch::arange(n, torch::TensorOptions().dtype(torch::kInt64).device(device_));
  }

  Size size_;
  Seen seen_;
  stimuli::TrainingView training_;
  torch::Device device_;
  torch::Tensor table_;
  InputMemory input_;
  torch::Tensor pixels_;
  std::vector<std::int64_t> draws_;
  Pass pass_;
  std::size_t batch_ = 0;
};

/// The images' own pixels, if they are all that the network sees.
const stimuli::PixelBlock* unresized_block(const stimuli::ImageSet& images, Seen seen,
                                           const protocols::Hyperparameters& hyperparameters) {
  const auto steps = training_view(hyperparameters).steps;
  const bool is_resized =
      seen == Seen::in_training
          ? std::count(steps.begin(), steps.end(), stimuli::TrainingView::Step::random_resized_crop) > 0
          : evaluation_view(hyperparameters).kind != stimuli::EvaluationView::Kind::as_is;
  return is_resized ? nullptr : images.block();
}

}  // namespace

int loader_threads(const stimuli::ImageSet& images, Seen seen, const protocols::Hyperparameters& hyperparameters,
                   const Machine& machine) {
  if (machine.loader_threads) return *machine.loader_threads;
  // To move bytes in memory takes less time than to wake a thread for it.
  const bool is_in_memory = unresized_block(images, seen, hyperparameters) != nullptr;
  if (is_in_memory) return 0;
  return machine.threads.value_or(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
}

std::unique_ptr<Feed> make_feed(const stimuli::ImageSet& images, Seen seen,
                                const protocols::Hyperparameters& hyperparameters, torch::Device device,
                                const Machine& machine) {
  const stimuli::PixelBlock* block = unresized_block(images, seen, hyperparameters);
  if (machine.feeding == Machine::Feeding::resident && block == nullptr) {
    throw InputError("only images of one size that are in memory, and not resized, can be kept on the device");
  }
  if (machine.feeding == Machine::Feeding::resident ||
      (machine.feeding == Machine::Feeding::automatic && block != nullptr && !device.is_cpu())) {
    return std::make_unique<ResidentFeed>(*block, seen, hyperparameters, device);
  }
  return std::make_unique<HostFeed>(images, seen, hyperparameters, device,
                                    loader_threads(images, seen, hyperparameters, machine));
}

}  // namespace tricky::engine
