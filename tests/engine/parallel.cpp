#include <catch2/catch.hpp>
#include <cstdlib>

#include "engine/program_output.h"
#include "tiny_study.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

namespace {

const std::string kSeeds = "[[condition]]\nname = \"seeds\"\ninstances = 3\ninit_seed = [1, 2, 3]\n";

ProgramOutput train(const TinyStudy& tiny, const std::vector<std::string>& options) {
  const char* folder = std::getenv("TRICKY_BIN");
  std::vector<std::string> words{std::string(folder == nullptr ? "." : folder) + "/tricky-engine", "train",
                                 tiny.file().string(), "--threads", "1"};
  words.insert(words.end(), options.begin(), options.end());
  const auto output = output_of(words);
  REQUIRE(output.has_value());
  return *output;
}

}  // namespace

TEST_CASE("networks trained at once are those trained one after another, to the last byte") {
  const TinyStudy alone("", kSeeds);
  for (const char* number : {"1", "2", "3", "4"}) REQUIRE(train(alone, {"--run", number}).exit_code == 0);
  const TinyStudy together("", kSeeds);
  const ProgramOutput output = train(together, {"--parallel", "3"});
  CHECK(output.exit_code == 0);
  CHECK_THAT(output.output, Contains("seeds_3"));
  for (const char* run : {"base_1", "seeds_1", "seeds_2", "seeds_3"}) {
    INFO(run);
    CHECK(lasting_content(together.run(run)) == lasting_content(alone.run(run)));
  }
}

TEST_CASE("a network that fails stops no other, is named at the end, and leaves its reason for status") {
  const TinyStudy tiny("", kSeeds);
  write_file(tiny.run("seeds_1") / "run.json", "{}");
  const ProgramOutput output = train(tiny, {"--parallel", "2"});
  CHECK(output.exit_code == 2);
  CHECK_THAT(output.errors, Contains("1 of 4 networks failed") && Contains("seeds_1: ") && Contains("run.json"));
  CHECK(std::filesystem::exists(tiny.run("seeds_1") / "failed.json"));
  for (const char* run : {"base_1", "seeds_2", "seeds_3"}) CHECK(std::filesystem::exists(tiny.run(run) / "DONE_0002"));
}
