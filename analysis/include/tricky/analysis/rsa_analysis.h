#pragma once

#include <string>
#include <vector>

#include "tricky/data/estimate.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// Where `tricky rsa --output STUDY/reports/rsa` leaves what it computed.
std::filesystem::path rsa_file(const StudyFolder& study);

/// What networks represent, compared (paper, Figure 7): similarity of representations from that file. Over
/// "representations", subset "all" (each network as it was last kept) or "epoch N":
///
///   rsa                of "A & B": as `tricky rsa` has it
///   mean_rsa_to_base   of a condition: over the pairs of one of its networks and one of the condition it is compared with,
///                      as run.json's `comparison` says; over the pairs of its own networks where that is itself
///
/// Conditions ordered by their mean at the last subset, highest first. The mean's interval generalises to other networks
/// of the condition, not to other images: Student's t over networks, cut at 1, for conditions of five networks or more
/// that are compared with a single one (on Fisher's z it would be an interval of another number than the mean);
/// `method` says where there is none. A condition that stands for networks trained further
/// has rows where `tricky rsa` compared them at that epoch ("base_1+10"). Nothing without the file.
std::vector<Result> analyse_rsa(const StudyFolder& study, double level);

/// Mean of the similarities of several networks to a single one, with that interval.
Estimate mean_similarity(const std::vector<double>& values, double level);

}  // namespace tricky::analysis
