// The program that takes response times: no LibTorch in it, nothing that trains or analyses.

#include "tricky/data/program.h"
#include "tricky/runner/commands.h"

int main(int argc, char** argv) {
  return tricky::run_program("tricky-runner", "Runs observers' sessions, real and simulated.",
                             tricky::runner::commands(), argc, argv);
}
