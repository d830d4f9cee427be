#pragma once

#include <string>
#include <vector>

#include "page.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Numbers as a reader wants them: few decimals, a real minus sign, thousands apart.
std::string decimal(double value, int digits);  ///< -0.04 as "−0.04"; 0 never has a sign
std::string percent(double share);              ///< 0.8142 as "81.4 %"
std::string count(std::size_t n);               ///< 50000 as "50,000"
std::string p_value(double p);                  ///< 0.0123 as "0.012", 5.0064e-8 as "5.0e-8"
std::string seconds(double value);              ///< 0.8125 as "0.81 s"
/// "1 network", "38 networks": the noun with an s unless there is one.
std::string counted(std::size_t n, const std::string& noun);

/// The value alone; a word saying so when it is undefined.
std::string value_text(const Estimate& estimate, int digits);
std::string percent_text(const Estimate& estimate);
/// "[0.74, 0.82]" and "[74.1, 82.3]"; "–" when there is none.
std::string interval_text(const Estimate& estimate, int digits);
std::string percent_interval_text(const Estimate& estimate);

/// " [0.74, 0.82]" to follow a value in a sentence; nothing when there is no interval.
std::string interval_after(const Estimate& estimate, int digits);
std::string percent_interval_after(const Estimate& estimate);

/// How many of its n a share that has a value counts.
std::size_t events_of(const Estimate& share);

/// "95 %": the level that the estimates share.
std::string level_text(double level);

inline constexpr const char* kUndefined = "undefined";

}  // namespace tricky::analysis
