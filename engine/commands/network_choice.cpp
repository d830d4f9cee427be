#include "commands/network_choice.h"

#include "hardware.h"
#include "own_network.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "tricky/protocols/preprocessing.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

Machine::Device device_named(const std::string& name) {
  return name == "cpu" ? Machine::Device::cpu : name == "cuda" ? Machine::Device::cuda : Machine::Device::automatic;
}

ItemSet items_of(const StudyFolder& study) {
  if (!fs::exists(study.items_file())) {
    throw InputError({study.items_file(), 0, ""},
                     "is not there yet; tricky import items FILE.csv --study " + study.root().string());
  }
  ItemSet items = read_items(study.items_file());
  if (items.size() == 0) throw InputError({study.items_file(), 0, ""}, "lists no items");
  return items;
}

/// What a network is called after its weights: the file's name without the endings that say what kind of file it is.
std::string name_of_weights(const fs::path& weights) {
  std::string name = weights.filename().string();
  for (const std::string ending : {".pt", ".pth", ".safetensors", ".ts"}) {
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  }
  return name;
}

Value hardware_value(const Hardware& hardware) {
  Value value;
  value["device"] = hardware.device;
  value["device_name"] = hardware.device_name;
  value["threads"] = hardware.threads;
  value["torch_version"] = hardware.torch_version;
  return value;
}

/// A network with what is to be known about it.
struct Opened {
  std::unique_ptr<AnsweringNetwork> network;
  std::string name;
  fs::path file;
  Value weights;
  std::optional<protocols::Preprocessing> preprocessing;  ///< of its own
};

Opened open_run(const NetworkChoice& choice, const StudyFolder& study, torch::Device device) {
  const bool is_name = is_plain_name(choice.run) && fs::exists(study.run(choice.run));
  const TrainedNetwork trained = find_trained(is_name ? study.run(choice.run) : fs::path(choice.run), choice.epoch);
  Opened opened{open_trained(trained, device), trained.name, trained.checkpoint, {}, {}};
  opened.weights["kind"] = "checkpoint";
  opened.weights["run"] = trained.name;
  opened.weights["epoch"] = trained.epoch;
  if (choice.preprocessing.empty()) opened.preprocessing = preprocessing_of(trained);
  return opened;
}

Opened open_weights(const NetworkChoice& choice, torch::Device device) {
  Opened opened{nullptr, name_of_weights(choice.weights), choice.weights, {}, {}};
  if (choice.weights.extension() != ".safetensors") {
    if (!choice.network.empty()) {
      throw InputError("--network: a TorchScript file holds its network; the option is for .safetensors files");
    }
    opened.network = open_torchscript(choice.weights, device);
    opened.weights["kind"] = "torchscript";
    return opened;
  }
  if (choice.network.empty()) {
    throw InputError("--network: a safetensors file holds only weights; say which network's, for instance resnet50");
  }
  protocols::Hyperparameters hyperparameters;
  hyperparameters.network = choice.network;
  hyperparameters.stem = choice.stem;
  hyperparameters.width = choice.width;
  opened.network = open_safetensors(choice.weights, hyperparameters, device);
  opened.weights["kind"] = "safetensors";
  opened.weights["network"] = choice.network;
  opened.weights["stem"] = choice.stem;
  opened.weights["width"] = choice.width;
  return opened;
}

}  // namespace

void AskingMachine::add_to(CLI::App& line) {
  line.add_option("--device", device, "where to compute: auto, cpu or cuda; auto takes a GPU if there is one")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->type_name("WHERE");
  line.add_option("--threads", machine.threads, "CPU threads; all cores when left out")
      ->check(CLI::Range(1, 4096))
      ->type_name("N");
  line.add_option("--batch", batch, "images at a time; memory grows with it")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str()
      ->type_name("N");
}

void NetworkChoice::add_to(CLI::App& line) {
  auto* file =
      line.add_option("--weights", weights,
                      "somebody else's network: a TorchScript file, or safetensors by torchvision's names with "
                      "--network. TorchScript is a program that runs with your rights (its own operations, no "
                      "Python): take such files only from people you trust. safetensors hold numbers only")
          ->type_name("FILE");
  auto* kind = line.add_option("--network", network, "which network a safetensors file is of: resnet50, vgg11, …")
                   ->type_name("NAME");
  line.add_option("--stem", stem, "its first layers: imagenet, or small for images of a few dozen pixels")
      ->check(CLI::IsMember({"imagenet", "small"}))
      ->needs(kind)
      ->type_name("STEM");
  line.add_option("--width", width, "channels of its first stage")
      ->check(CLI::Range(1, 1024))
      ->needs(kind)
      ->capture_default_str()
      ->type_name("N");
  auto* own = line.add_option("--run", run, "or a network that tricky trained: its name in the study, or its folder")
                  ->excludes(file)
                  ->type_name("NAME|DIR");
  line.add_option("--epoch", epoch, "the epoch whose state to take; the last when left out")
      ->check(CLI::Range(0, protocols::kMostEpochs))
      ->needs(own)
      ->type_name("N");
  line.add_option("--study", study, "the study folder whose items.csv names the images")->required()->type_name("DIR");
  line.add_option("--preprocessing", preprocessing,
                  "how the network wants its images: torch, tf, caffe, as_is, one of the study's preprocessing/, or a "
                  "file of your own; with --run what the run saw, when left out")
      ->type_name("NAME|FILE.toml");
  asking.add_to(line);
}

ItemBatches AskedNetwork::batches() const {
  return {items, *images, preprocessor, dataset.corrupt_images, batch, threads};
}

AskedNetwork open_choice(const NetworkChoice& choice) {
  if (choice.weights.empty() && choice.run.empty()) {
    throw InputError("--weights: name a file, or with --run a network that tricky trained");
  }
  if (choice.preprocessing.empty() && choice.run.empty()) {
    throw InputError("--preprocessing: say how the network wants its images: torch, tf, caffe, as_is, or a file");
  }
  StudyFolder study(choice.study);
  ItemSet items = items_of(study);
  DatasetSpec dataset = read_dataset_spec(study.study_file());
  std::unique_ptr<stimuli::ImageSource> images = stimuli::open_images(dataset, study);
  if (images == nullptr) {
    throw InputError({study.study_file(), 0, "[dataset]"},
                     "the study names no images; set kind = \"image_folder\" and folder, below which items.csv's paths "
                     "lie");
  }
  Machine machine = choice.asking.machine;
  machine.device = device_named(choice.asking.device);
  const Hardware hardware = choose_hardware(machine);
  apply_hardware(hardware, /*deterministic=*/true);
  const torch::Device device(hardware.device == "cuda" ? torch::kCUDA : torch::kCPU);

  Opened opened = choice.run.empty() ? open_weights(choice, device) : open_run(choice, study, device);
  const protocols::Preprocessing preprocessing =
      opened.preprocessing ? *opened.preprocessing : protocols::find_preprocessing(choice.preprocessing, study.root());
  opened.weights["file"] = opened.file.string();
  opened.weights["sha256"] = sha256_of_file(opened.file);
  Value details;
  details["weights"] = std::move(opened.weights);
  details["preprocessing"] = to_value(preprocessing);
  details["hardware"] = hardware_value(hardware);
  details["batch"] = choice.asking.batch;
  std::vector<fs::path> inputs = images->files();
  inputs.insert(inputs.begin(), {opened.file, study.items_file()});
  return {std::move(study),
          std::move(items),
          std::move(dataset),
          std::move(images),
          Preprocessor(preprocessing),
          std::move(opened.network),
          std::move(opened.name),
          hardware.threads,
          choice.asking.batch,
          std::move(details),
          std::move(inputs)};
}

}  // namespace tricky::engine
