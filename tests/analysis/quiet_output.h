#pragma once

#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "temporary_folder.h"
#include "tricky/data/files.h"

/// Keeps what a command prints out of the test's own output.
class QuietOutput {
 public:
  QuietOutput() : saved_(::dup(1)) {
    std::fflush(stdout);
    if (std::freopen((folder_ / "stdout").c_str(), "w", stdout) == nullptr) throw std::runtime_error("freopen");
  }
  ~QuietOutput() { finish(); }
  QuietOutput(const QuietOutput&) = delete;
  QuietOutput& operator=(const QuietOutput&) = delete;

  std::string text() {
    finish();
    return tricky::read_file(folder_ / "stdout");
  }

 private:
  void finish() {
    if (saved_ < 0) return;
    std::fflush(stdout);
    ::dup2(saved_, 1);
    ::close(saved_);
    saved_ = -1;
  }
  TemporaryFolder folder_;
  int saved_;
};
