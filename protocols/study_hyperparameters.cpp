#include "tricky/protocols/study_hyperparameters.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace {

constexpr int kLargestBatch = 1 << 20;

const std::vector<std::string> kAugmentations{"flip", "padded_crop", "random_resized_crop"};

constexpr int kLargestSide = 4096;

enum class InBase { required, optional };
enum class Holds { one_value, list };
/// Whether a run that has begun may be given another value.
enum class Later { same, may_change };

/// One hyperparameter: its field, whether [base] must have it, what it holds, how it is read and shown.
struct HyperparameterField {
  std::string_view name;
  InBase in_base;
  Holds holds;
  Later later;
  void (*read)(Fields&, Hyperparameters&);
  Value (*show)(const Hyperparameters&);
};

std::uint64_t read_seed(Fields& fields, std::string_view name) {
  return static_cast<std::uint64_t>(fields.integer(name, {0, std::numeric_limits<std::int64_t>::max()}));
}

std::vector<double> read_channels(Fields& fields, std::string_view name, Fields::RealRange range) {
  std::vector<double> channels = fields.reals(name, range);
  if (channels.size() != 3) {
    fields.fail(name, "expected three numbers, for red, green and blue, got " + std::to_string(channels.size()));
  }
  return channels;
}

std::vector<int> read_steps(Fields& fields) {
  std::vector<int> steps;
  for (const std::int64_t step : fields.integers("learning_rate_steps", {1, kMostEpochs})) {
    if (!steps.empty() && step <= steps.back()) fields.fail("learning_rate_steps", "expected ascending epochs");
    steps.push_back(static_cast<int>(step));
  }
  return steps;
}

std::vector<std::string> read_augmentations(Fields& fields) {
  std::vector<std::string> names = fields.texts("augment");
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(kAugmentations.begin(), kAugmentations.end(), names[i]) == kAugmentations.end()) {
      const auto nearest = nearest_name(names[i], kAugmentations);
      fields.fail("augment", "expected a list of " + join(kAugmentations, ", ") + ", got " + in_quotes(names[i]) +
                                 (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : ""));
    }
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      fields.fail("augment", in_quotes(names[i]) + " stands there twice");
    }
  }
  return names;
}

using F = Fields;
using H = Hyperparameters;
using enum InBase;
using enum Holds;
using enum Later;

// The order is that of the struct, of run.json and of messages.
const HyperparameterField kFields[] = {
    {"network", required, one_value, same, [](F& f, H& h) { h.network = f.text("network"); },
     [](const H& h) { return Value(h.network); }},
    {"stem", optional, one_value, same,
     [](F& f, H& h) {
       h.stem = f.word("stem", {"imagenet", "small"});
     },
     [](const H& h) { return Value(h.stem); }},
    {"width", optional, one_value, same,
     [](F& f, H& h) {
       h.width = static_cast<int>(f.integer("width", {1, 1024}));
     },
     [](const H& h) { return Value(h.width); }},
    {"epochs", required, one_value, may_change,
     [](F& f, H& h) {
       h.epochs = static_cast<int>(f.integer("epochs", {1, kMostEpochs}));
     },
     [](const H& h) { return Value(h.epochs); }},
    {"batch_size", required, one_value, same,
     [](F& f, H& h) {
       h.batch_size = static_cast<int>(f.integer("batch_size", {2, kLargestBatch}));
     },
     [](const H& h) { return Value(h.batch_size); }},
    {"split_batches", optional, one_value, same, [](F& f, H& h) { h.split_batches = f.boolean("split_batches"); },
     [](const H& h) { return Value(h.split_batches); }},
    {"optimiser", optional, one_value, same, [](F& f, H& h) { h.optimiser = f.word("optimiser", {"sgd"}); },
     [](const H& h) { return Value(h.optimiser); }},
    {"nesterov", optional, one_value, same, [](F& f, H& h) { h.nesterov = f.boolean("nesterov"); },
     [](const H& h) { return Value(h.nesterov); }},
    {"momentum", optional, one_value, same,
     [](F& f, H& h) {
       h.momentum = f.real("momentum", {0.0, 0.9999});
     },
     [](const H& h) { return Value(h.momentum); }},
    {"weight_decay", optional, one_value, same,
     [](F& f, H& h) {
       h.weight_decay = f.real("weight_decay", {0.0, 1.0});
     },
     [](const H& h) { return Value(h.weight_decay); }},
    {"learning_rate", required, one_value, same,
     [](F& f, H& h) {
       h.learning_rate = f.real("learning_rate", {0.0, 1000.0});
     },
     [](const H& h) { return Value(h.learning_rate); }},
    {"learning_rate_steps", optional, list, same, [](F& f, H& h) { h.learning_rate_steps = read_steps(f); },
     [](const H& h) { return Value(h.learning_rate_steps); }},
    {"learning_rate_factor", optional, one_value, same,
     [](F& f, H& h) {
       h.learning_rate_factor = f.real("learning_rate_factor", {0.0, 1.0});
     },
     [](const H& h) { return Value(h.learning_rate_factor); }},
    {"init_seed", optional, one_value, same, [](F& f, H& h) { h.init_seed = read_seed(f, "init_seed"); },
     [](const H& h) { return Value(h.init_seed); }},
    {"order_seed", optional, one_value, same, [](F& f, H& h) { h.order_seed = read_seed(f, "order_seed"); },
     [](const H& h) { return Value(h.order_seed); }},
    {"augment_seed", optional, one_value, same, [](F& f, H& h) { h.augment_seed = read_seed(f, "augment_seed"); },
     [](const H& h) { return Value(h.augment_seed); }},
    {"dropout_seed", optional, one_value, same, [](F& f, H& h) { h.dropout_seed = read_seed(f, "dropout_seed"); },
     [](const H& h) { return Value(h.dropout_seed); }},
    {"split_seed", optional, one_value, same, [](F& f, H& h) { h.split_seed = read_seed(f, "split_seed"); },
     [](const H& h) { return Value(h.split_seed); }},
    {"data_half", optional, one_value, same,
     [](F& f, H& h) {
       h.data_half = static_cast<int>(f.integer("data_half", {0, 2}));
     },
     [](const H& h) { return Value(h.data_half); }},
    {"augment", optional, list, same, [](F& f, H& h) { h.augment = read_augmentations(f); },
     [](const H& h) { return Value(h.augment); }},
    {"crop_padding", optional, one_value, same,
     [](F& f, H& h) {
       h.crop_padding = static_cast<int>(f.integer("crop_padding", {1, 64}));
     },
     [](const H& h) { return Value(h.crop_padding); }},
    {"input_px", optional, one_value, same,
     [](F& f, H& h) {
       h.input_px = static_cast<int>(f.integer("input_px", {0, kLargestSide}));
     },
     [](const H& h) { return Value(h.input_px); }},
    {"resize_px", optional, one_value, same,
     [](F& f, H& h) {
       h.resize_px = static_cast<int>(f.integer("resize_px", {0, kLargestSide}));
     },
     [](const H& h) { return Value(h.resize_px); }},
    {"evaluation_view", optional, one_value, same,
     [](F& f, H& h) {
       h.evaluation_view = f.word("evaluation_view", {"as_is", "centre_crop", "random_resized_crop"});
     },
     [](const H& h) { return Value(h.evaluation_view); }},
    {"mean", optional, list, same,
     [](F& f, H& h) {
       h.mean = read_channels(f, "mean", {0.0, 1.0});
     },
     [](const H& h) { return Value(h.mean); }},
    {"std", optional, list, same,
     [](F& f, H& h) {
       h.std = read_channels(f, "std", {1e-6, 1e6});
     },
     [](const H& h) { return Value(h.std); }},
    {"precision", optional, one_value, same,
     [](F& f, H& h) {
       h.precision = f.word("precision", {"float32", "bfloat16"});
     },
     [](const H& h) { return Value(h.precision); }},
    {"memory_format", optional, one_value, same,
     [](F& f, H& h) {
       h.memory_format = f.word("memory_format", {"channels_last", "channels_first"});
     },
     [](const H& h) { return Value(h.memory_format); }},
    {"deterministic", optional, one_value, same, [](F& f, H& h) { h.deterministic = f.boolean("deterministic"); },
     [](const H& h) { return Value(h.deterministic); }},
    {"checkpoints", optional, one_value, may_change,
     [](F& f, H& h) {
       h.checkpoints = static_cast<int>(f.integer("checkpoints", {0, kMostEpochs}));
     },
     [](const H& h) { return Value(h.checkpoints); }},
};

const HyperparameterField* find(std::string_view name) {
  const auto found = std::find_if(std::begin(kFields), std::end(kFields),
                                  [&](const HyperparameterField& each) { return each.name == name; });
  return found == std::end(kFields) ? nullptr : &*found;
}

/// What is cut out of an image must have a size, and a size must be of something that is cut out.
void check_views(Fields& fields, const Hyperparameters& h) {
  const auto augments = [&](std::string_view name) {
    return std::find(h.augment.begin(), h.augment.end(), name) != h.augment.end();
  };
  if (augments("padded_crop") && augments("random_resized_crop")) {
    fields.fail("augment", "crops twice; take padded_crop or random_resized_crop");
  }
  const bool crops = augments("random_resized_crop") || h.evaluation_view != "as_is";
  if (crops && h.input_px == 0) {
    fields.fail(fields.has("evaluation_view") ? "evaluation_view" : "augment",
                "cuts out a square, but input_px, its side, is not given; 224 is usual for ImageNet");
  }
  if (!crops && h.input_px > 0) {
    fields.fail("input_px",
                "nothing is cut out to this size; add evaluation_view = \"centre_crop\" or leave input_px out");
  }
  if (h.resize_px > 0 && h.evaluation_view != "centre_crop") {
    fields.fail("resize_px", "comes before a centre crop; add evaluation_view = \"centre_crop\" or leave it out");
  }
  if (h.resize_px > 0 && h.resize_px < h.input_px) {
    fields.fail("resize_px", "is less than input_px = " + std::to_string(h.input_px) +
                                 ", which is cut out afterwards; 256 is usual before 224");
  }
}

}  // namespace

double learning_rate_at(const Hyperparameters& hyperparameters, int epoch) {
  TRICKY_ASSERT(epoch >= 1);
  const auto& steps = hyperparameters.learning_rate_steps;
  const auto passed = std::count_if(steps.begin(), steps.end(), [&](int step) { return step < epoch; });
  return hyperparameters.learning_rate * std::pow(hyperparameters.learning_rate_factor, static_cast<double>(passed));
}

Hyperparameters read_hyperparameters(Fields& fields, Hyperparameters over, Completeness completeness) {
  for (const HyperparameterField& field : kFields) {
    const bool there = fields.has(field.name);
    if (there || (field.in_base == required && completeness == Completeness::all_required)) field.read(fields, over);
  }
  if (over.nesterov && over.momentum == 0.0) {
    fields.fail(fields.has("nesterov") ? "nesterov" : "momentum", "Nesterov momentum needs a momentum above 0");
  }
  if (over.split_batches && over.batch_size < 4) {
    fields.fail(fields.has("split_batches") ? "split_batches" : "batch_size",
                "halves of a batch must hold at least two images; batch_size is " + std::to_string(over.batch_size));
  }
  if (!(over.learning_rate > 0.0)) fields.fail("learning_rate", "expected a number above 0");
  check_views(fields, over);
  return over;
}

bool is_hyperparameter(std::string_view field) { return find(field) != nullptr; }

bool may_change_later(std::string_view field) {
  const HyperparameterField* found = find(field);
  return found != nullptr && found->later == may_change;
}

bool is_single_valued(std::string_view field) {
  const HyperparameterField* found = find(field);
  return found != nullptr && found->holds == one_value;
}

Value to_value(const Hyperparameters& hyperparameters) {
  Value value = Value::Object{};
  for (const HyperparameterField& field : kFields) value[field.name] = field.show(hyperparameters);
  return value;
}

std::vector<HyperparameterDifference> differences(const Hyperparameters& first, const Hyperparameters& second) {
  std::vector<HyperparameterDifference> found;
  for (const HyperparameterField& field : kFields) {
    Value a = field.show(first);
    Value b = field.show(second);
    if (to_json(a, JsonLayout::one_line) == to_json(b, JsonLayout::one_line)) continue;
    found.push_back({std::string(field.name), std::move(a), std::move(b)});
  }
  return found;
}

}  // namespace tricky::protocols
