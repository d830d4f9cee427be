#include "tricky/engine/metrics.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

TEST_CASE("metrics that skip an epoch or are no numbers are refused with the line") {
  const TemporaryFolder folder;
  const std::string head = "epoch,learning_rate,train_loss,train_accuracy,test_accuracy,seconds,images_per_s\n";
  write_file(folder / "metrics.csv", head + "0,,,,0.5,1,10\n2,0.1,1,0.5,0.5,1,10\n");
  CHECK_THROWS_WITH(read_metrics(folder / "metrics.csv"),
                    Contains("metrics.csv:3: epoch") && Contains("expected epoch 1"));
  write_file(folder / "metrics.csv", head + "0,,,,half,1,10\n");
  CHECK_THROWS_WITH(read_metrics(folder / "metrics.csv"), Contains("metrics.csv:2: test_accuracy"));
  write_file(folder / "metrics.csv", "epoch,loss\n0,1\n");
  CHECK_THROWS_AS(read_metrics(folder / "metrics.csv"), InputError);
}
