#include "engine/trainer.h"

#include <cstdlib>
#include <cstring>

#include "engine/model.h"
#include "engine/network_views.h"
#include "engine/reproducible_update.h"
#include "tiny_study.h"
#include "torch_and_catch.h"  // last, for its CHECK

using namespace tricky;
using namespace tricky::engine;

namespace {

struct Setting {
  protocols::Hyperparameters hyperparameters;
  TrainingData data;
};

Setting setting(const std::string& base, std::uint32_t side_px = 8) {
  const TinyStudy tiny(base);
  write_idx(tiny.folder / "train-images", tiny.folder / "train-labels", 36, side_px, 1);
  write_idx(tiny.folder / "test-images", tiny.folder / "test-labels", 20, side_px, 2);
  const protocols::Study study = protocols::read_study(tiny.file());
  return {study.variants().at(0).hyperparameters, load_training_data(study)};
}

struct Outcome {
  std::vector<std::pair<std::string, torch::Tensor>> state;
  std::vector<double> loss_sums;
  std::vector<std::uint16_t> responses;
};

Outcome by_trainer(const Setting& s, const Machine& machine) {
  Trainer trainer(s.hyperparameters, s.data, torch::kCPU, machine);
  Outcome outcome;
  for (int epoch = 1; epoch <= s.hyperparameters.epochs; ++epoch) {
    trainer.begin_epoch(epoch, {});
    while (!trainer.epoch_is_over()) trainer.update();
    outcome.loss_sums.push_back(trainer.position().loss_sum);
    outcome.responses = trainer.respond([] { return false; });
  }
  outcome.state = copy_state(1, std::nullopt, trainer.network(), trainer.sgd()).model;
  return outcome;
}

/// Training as a textbook has it, with LibTorch's own optimiser and an image at a time.
Outcome by_plain_loop(const Setting& s) {
  const protocols::Hyperparameters& h = s.hyperparameters;
  const std::shared_ptr<Network> network = make_model(h, s.data.n_classes);
  torch::optim::SGD optimiser(
      network->parameters(),
      torch::optim::SGDOptions(h.learning_rate).momentum(h.momentum).nesterov(h.nesterov).weight_decay(h.weight_decay));
  const stimuli::Size size = view_size(*s.data.train, training_view(h));
  stimuli::ViewBuffers buffers;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(3 * size.width_px * size.height_px));
  const auto image_tensor = [&] {
    torch::Tensor image = torch::empty({size.height_px, size.width_px, 3});
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      image.data_ptr<float>()[i] = static_cast<float>((pixels[i] / 255.0 - h.mean[i % 3]) / h.std[i % 3]);
    }
    return image;
  };
  const auto batch_of = [&](const std::vector<torch::Tensor>& images) {
    const torch::Tensor batch = torch::stack(images).permute({0, 3, 1, 2});
    return h.memory_format == "channels_last" ? batch : batch.contiguous();
  };
  Outcome outcome;
  for (int epoch = 1; epoch <= h.epochs; ++epoch) {
    network->train();
    const auto order =
        order_of_epoch(training_half(static_cast<std::uint32_t>(s.data.train->size()), h.split_seed, h.data_half),
                       h.order_seed, epoch);
    double loss_sum = 0.0;
    for (const Update& update :
         updates_of_epoch(order.size(), static_cast<std::size_t>(h.batch_size), h.split_batches)) {
      std::vector<torch::Tensor> images;
      std::vector<std::int64_t> labels;
      for (std::size_t i = update.begin; i < update.begin + update.size; ++i) {
        stimuli::view_for_training(*s.data.train, order[i], training_view(h), size, epoch, buffers, pixels.data());
        images.push_back(image_tensor());
        labels.push_back(s.data.train->labels()[order[i]]);
      }
      optimiser.zero_grad();
      for (torch::Tensor& parameter : network->parameters()) parameter.mutable_grad() = torch::Tensor();
      const torch::Tensor loss = torch::cross_entropy_loss(network->forward(batch_of(images)), torch::tensor(labels));
      loss.backward();
      optimiser.step();
      loss_sum += loss.item<double>() * static_cast<double>(update.size);
    }
    outcome.loss_sums.push_back(loss_sum);
  }
  const torch::NoGradGuard no_gradient;
  network->eval();
  std::vector<torch::Tensor> images;
  for (std::size_t i = 0; i < s.data.test->size(); ++i) {
    stimuli::view_for_evaluation(*s.data.test, i, evaluation_view(h), size, buffers, pixels.data());
    images.push_back(image_tensor());
  }
  const torch::Tensor answers = network->forward(batch_of(images)).argmax(1);
  for (std::size_t i = 0; i < images.size(); ++i) {
    outcome.responses.push_back(static_cast<std::uint16_t>(answers[static_cast<std::int64_t>(i)].item<std::int64_t>()));
  }
  for (const auto& each : network->named_parameters()) outcome.state.emplace_back(each.key(), each.value().detach());
  for (const auto& each : network->named_buffers()) outcome.state.emplace_back(each.key(), each.value());
  return outcome;
}

void check_same(const Outcome& got, const Outcome& expected) {
  CHECK(got.loss_sums == expected.loss_sums);
  CHECK(got.responses == expected.responses);
  REQUIRE(got.state.size() == expected.state.size());
  for (std::size_t i = 0; i < got.state.size(); ++i) {
    INFO(got.state[i].first);
    CHECK(got.state[i].first == expected.state[i].first);
    CHECK(torch::equal(got.state[i].second, expected.state[i].second));
  }
}

Machine machine(Machine::Feeding feeding, int loader_threads) {
  Machine one;
  one.feeding = feeding;
  one.loader_threads = loader_threads;
  return one;
}

}  // namespace

TEST_CASE("training is to the last bit what a plain loop with LibTorch's own optimiser does") {
  at::set_num_threads(1);
  for (const char* base : {"", "nesterov = true\nweight_decay = 0.0\n", "momentum = 0.0\n",
                           "split_batches = true\ndata_half = 1\nbatch_size = 6\n",
                           "memory_format = \"channels_first\"\nnesterov = true\n"}) {
    INFO(base);
    const Setting s = setting(base);
    const Outcome expected = by_plain_loop(s);
    check_same(by_trainer(s, machine(Machine::Feeding::from_host, 0)), expected);
    check_same(by_trainer(s, machine(Machine::Feeding::from_host, 2)), expected);
    check_same(by_trainer(s, machine(Machine::Feeding::resident, 0)), expected);
  }
}

TEST_CASE("images that are skipped are not trained on, and missing in the responses") {
  Setting s = setting("");
  s.data.skipped_train = {0, 7};
  s.data.skipped_test = {3, 19};
  CHECK(training_images(s.hyperparameters, s.data).size() == 34);
  const Outcome outcome = by_trainer(s, {});
  REQUIRE(outcome.responses.size() == 20);
  for (std::size_t i = 0; i < 20; ++i) CHECK((outcome.responses[i] == 65535) == (i == 3 || i == 19));
  // What is left is answered as if the others were not there.
  s.data.skipped_test.clear();
  Outcome all = by_trainer(s, {});
  all.responses[3] = all.responses[19] = 65535;
  CHECK(all.responses == outcome.responses);
}

TEST_CASE("the first update whose loss is no number is the one that is named, however late anybody looks") {
  const Setting s = setting("learning_rate = 1000.0\nmomentum = 0.99\nbatch_size = 2\n");
  // Trains until there is no number, asking after every `every`-th update of each epoch; gives epoch and update.
  const auto first_fault = [&](std::size_t every) -> std::pair<int, std::size_t> {
    Trainer trainer(s.hyperparameters, s.data, torch::kCPU, {});
    for (int epoch = 1; epoch < 50; ++epoch) {
      trainer.begin_epoch(epoch, {});
      for (std::size_t n = 1; !trainer.epoch_is_over(); ++n) {
        trainer.update();
        if (n % every != 0 && !trainer.epoch_is_over()) continue;
        try {
          const EpochPosition position = trainer.position();
          CHECK(position.n_updates == n);
        } catch (const NotANumber& fault) {
          return {epoch, fault.n_updates};
        }
      }
    }
    return {0, 0};
  };
  const auto expected = first_fault(1);
  CHECK(expected.first > 0);
  CHECK(first_fault(5) == expected);
  CHECK(first_fault(1000) == expected);
}

TEST_CASE("work that reads memory nobody wrote is found out") {
  for (const std::size_t n : {64, 5000, 3'000'000}) {
    const auto bytes_of_new_memory = [n](bool written) {
      void* memory = nullptr;
      REQUIRE(::posix_memalign(&memory, 64, n) == 0);  // as LibTorch asks for it
      if (written) std::memset(memory, 1, n);
      const std::string bytes(static_cast<const char*>(memory), n);
      std::free(memory);
      return bytes;
    };
    CHECK_FALSE(is_same_in_any_memory([&] { return bytes_of_new_memory(false); }));
    CHECK(is_same_in_any_memory([&] { return bytes_of_new_memory(true); }));
  }
}

TEST_CASE("an update gives the same gradients twice, whatever lies in the memory it is given") {
  for (const char* base : {"", "precision = \"bfloat16\"\n", "memory_format = \"channels_first\"\n"}) {
    for (const int side : {12, 16}) {
      for (const std::size_t n : {2, 8}) {
        INFO(base << side << " pixels, " << n << " images");
        const Setting s = setting(base, static_cast<std::uint32_t>(side));
        CHECK(update_is_reproducible(s.hyperparameters, 3, {side, side}, n, torch::kCPU));
      }
    }
  }
}

TEST_CASE("in bfloat16 the first loss is near that of float32, but not the same, and parameters stay float32") {
  const auto first_loss = [](const Setting& s) {
    Trainer trainer(s.hyperparameters, s.data, torch::kCPU, {});
    trainer.begin_epoch(1, {});
    trainer.update();
    for (const Sgd::Part& part : trainer.sgd().parts()) CHECK(part.value.scalar_type() == torch::kFloat32);
    return trainer.position().loss_sum;
  };
  const double exact = first_loss(setting("", 16));
  const double rounded = first_loss(setting("precision = \"bfloat16\"\n", 16));
  CHECK(rounded != exact);
  CHECK(rounded == Approx(exact).epsilon(0.05));
}
