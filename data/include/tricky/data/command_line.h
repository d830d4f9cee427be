#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "tricky/data/program.h"

namespace tricky {

/// A CLI11 parser for one command with the house's habits: `--help` ends with the example, `--flag` long forms only.
///
///   auto line = command_line(invocation, "Sorts images …", "tricky difficulty --study demo --name all");
///   std::string name;
///   line->add_option("--name", name, "name of the result")->required();
///   parse_command_line(*line, invocation);
///
/// Give paths as std::string or std::filesystem::path. Options that many commands share have one spelling: --study,
/// --name, --seed, --json.
std::unique_ptr<CLI::App> command_line(const Invocation& invocation, const std::string& what_it_does,
                                       const std::string& example);

/// Throws InputError naming the option, or HelpShown after printing help to stdout.
void parse_command_line(CLI::App& line, const Invocation& invocation);

}  // namespace tricky
