#pragma once

#include <string>

#include "material.h"
#include "page.h"

namespace tricky::analysis {

/// The study's report: networks, difficulty, lists, experiments, methods; what the study does not hold yet is left out,
/// and said so at the end of the opening.
Page study_page(const Material& material, const std::string& program);

}  // namespace tricky::analysis
