#include "commands/terminal.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace tricky::runner {

bool somebody_reads() { return ::isatty(STDERR_FILENO) == 1; }
bool somebody_answers() { return somebody_reads() && ::isatty(STDIN_FILENO) == 1; }

bool is_yes(const std::string& question) {
  std::string answer;
  do {
    std::fprintf(stderr, "%s [y/n] ", question.c_str());
    if (!std::getline(std::cin, answer)) return false;
  } while (answer != "y" && answer != "n");
  return answer == "y";
}

}  // namespace tricky::runner
