// The part of tricky that loads LibTorch; `tricky train …` becomes this program.

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "tricky/data/program.h"
#include "tricky/engine/commands.h"

namespace {

/// OpenMP reads its settings when it is loaded, which is before main: so set them and begin again, once.
/// - Waiting threads sleep. By default they spin, and on a machine with other work two threads then train a small network
///   at a tenth of the speed of one (measured: 70 to 400 images a second against 600 to 1,900).
/// - The number of threads is what it was set to. With OMP_DYNAMIC it varies, results with it, and oneDNN can hang.
void settle_openmp(char** argv) {
  const char* wait = std::getenv("OMP_WAIT_POLICY");
  const char* dynamic = std::getenv("OMP_DYNAMIC");
  if (wait != nullptr && dynamic != nullptr && std::string_view(dynamic) == "false") return;
  ::setenv("OMP_WAIT_POLICY", "passive", /*overwrite=*/0);
  ::setenv("OMP_DYNAMIC", "false", /*overwrite=*/1);
  ::execv("/proc/self/exe", argv);  // should that fail, training goes on as it is: slower, not wrong
}

}  // namespace

int main(int argc, char** argv) {
  settle_openmp(argv);
  return tricky::run_program("tricky-engine", "Trains networks and keeps what they answer.", tricky::engine::commands(),
                             argc, argv);
}
