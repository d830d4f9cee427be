#pragma once

#include <filesystem>
#include <vector>

#include "timing_certificate.h"

namespace tricky::runner {

/// The frame intervals as a figure beside the certificate: timing.tsv (frame, interval_s), timing.gp, and, where
/// gnuplot is installed, timing.svg. Returns the path of the last one made.
std::filesystem::path write_timing_figure(const std::filesystem::path& certificate_file,
                                          const TimingCertificate& certificate, const std::vector<double>& intervals_s);

}  // namespace tricky::runner
