#pragma once

#include <map>
#include <string>
#include <string_view>

#include "tricky/analysis/bootstrap.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// The mean of numbers of which many are alike, given as value and how often: drawing n of them anew is a multinomial
/// draw of the counts. `n` is how many there are; undefined ("NOTHING") when there are none.
Estimate bootstrap_mean(const std::map<double, std::size_t>& values, std::string_view name, const std::string& what,
                        const std::string& nothing, const BootstrapOptions& options);

}  // namespace tricky::analysis
