#pragma once

#include <string>

#include "material.h"
#include "page.h"

namespace tricky::analysis {

/// A press this soon after onset was not made in reply to the image: simple reactions to light take longer.
inline constexpr double kTooFastS = 0.2;
/// An observer who got a smaller share of catch trials right is warned of.
inline constexpr double kFewestCatchesRight = 0.9;

/// One observer's sessions, for the laboratory: what was done, when, how well timed, accuracy, response times, preference
/// for a side, missing and too-fast responses, agreement with the others. Throws InputError, with the nearest name, when
/// the observer has no session.
Page observer_page(const Material& material, const std::string& observer, const std::string& program);

/// The page one may hand to the observer: what was done, accuracy with its interval, response time. Names no other
/// observer, compares with nobody, and judges nothing.
Page page_for_observer(const Material& material, const std::string& observer, const std::string& program);

/// Throws InputError, with the nearest name, when the observer has no session with responses.
void require_observer(const Material& material, const std::string& observer);

}  // namespace tricky::analysis
