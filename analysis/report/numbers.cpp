#include "report/numbers.h"

#include <fmt/format.h>

#include <cmath>

#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {
constexpr const char* kNone = "–";
constexpr const char* kThinSpace = "\u202f";  // does not break
}  // namespace

std::string decimal(double value, int digits) {
  if (!std::isfinite(value)) return kNone;
  std::string text = fmt::format("{:.{}f}", std::abs(value), digits);
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0.0 && !is_zero ? "−" + text : text;
}

std::string percent(double share) { return decimal(100.0 * share, 1) + kThinSpace + "%"; }

std::string count(std::size_t n) { return with_thousands(static_cast<std::int64_t>(n)); }

std::string p_value(double p) {
  if (p >= 0.001) return decimal(p, 3);
  if (p <= 0.0) return "0";
  int exponent = static_cast<int>(std::floor(std::log10(p)));
  double mantissa = p / std::pow(10.0, exponent);
  if (mantissa >= 9.95) {  // would be printed as 10.0
    mantissa = 1.0;
    ++exponent;
  }
  return fmt::format("{:.1f}e−{}", mantissa, -exponent);
}

std::string seconds(double value) { return decimal(value, 2) + kThinSpace + "s"; }

std::string counted(std::size_t n, const std::string& noun) { return count(n) + " " + noun + (n == 1 ? "" : "s"); }

std::size_t events_of(const Estimate& share) {
  return static_cast<std::size_t>(std::lround(*share.value * static_cast<double>(share.n)));
}

std::string value_text(const Estimate& estimate, int digits) {
  return estimate.value ? decimal(*estimate.value, digits) : kUndefined;
}

std::string percent_text(const Estimate& estimate) { return estimate.value ? percent(*estimate.value) : kUndefined; }

std::string interval_text(const Estimate& estimate, int digits) {
  if (!estimate.ci) return kNone;
  return "[" + decimal(estimate.ci->first, digits) + ", " + decimal(estimate.ci->second, digits) + "]";
}

std::string percent_interval_text(const Estimate& estimate) {
  if (!estimate.ci) return kNone;
  return "[" + decimal(100.0 * estimate.ci->first, 1) + ", " + decimal(100.0 * estimate.ci->second, 1) + "]";
}

std::string interval_after(const Estimate& estimate, int digits) {
  return estimate.ci ? " " + interval_text(estimate, digits) : "";
}

std::string percent_interval_after(const Estimate& estimate) {
  return estimate.ci ? " " + percent_interval_text(estimate) : "";
}

std::string level_text(double level) { return fmt::format("{:g}{}%", 100.0 * level, kThinSpace); }

}  // namespace tricky::analysis
