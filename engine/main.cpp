// The part of tricky that loads LibTorch; `tricky train …` becomes this program.

#include "tricky/data/program.h"
#include "tricky/engine/commands.h"

int main(int argc, char** argv) {
  return tricky::run_program("tricky-engine", "Trains networks and keeps what they answer.", tricky::engine::commands(),
                             argc, argv);
}
