#include "tricky/stimuli/gaussian_noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/random.h"
#include "tricky/data/vector_clones.h"

namespace tricky::stimuli {

namespace {

constexpr double kMean = 128.0;
constexpr std::uint64_t kUnit = std::uint64_t{1} << 24U;  ///< of a column

/// Probability that N(128, sigma) is below `x`.
double below(double x, double sigma) { return 0.5 * std::erfc((kMean - x) / (sigma * std::numbers::sqrt2)); }

/// Each byte's probability in units of 2^-32, which sum to 2^32 exactly: 256 columns of 2^24 units.
std::array<std::uint64_t, 256> units_of_bytes(double sigma) {
  std::array<std::uint64_t, 256> units{};
  std::uint64_t sum = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const double from = byte == 0 ? 0.0 : below(byte - 0.5, sigma);
    const double to = byte == 255 ? 1.0 : below(byte + 0.5, sigma);
    units[static_cast<std::size_t>(byte)] = static_cast<std::uint64_t>(std::llround((to - from) * 0x1p32));
    sum += units[static_cast<std::size_t>(byte)];
  }
  // What rounding leaves over, a few units either way, goes to the likeliest byte.
  units[128] += 256 * kUnit - sum;
  return units;
}

TRICKY_VECTOR_CLONES
void look_up(const std::uint32_t* columns, const std::uint32_t* random, std::size_t n, std::uint8_t* bytes) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t chosen = random[i] >> 24U;
    const std::uint32_t column = columns[chosen];
    const std::uint32_t own = (random[i] & 0xFFFFFFU) < (column >> 8U) ? 1U : 0U;
    bytes[i] = static_cast<std::uint8_t>(own != 0U ? chosen : column & 0xFFU);
  }
}

}  // namespace

double gaussian_divergence(double s1, double s2) { return std::log(s2 / s1) + s1 * s1 / (2.0 * s2 * s2) - 0.5; }

GaussianBytes::GaussianBytes(double sigma) {
  TRICKY_ASSERT(sigma > 0.0);
  // Vose's construction: columns with too little take the rest of theirs from one with too much.
  std::array<std::uint64_t, 256> units = units_of_bytes(sigma);
  std::vector<std::uint32_t> poor;
  std::vector<std::uint32_t> rich;
  for (std::uint32_t byte = 0; byte < 256; ++byte) (units[byte] < kUnit ? poor : rich).push_back(byte);
  while (!poor.empty() && !rich.empty()) {
    const std::uint32_t taker = poor.back();
    const std::uint32_t giver = rich.back();
    poor.pop_back();
    columns_[taker] = static_cast<std::uint32_t>(units[taker]) << 8U | giver;
    units[giver] -= kUnit - units[taker];
    if (units[giver] < kUnit) {
      rich.pop_back();
      poor.push_back(giver);
    }
  }
  // Full columns are their own alias.
  TRICKY_ASSERT(poor.empty());
  for (const std::uint32_t byte : rich) columns_[byte] = byte;
}

void GaussianBytes::fill(std::span<const std::uint32_t> random, std::uint8_t* bytes) const {
  look_up(columns_.data(), random.data(), random.size(), bytes);
}

GaussianNoise::GaussianNoise(const DatasetSpec& spec, Split split) : spec_(spec), split_(split) {
  const std::size_t per_class = split == Split::train ? spec.train_per_class : spec.test_per_class;
  const auto n_classes = static_cast<std::size_t>(spec.n_classes);
  labels_.reserve(per_class * n_classes);
  for (std::size_t label = 0; label < n_classes; ++label) {
    labels_.insert(labels_.end(), per_class, static_cast<std::uint16_t>(label));
    const int sigma = gaussian_sigma(static_cast<std::uint16_t>(label));
    classes_.emplace_back(sigma);
    class_names_.push_back("sigma " + std::to_string(sigma));
  }
}

Item GaussianNoise::item(std::size_t index) const {
  return {item_id(spec_.name, split_, index), labels_[index], class_names_[labels_[index]], ""};
}

void GaussianNoise::read(std::size_t index, RgbImage& into) const {
  TRICKY_ASSERT(index < labels_.size());
  into.width_px = spec_.side_px;
  into.height_px = spec_.side_px;
  into.pixels.resize(static_cast<std::size_t>(spec_.side_px) * static_cast<std::size_t>(spec_.side_px) * 3);
  RandomStream random(spec_.noise_seed, Stream::noise, split_ == Split::train ? 0 : 1, 0,
                      static_cast<std::uint32_t>(index));
  const GaussianBytes& bytes = classes_[labels_[index]];
  std::array<std::uint32_t, 4096> numbers;
  for (std::size_t done = 0; done < into.pixels.size(); done += numbers.size()) {
    const std::span some = std::span(numbers).first(std::min(numbers.size(), into.pixels.size() - done));
    random.fill(some);
    bytes.fill(some, into.pixels.data() + done);
  }
}

std::string GaussianNoise::name(std::size_t index) const {
  return "noise image " + std::to_string(index) + " of the " + (split_ == Split::train ? "training" : "test") +
         " split";
}

std::string GaussianNoise::sha256() const {
  return tricky::sha256("gaussian " + std::to_string(spec_.n_classes) + " classes, " + std::to_string(spec_.side_px) +
                        " px, " + std::to_string(labels_.size()) + " images, seed " + std::to_string(spec_.noise_seed) +
                        ", split " + (split_ == Split::train ? "train" : "test") + "\n");
}

}  // namespace tricky::stimuli
