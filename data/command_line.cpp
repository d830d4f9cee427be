#include "tricky/data/command_line.h"

#include <algorithm>
#include <cstdio>

#include "tricky/data/errors.h"

namespace tricky {

std::unique_ptr<CLI::App> command_line(const Invocation& invocation, const std::string& what_it_does,
                                       const std::string& example) {
  auto line = std::make_unique<CLI::App>(what_it_does, "tricky " + invocation.command);
  line->footer("\nExample:\n  " + example);
  line->set_help_flag("--help", "show this help and stop");
  line->get_formatter()->column_width(34);
  return line;
}

void parse_command_line(CLI::App& line, const Invocation& invocation) {
  // CLI11 takes the arguments last first.
  std::vector<std::string> reversed(invocation.arguments.rbegin(), invocation.arguments.rend());
  try {
    line.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* shown = &line;  // help for the innermost subcommand that was named
    while (!shown->get_subcommands().empty()) shown = shown->get_subcommands().front();
    std::fputs(shown->help(shown == &line ? "" : line.get_name()).c_str(), stdout);
    throw HelpShown{};
  } catch (const CLI::ParseError& error) {
    throw InputError(invocation.command + ": " + error.what() + "; see tricky " + invocation.command + " --help");
  }
}

}  // namespace tricky
