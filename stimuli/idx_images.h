#pragma once

#include <memory>

#include "tricky/data/dataset_spec.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// A split of an IDX data set (open_image_set).
std::unique_ptr<ImageSet> open_idx(const DatasetSpec& spec, Split split);

}  // namespace tricky::stimuli
