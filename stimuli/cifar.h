#pragma once

#include <memory>

#include "tricky/data/dataset_spec.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// A split of CIFAR-10 or CIFAR-100 in the binary version that Krizhevsky's page describes: for each image its label
/// (of CIFAR-100 the coarse one, then the fine one, which is used), then 1,024 red, green and blue bytes each, row by
/// row. Files with the names of the classes are read where they are there. Throws as open_image_set describes.
std::unique_ptr<ImageSet> open_cifar(const DatasetSpec& spec, Split split);

}  // namespace tricky::stimuli
