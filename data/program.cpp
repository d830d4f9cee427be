#include "tricky/data/program.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include "tricky/data/errors.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kBadInput = 2;
constexpr int kNotInThisBuild = 3;
constexpr int kInterrupted = 75;

std::string for_shell(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::strchr("-_./=,:+%@", c) != nullptr;
  });
  if (plain) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

void print_help(std::string_view program, std::string_view about, std::span<const Command> commands) {
  std::printf("%.*s\n\nUsage: %.*s COMMAND [options]\n\n", static_cast<int>(about.size()), about.data(),
              static_cast<int>(program.size()), program.data());
  std::size_t width = 0;
  for (const Command& command : commands) width = std::max(width, command.name.size());
  for (const Command& command : commands) {
    std::printf("  %-*.*s  %.*s\n", static_cast<int>(width), static_cast<int>(command.name.size()), command.name.data(),
                static_cast<int>(command.summary.size()), command.summary.data());
  }
  std::printf("\n%.*s COMMAND --help explains a command and gives an example.\n", static_cast<int>(program.size()),
              program.data());
}

int complain(std::string_view program, const char* message, int code) {
  std::fflush(stdout);
  std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(program.size()), program.data(), message);
  return code;
}

}  // namespace

std::string Invocation::command_line() const {
  std::string line = program + " " + command;
  for (const std::string& argument : arguments) line += " " + for_shell(argument);
  return line;
}

int run_program(std::string_view program, std::string_view about, std::span<const Command> commands, int argc,
                char** argv) {
  if (argc < 2) {
    print_help(program, about, commands);
    return kBadInput;
  }
  const std::string name = argv[1];
  if (name == "--help" || name == "-h" || name == "help") {
    print_help(program, about, commands);
    return kDone;
  }
  if (name == "--version") {
    std::printf("%.*s %.*s (%.*s)\n", static_cast<int>(program.size()), program.data(),
                static_cast<int>(version().size()), version().data(), static_cast<int>(git_revision().size()),
                git_revision().data());
    return kDone;
  }
  const auto command =
      std::find_if(commands.begin(), commands.end(), [&](const Command& each) { return each.name == name; });
  if (command == commands.end()) {
    std::vector<std::string> names;
    for (const Command& each : commands) names.emplace_back(each.name);
    const auto nearest = nearest_name(name, names);
    const std::string message =
        in_quotes(name) + " is not a command" +
        (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; see " + std::string(program) + " --help");
    return complain(program, message.c_str(), kBadInput);
  }
  try {
    command->run({std::string(program), name, std::vector<std::string>(argv + 2, argv + argc)});
    if (std::fflush(stdout) != 0) return complain(program, "standard output cannot be written", kFailed);
    return kDone;
  } catch (const HelpShown&) {
    return kDone;
  } catch (const InputError& error) {
    return complain(program, error.what(), kBadInput);
  } catch (const NotInThisBuild& error) {
    return complain(program, error.what(), kNotInThisBuild);
  } catch (const Interrupted& error) {
    return complain(program, error.what(), kInterrupted);
  } catch (const std::bad_alloc&) {
    return complain(program, "out of memory", kFailed);
  } catch (const std::exception& error) {
    return complain(program, error.what(), kFailed);
  }
}

}  // namespace tricky
