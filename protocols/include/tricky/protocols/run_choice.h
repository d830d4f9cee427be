#pragma once

#include <span>
#include <string>
#include <vector>

#include "tricky/protocols/study.h"

namespace tricky::protocols {

/// Which of a study's networks the words name: a number as `tricky train --list` counts them, or a span of them ("3",
/// "4-8"); a run ("combined_2"); a condition, which names the networks that serve it ("plus_10_epochs" names "base_1");
/// or a pattern with * and ? for runs ("different_*"). No words: all. Indices from 0, ascending, each once. Throws
/// InputError for a word that names none, with the nearest name.
std::vector<std::size_t> choose_runs(std::span<const NetworkVariant> networks, std::span<const std::string> words);

}  // namespace tricky::protocols
