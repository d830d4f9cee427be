#pragma once

#include "material.h"
#include "page.h"
#include "tricky/data/provenance.h"

namespace tricky::analysis {

/// The study's report: networks, difficulty, lists, experiments, methods; what the study does not hold yet is left out,
/// and said so at the end of the opening.
Page study_page(const Material& material, const Provenance& provenance);

}  // namespace tricky::analysis
