#include "tricky/data/difficulty.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

using namespace tricky;
using Catch::Contains;

namespace {

/// Three makers, four items; '1' right, '0' wrong, '-' missing.
CorrectnessMatrix matrix_of(const std::vector<std::string>& rows) {
  CorrectnessMatrix matrix;
  for (std::size_t i = 0; i < rows.front().size(); ++i) matrix.item_ids.push_back("item" + std::to_string(i));
  for (std::size_t m = 0; m < rows.size(); ++m) {
    matrix.makers.push_back({"net" + std::to_string(m)});
    for (const char c : rows[m]) {
      matrix.cells.push_back(c == '1' ? Correctness::right : c == '0' ? Correctness::wrong : Correctness::missing);
    }
  }
  return matrix;
}

std::vector<Difficulty> classes_of(const DifficultyTable& table) {
  std::vector<Difficulty> classes;
  for (const ItemDifficulty& item : table.items) classes.push_back(item.difficulty);
  return classes;
}

}  // namespace

TEST_CASE("an image is trivial when all are right, impossible when none is, else in between") {
  const auto table = classify(matrix_of({"1100", "1010", "1000"}), {0}, MissingResponses::exclude_item);
  using enum Difficulty;
  CHECK(classes_of(table) == std::vector{trivial, in_between, in_between, impossible});
  CHECK(table.items[1].n_correct == 1);
  CHECK(table.makers == std::vector<std::string>{"net0", "net1", "net2"});
}

TEST_CASE("one allowed exception moves the borders by one") {
  const auto table = classify(matrix_of({"1100", "1110", "1000", "1100"}), {1}, MissingResponses::exclude_item);
  using enum Difficulty;
  CHECK(classes_of(table) == std::vector{trivial, trivial, impossible, impossible});
}

TEST_CASE("an image someone has no response to is left out, or judged by the others") {
  const auto matrix = matrix_of({"11", "1-", "11"});
  using enum Difficulty;
  CHECK(classes_of(classify(matrix, {0}, MissingResponses::exclude_item)) == std::vector{trivial, unclassified});
  CHECK(classes_of(classify(matrix, {0}, MissingResponses::count_answered)) == std::vector{trivial, trivial});
  CHECK(classify(matrix, {0}, MissingResponses::exclude_item).items[1].n_makers == 2);
}

TEST_CASE("a rule under which an image could be both trivial and impossible is refused") {
  CHECK_THROWS_WITH(classify(matrix_of({"10", "01"}), {1}, MissingResponses::exclude_item),
                    Contains("trivial and impossible at once"));
  CHECK(classify(1, 2, {1}) == Difficulty::unclassified);
}

TEST_CASE("the order of decision makers does not matter") {
  const auto one = classify(matrix_of({"1100", "1010", "1000"}), {0}, MissingResponses::exclude_item);
  const auto other = classify(matrix_of({"1000", "1100", "1010"}), {0}, MissingResponses::exclude_item);
  CHECK(classes_of(one) == classes_of(other));
}

TEST_CASE("a difficulty table is read as it was written, and damaged ones are refused") {
  const TemporaryFolder folder;
  auto matrix = matrix_of({"1100", "1010", "1000"});
  matrix.item_set_digest = "abc";
  const auto table = classify(matrix, {0}, MissingResponses::exclude_item);
  write_difficulty(folder / "all.csv", table, {});
  const DifficultyTable read = read_difficulty(folder / "all.csv");
  CHECK(classes_of(read) == classes_of(table));
  CHECK(read.makers == table.makers);
  CHECK(read.item_set_digest == "abc");

  write_file(folder / "all.csv", "item_id,n_makers,n_correct,difficulty\na,3,3,trivial\n");
  CHECK_THROWS_WITH(read_difficulty(folder / "all.csv"), Contains("digest differs"));
  write_file(folder / "all.json", R"({"allowed_exceptions": 0, "makers": [], "item_set_digest": "abc"})");
  write_file(folder / "all.csv", "item_id,n_makers,n_correct,difficulty\na,3,4,trivial\n");
  CHECK_THROWS_WITH(read_difficulty(folder / "all.csv"), Contains("all.csv:2") && Contains("n_correct"));
  write_file(folder / "all.csv", "item_id,n_makers,n_correct,difficulty\na,3,3,easy\n");
  CHECK_THROWS_WITH(read_difficulty(folder / "all.csv"), Contains("\"easy\""));
  write_file(folder / "all.csv", "item_id,n_makers,n_correct,difficulty\na,3,2,trivial\n");
  CHECK_THROWS_WITH(read_difficulty(folder / "all.csv"), Contains("contradicts the counts") && Contains("in-between"));
  std::filesystem::remove(folder / "all.json");
  CHECK_THROWS_AS(read_difficulty(folder / "all.csv"), InputError);
}
