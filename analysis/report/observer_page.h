#pragma once

#include <string>

#include "material.h"
#include "page.h"
#include "tricky/data/provenance.h"

namespace tricky::analysis {

/// A press this soon after onset was not made in reply to the image: simple reactions to light take longer.
inline constexpr double kTooFastS = 0.2;

/// One observer's sessions: what was done, when, accuracy, response times, preference for a side, missing and too-fast
/// responses, agreement with the others. Throws InputError, with the nearest name, when the observer has no session.
Page observer_page(const Material& material, const std::string& observer, const Provenance& provenance);

}  // namespace tricky::analysis
