#include "tricky/data/progress.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "tricky/data/text.h"

namespace tricky {

using Clock = std::chrono::steady_clock;

Progress::Progress(std::string label, std::size_t total)
    : label_(std::move(label)), total_(total), visible_(::isatty(STDERR_FILENO) == 1), begin_(Clock::now()) {}

Progress::~Progress() {
  if (visible_ && drawn_ != Clock::time_point{}) std::fputs("\r\033[K", stderr);
}

void Progress::update(std::size_t done, std::string_view note) {
  const Clock::time_point now = Clock::now();
  if (!visible_ || now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  const double elapsed_s = std::chrono::duration<double>(now - begin_).count();
  std::string line = label_ + "  " + with_thousands(static_cast<std::int64_t>(done)) + " of " +
                     with_thousands(static_cast<std::int64_t>(total_));
  if (done > 0 && done < total_ && elapsed_s > 1.0) {
    line += ", " + duration_text(elapsed_s / static_cast<double>(done) * static_cast<double>(total_ - done)) + " left";
  }
  if (!note.empty()) line += "  " + std::string(note);
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 90) return std::to_string(whole) + " s";
  if (whole < 90 * 60) return std::to_string((whole + 30) / 60) + " min";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

}  // namespace tricky
