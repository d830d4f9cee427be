#include "tricky/data/estimate.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/csv.h"

using namespace tricky;

TEST_CASE("results are read as they were written, undefined ones with their reason") {
  const TemporaryFolder folder;
  std::vector<Result> results(2);
  results[0] = {"kappa", "a & b", "items", "all", {0.1 + 0.2, {{-0.25, 1.0}}, 0.9, 100, "bootstrap", ""}};
  results[1] = {"kappa", "a & c", "items", "all", {std::nullopt, std::nullopt, 0.95, 100, "", "both are always right"}};
  write_results(folder.path(), results, {});
  const auto read = read_results(folder / "results.json");
  REQUIRE(read.size() == 2);
  CHECK(read[0].estimate.value == 0.1 + 0.2);
  CHECK(read[0].estimate.ci->first == -0.25);
  CHECK(read[0].estimate.level == 0.9);
  CHECK_FALSE(read[1].estimate.value);
  CHECK(read[1].estimate.undefined == "both are always right");

  CsvReader csv(folder / "results.csv");
  REQUIRE(csv.next());
  CHECK(csv[csv.column("value")] == "0.30000000000000004");
  REQUIRE(csv.next());
  CHECK(csv[csv.column("value")].empty());
  CHECK(csv[csv.column("undefined")] == "both are always right");
}
