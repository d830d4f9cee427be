#include <set>
#include <string>

#include "list_sample.h"
#include "temporary_folder.h"
#include "tricky/data/files.h"
#include "tricky/stimuli/pair_list.h"
#include "tricky/stimuli/ratings_list.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;

TEST_CASE("label errors and named items are left out when asked") {
  const Sample s = sample(20, 0, 20);
  ListOptions draw = options();
  const auto n_label_errors = [](const StimulusList& list) {
    return std::count_if(list.stimuli.begin(), list.stimuli.end(),
                         [](const ListedStimulus& each) { return each.label_error; });
  };
  CHECK(n_label_errors(make_pair_list(s.table, s.items, {20, 0}, draw)) == 4);
  draw.label_errors = LabelErrors::exclude;
  CHECK(n_label_errors(make_pair_list(s.table, s.items, {18, 0}, draw)) == 0);
  draw.excluded = {"trivial-0", "impossible-3"};
  for (const std::string& id : ids_of(make_pair_list(s.table, s.items, {17, 0}, draw), Phase::main)) {
    CHECK(id != "trivial-0");
    CHECK(id != "impossible-3");
  }
}

TEST_CASE("too few images: the error says how many there are, how many it takes, and what helps") {
  const Sample s = sample(20, 5, 30);
  ListOptions draw = options();
  CHECK_THAT(message_of([&] {
               make_pair_list(s.table, s.items, {149, 5}, draw);
             }),
             Contains("\"all\" has 20 trivial images") &&
                 Contains("154 (149 for the main trials and 5 for practice)") && Contains("--trials") &&
                 Contains("larger --allowed-exceptions") && !Contains("--exclude-label-errors"));
  draw.label_errors = LabelErrors::exclude;
  draw.excluded = {"trivial-1"};
  CHECK_THAT(message_of([&] {
               make_pair_list(s.table, s.items, {18, 0}, draw);
             }),
             Contains("17 trivial images to draw from (2 more carry label errors, 1 more are excluded by --exclude)") &&
                 Contains("18 for the main trials") && Contains("drop --exclude-label-errors"));
  CHECK_THAT(message_of([&] {
               make_ratings_list(s.table, s.items, {6, 0}, options());
             }),
             Contains("5 in-between images") && Contains("--per-class") && Contains("smaller --allowed-exceptions"));
  CHECK(message_of([&] { make_pair_list(s.table, s.items, {20, 0}, options()); }) == "accepted");
  CHECK(message_of([&] { make_pair_list(s.table, s.items, {20, 1}, options()); }) != "accepted");
}

TEST_CASE("a label_error that is neither 0 nor 1 is refused") {
  DifficultyTable table;
  const ItemSet items({{"a", 0, "", ""}, {"b", 0, "", ""}}, {"label_error"}, {{"no"}, {"0"}});
  table.items = {{"a", 1, 1, Difficulty::trivial}, {"b", 1, 0, Difficulty::impossible}};
  table.item_set_digest = items.digest();
  CHECK_THAT(message_of([&] {
               make_pair_list(table, items, {1, 0}, options());
             }),
             Contains("label_error of item \"a\"") && Contains("\"no\""));
}

TEST_CASE("a difficulty table of other items is refused") {
  Sample s = sample(5, 5, 5);
  const Sample other = sample(6, 5, 5);
  CHECK_THAT(message_of([&] {
               make_pair_list(s.table, other.items, {2, 0}, options());
             }),
             Contains("\"all\"") && Contains("digests differ") && Contains("tricky difficulty"));
  s.table.items[0].item_id = "stranger";
  CHECK_THAT(message_of([&] { make_pair_list(s.table, s.items, {2, 0}, options()); }), Contains("\"stranger\""));
}

TEST_CASE("an exclude file is any table with an item_id column, whose ids must be known") {
  const Sample s = sample(5, 5, 5);
  const TemporaryFolder folder;
  write_file(folder / "a.csv", "trial,item_id\n1,trivial-0\n2,impossible-4\n3,trivial-0\n");
  CHECK(read_excluded(folder / "a.csv", s.items) == std::unordered_set<std::string>{"trivial-0", "impossible-4"});
  write_file(folder / "b.csv", "item_id\ntrivial-0\nstranger\n");
  CHECK_THAT(message_of([&] { read_excluded(folder / "b.csv", s.items); }),
             Contains("b.csv:3") && Contains("\"stranger\""));
  write_file(folder / "c.csv", "id\ntrivial-0\n");
  CHECK_THAT(message_of([&] { read_excluded(folder / "c.csv", s.items); }), Contains("item_id"));
}
