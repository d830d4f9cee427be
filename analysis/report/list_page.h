#pragma once

#include "page.h"
#include "tricky/analysis/list_analysis.h"

namespace tricky::analysis {

/// A stimulus list before the first session: whether anything but what the images show tells trivial from impossible,
/// said in words first; then the numbers, who stands where, near-duplicates, label errors.
Page list_page(const ListMaterial& material, const ListAnalysis& analysis, const std::string& program);

}  // namespace tricky::analysis
