#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/fields.h"
#include "tricky/data/value.h"

namespace tricky::protocols {

/// Everything that decides what a network becomes, apart from the images: the fields of [base] and [[condition]].
struct Hyperparameters {
  std::string network;            ///< "resnet18"; the engine knows the names
  std::string stem = "imagenet";  ///< "imagenet" or "small"
  int width = 64;                 ///< channels of the first stage
  int epochs = 0;                 ///< passes over the training images
  int batch_size = 0;             ///< images; the last batch of an epoch may be smaller
  bool split_batches = false;     ///< each batch gives two updates, one a half
  std::string optimiser = "sgd";  ///< stochastic gradient descent, the only one the study needs
  bool nesterov = false;
  double momentum = 0.9;
  double weight_decay = 1e-4;
  double learning_rate = 0.1;            ///< of the first epoch
  std::vector<int> learning_rate_steps;  ///< epochs after which it is multiplied by the factor, ascending
  double learning_rate_factor = 0.1;
  std::uint64_t init_seed = 1312;         ///< first values of the parameters
  std::uint64_t order_seed = 1312;        ///< order of the training images
  std::uint64_t augment_seed = 1312;      ///< how each image is flipped and cropped
  std::uint64_t dropout_seed = 1312;      ///< which units are dropped, in networks that drop any
  std::uint64_t split_seed = 1312;        ///< which images are in which half
  int data_half = 0;                      ///< 0: all training images; 1 or 2: one of two disjoint random halves
  std::vector<std::string> augment;       ///< in order: "flip", "padded_crop", "random_resized_crop"
  int crop_padding = 4;                   ///< black pixels around the image before "padded_crop"
  int input_px = 0;                       ///< side of what the network sees of a cropped image; 0: images as they are
  int resize_px = 0;                      ///< shorter side before the centre crop; 0: not resized
  std::string evaluation_view = "as_is";  ///< of test images: "as_is", "centre_crop" or "random_resized_crop"
  std::vector<double> mean{0.485, 0.456, 0.406};  ///< of R, G, B in [0, 1]: subtracted …
  std::vector<double> std{0.229, 0.224, 0.225};   ///< … and divided by
  std::string precision = "float32";              ///< or "bfloat16": of layers' inputs and outputs while training
  std::string memory_format = "channels_last";    ///< or "channels_first"; results depend on it in the last bits
  bool deterministic = true;  ///< false: whatever algorithm is fastest, even if two runs then differ
  int checkpoints = 0;        ///< 0: the last state is kept; n: that of every n-th epoch too

  bool operator==(const Hyperparameters&) const = default;
};

/// The learning rate of an epoch, from 1: `learning_rate * learning_rate_factor^k`, k being how many steps lie before
/// the epoch. A function of the epoch alone, so a resumed run has the same.
double learning_rate_at(const Hyperparameters& hyperparameters, int epoch);

/// Reads the hyperparameters that are there over those given; [base] must have network, epochs, batch_size and
/// learning_rate. Checks each field by itself and those that depend on one another. Does not finish() the fields.
enum class Completeness { all_required, overrides };
Hyperparameters read_hyperparameters(Fields& fields, Hyperparameters over, Completeness completeness);

inline constexpr int kMostEpochs = 9999;  ///< epochs are numbered with four digits

bool is_hyperparameter(std::string_view field);

/// True for fields that a run may be given another value of after it began, since no epoch's numbers depend on them:
/// how many epochs there are, which states are kept.
bool may_change_later(std::string_view field);

/// True for fields that hold one value, which a [[condition]] may give as a list of one value per instance.
bool is_single_valued(std::string_view field);

/// All of them, in the order above, as the study file spells them.
Value to_value(const Hyperparameters& hyperparameters);

/// A field in which two networks differ.
struct HyperparameterDifference {
  std::string field;
  Value first;
  Value second;
};
std::vector<HyperparameterDifference> differences(const Hyperparameters& first, const Hyperparameters& second);

}  // namespace tricky::protocols
