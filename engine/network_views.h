#pragma once

#include <cstdint>
#include <vector>

#include "tricky/engine/training.h"
#include "tricky/protocols/study_hyperparameters.h"
#include "tricky/stimuli/views.h"

namespace tricky::engine {

/// What a network with these hyperparameters sees of training and of test images.
stimuli::TrainingView training_view(const protocols::Hyperparameters& hyperparameters);
stimuli::EvaluationView evaluation_view(const protocols::Hyperparameters& hyperparameters);

/// Which training images it sees, ascending: its half of all, without those that are skipped.
std::vector<std::uint32_t> training_images(const protocols::Hyperparameters& hyperparameters, const TrainingData& data);

}  // namespace tricky::engine
