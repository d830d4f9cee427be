#pragma once

#include <string>

#include "analysis/commands/commands.h"
#include "small_study.h"

/// The commands as a user calls them, what they print being kept out of the test's output.
void run(void (*command)(const tricky::Invocation&), const std::string& name, std::vector<std::string> arguments);
void analyse(const SmallStudy& study);

/// Writes a page and reads it.
std::string report(const SmallStudy& study);
std::string report_of(const SmallStudy& study, const std::string& observer);
std::string list_report(const SmallStudy& study);

/// Networks, a difficulty table, ratings with a list, simulated choices: every section.
void fill(SmallStudy& study);

/// A list "pairs" of bright or dark trivial images, each with an impossible one that is the other way round:
/// `bright_is_trivial` of n.
void add_pair_list(SmallStudy& study, int n, int bright_is_trivial);

std::size_t count_of(const std::string& text, const std::string& part);
