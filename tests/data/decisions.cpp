#include "tricky/data/decisions.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/npy.h"

using namespace tricky;
using Catch::Contains;

namespace {

ItemSet three_items() { return ItemSet({{"a", 0}, {"b", 1}, {"c", 2}}); }

/// A study with the imported network "imported" and the trained network "base_1" at epochs 0 and 1.
StudyFolder make_study(const TemporaryFolder& folder) {
  write_file(folder / "study.toml", "name = \"test\"\n");
  StudyFolder study(folder.path());
  const ItemSet items = three_items();
  write_items(study.items_file(), items);
  write_run(study.run("imported"), {"imported", "imported", 1, RunRecord::Origin::imported, items.digest(), 3, {}});
  write_responses(responses_file(study.run("imported"), std::nullopt),
                  std::vector<std::uint16_t>{0, 1, kMissingResponse});
  write_run(study.run("base_1"), {"base_1", "base", 1, RunRecord::Origin::trained, items.digest(), 3, {}});
  write_responses(responses_file(study.run("base_1"), 0), std::vector<std::uint16_t>{2, 2, 2});
  write_responses(responses_file(study.run("base_1"), 1), std::vector<std::uint16_t>{0, 1, 0});
  write_responses(responses_file(study.run("base_1"), 2), std::vector<std::uint16_t>{0, 1, 2});
  for (const char* marker : {"DONE_0000", "DONE_0001"}) write_file(study.run("base_1") / marker, "");
  return study;
}

}  // namespace

TEST_CASE("responses are loaded at the last complete epoch, or the one asked for") {
  const TemporaryFolder folder;
  const StudyFolder study = make_study(folder);
  const ItemSet items = read_items(study.items_file());
  const auto matrix = load_responses(study, items, {}, std::nullopt);
  REQUIRE(matrix.makers.size() == 2);
  CHECK(matrix.makers[0].id == "base_1");
  CHECK(matrix.row(0)[2] == 0);  // epoch 2 has no marker, so it is not complete
  const std::vector<std::string> base{"base_1"};
  CHECK(load_responses(study, items, base, 0).row(0)[0] == 2);
  CHECK_THROWS_WITH(load_responses(study, items, base, 2),
                    Contains("no epoch 2") && Contains("last complete one is 1"));
  const std::vector<std::string> typo{"base1"};
  CHECK_THROWS_WITH(load_responses(study, items, typo, std::nullopt), Contains("did you mean \"base_1\"?"));
}

TEST_CASE("a network that is trained further for other conditions counts at its own condition's last epoch") {
  RunRecord run;
  const std::vector<int> epochs{0, 1, 2, 3, 5};
  CHECK(last_epoch_of_condition(run, epochs) == 5);
  run.comparison = RunComparison{3, {{"base", 0, "base"}, {"plus", 2, "base"}}};
  CHECK(last_epoch_of_condition(run, epochs) == 3);
  run.comparison->epochs = 4;  // not complete: the one before
  CHECK(last_epoch_of_condition(run, epochs) == 3);
  run.comparison->epochs = 9;
  CHECK(last_epoch_of_condition(run, epochs) == 5);
}

TEST_CASE("a response is right when it is the item's label, and missing is neither right nor wrong") {
  const TemporaryFolder folder;
  const StudyFolder study = make_study(folder);
  const ItemSet items = read_items(study.items_file());
  const auto correctness = correctness_of(load_responses(study, items, {}, std::nullopt), items);
  using enum Correctness;
  CHECK(std::vector(correctness.row(0).begin(), correctness.row(0).end()) == std::vector{right, right, wrong});
  CHECK(std::vector(correctness.row(1).begin(), correctness.row(1).end()) == std::vector{right, right, missing});
}

TEST_CASE("responses to other items are refused, not aligned by position") {
  const TemporaryFolder folder;
  const StudyFolder study = make_study(folder);
  const ItemSet other({{"b", 1}, {"a", 0}, {"c", 2}});
  CHECK_THROWS_WITH(load_responses(study, other, {}, std::nullopt), Contains("another item set"));
  auto matrix = load_responses(study, three_items(), {}, std::nullopt);
  CHECK_THROWS_WITH(correctness_of(matrix, other), Contains("another item set"));
  write_responses(responses_file(study.run("imported"), std::nullopt), std::vector<std::uint16_t>{0, 1});
  CHECK_THROWS_WITH(load_responses(study, three_items(), {}, std::nullopt),
                    Contains("holds 2 responses") && Contains("3 items"));
}

TEST_CASE("the item set's digest is over ids and labels in order") {
  CHECK(ItemSet({{"a", 0}, {"b", 1}}).digest() != ItemSet({{"b", 1}, {"a", 0}}).digest());
  CHECK(ItemSet({{"a", 0}, {"b", 1}}).digest() != ItemSet({{"a", 0}, {"b", 2}}).digest());
  CHECK(ItemSet({{"a", 0, "cat", "x.png"}}).digest() == ItemSet({{"a", 0}}).digest());
  // sha256sum of "a\t0\nb\t1\n"
  CHECK(ItemSet({{"a", 0}, {"b", 1}}).digest() == "27a5556067d793ae78d892a88957ab5fe58af20e6ebabc27ea66b2aa1aa210f9");
}

TEST_CASE("items keep further columns, and double or damaged ones are refused by line") {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& content) {
    write_file(folder / "items.csv", content);
    return read_items(folder / "items.csv");
  };
  const ItemSet items = read("item_id,wnid,label\nx,n01,7\ny,n02,8\n");
  write_items(folder / "copy.csv", items);
  const ItemSet copy = read_items(folder / "copy.csv");
  CHECK(copy.digest() == items.digest());
  CHECK(copy.extra(*copy.find("y"), *copy.find_extra("wnid")) == "n02");
  CHECK_THROWS_WITH(read("item_id,label\nx,0\nx,1\n"), Contains("\"x\" stands there twice"));
  CHECK_THROWS_WITH(read("item_id,label\nx,65535\n"), Contains("items.csv:2: label"));
  CHECK_THROWS_WITH(read("item_id,label\na+b,1\n"), Contains("'+'"));
  CHECK_THROWS_WITH(read("item_id,label\n"), Contains("no items"));
}

TEST_CASE("a network that stopped earlier than the others, and responses without run.json, raise doubts") {
  const TemporaryFolder folder;
  const StudyFolder study = make_study(folder);
  const ItemSet items = read_items(study.items_file());
  CHECK(doubts_about(study, load_responses(study, items, {}, std::nullopt)).empty());
  write_run(study.run("base_2"), {"base_2", "base", 2, RunRecord::Origin::trained, items.digest(), 3, {}});
  write_responses(responses_file(study.run("base_2"), 0), std::vector<std::uint16_t>{2, 2, 2});
  write_file(study.run("base_2") / "DONE_0000", "");
  write_responses(responses_file(study.run("stray"), std::nullopt), std::vector<std::uint16_t>{2, 2, 2});
  const auto doubts = doubts_about(study, load_responses(study, items, {}, std::nullopt));
  REQUIRE(doubts.size() == 2);
  CHECK_THAT(doubts[0], Contains("base_2 is taken at epoch 0, others at epoch 1"));
  CHECK_THAT(doubts[1], Contains("stray") && Contains("no run.json"));
}
