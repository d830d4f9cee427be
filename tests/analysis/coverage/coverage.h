#pragma once

#include <cstdio>
#include <functional>
#include <mutex>
#include <string>

#include "analysis/parallel.h"
#include "tricky/analysis/bootstrap.h"
#include "tricky/data/estimate.h"
#include "tricky/data/random.h"

/// Counting how often intervals hold the truth; lines of the table of tests/analysis/README.md.

struct Covered {
  tricky::Estimate estimate;
  double truth;
};

struct Counts {
  int n = 0;
  int covered = 0;
  int above = 0;  ///< intervals that lie above the truth
  double width = 0.0;

  void add(const Covered& study) {
    if (!study.estimate.ci) return;
    const auto [low, high] = *study.estimate.ci;
    ++n;
    covered += low <= study.truth && study.truth <= high ? 1 : 0;
    above += low > study.truth ? 1 : 0;
    width += high - low;
  }
};

struct Simulation {
  int n_studies = 1000;
  tricky::analysis::BootstrapOptions options;
  std::string only;  ///< lines that begin like this

  /// The line or the group of lines `what`.
  bool wants(const std::string& what) const { return what.starts_with(only) || only.starts_with(what); }

  /// Calls `study(random, options)` for each study, random numbers and seed being its own.
  template <typename Study>
  void each(const Study& study) const {
    tricky::analysis::in_parallel(static_cast<std::size_t>(n_studies), [&](std::size_t i) {
      tricky::RandomStream random(99, tricky::Stream::observer, 0, static_cast<std::uint32_t>(i));
      tricky::analysis::BootstrapOptions own = options;
      own.seed = i + 1;
      study(random, own);
    });
  }
};

inline void print(const std::string& what, const char* kind, const Counts& counts) {
  const double n = counts.n;
  std::printf("| %s | %s | %.1f %% | %.1f / %.1f | %.3f | %d |\n", what.c_str(), kind, 100.0 * counts.covered / n,
              100.0 * counts.above / n, 100.0 * (n - counts.covered - counts.above) / n, counts.width / n, counts.n);
  std::fflush(stdout);
}

/// What observers and raters do, session by session (behaviour.cpp), and how answers go with difficulty (answers.cpp).
void behaviour_lines(const Simulation& simulation);
void answer_lines(const Simulation& simulation);
/// Networks on in-between items, to base, by what they represent, and against people (networks.cpp).
void network_lines(const Simulation& simulation);
