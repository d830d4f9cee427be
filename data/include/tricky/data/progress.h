#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace tricky {

/// One line on stderr that shows how far a long command is and how long it will still take. Silent when stderr is not a
/// terminal; redrawn at most ten times a second; wiped when it ends.
class Progress {
 public:
  Progress(std::string label, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::size_t done, std::string_view note = {});

 private:
  std::string label_;
  std::size_t total_;
  bool visible_;
  std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point drawn_;
};

/// "45 s", "12 min", "3 h 20 min".
std::string duration_text(double seconds);

}  // namespace tricky
