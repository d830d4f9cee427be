// What items.csv and votes.csv say about items, by difficulty.

#include <catch2/catch.hpp>
#include <cmath>

#include "small_study.h"
#include "tricky/analysis/item_groups.h"
#include "tricky/analysis/label_ambiguity.h"
#include "tricky/analysis/study_analysis.h"
#include "tricky/data/errors.h"
#include "tricky/data/provenance.h"
#include "tricky/data/rater_votes.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

/// Items "i0", "i1", … of the classes t, b (in-between), i, - (unclassified).
DifficultyTable table_of(const std::string& classes) {
  DifficultyTable table;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const char c = classes[k];
    table.items.push_back({numbered("i", k), 3, c == 't' ? 3 : c == 'i' ? 0 : 1,
                           c == 't'   ? Difficulty::trivial
                           : c == 'b' ? Difficulty::in_between
                           : c == 'i' ? Difficulty::impossible
                                      : Difficulty::unclassified});
  }
  return table;
}

ItemSet items_with(const std::vector<std::string>& groups) {
  std::vector<Item> items;
  std::vector<std::vector<std::string>> extra;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    items.push_back({numbered("i", i), 1, "", ""});
    extra.push_back({groups[i]});
  }
  return {std::move(items), {"superclass"}, std::move(extra)};
}

}  // namespace

TEST_CASE("difficulty divides over superclasses both ways, without unclassified items and such without a superclass") {
  const ItemSet items = items_with({"dogs", "dogs", "dogs", "tools", "tools", "", "dogs"});
  const auto results = analyse_item_groups(table_of("ttbiit-"), "all", items, "superclass", 0.95);
  const auto value = [&](const char* statistic, const char* group, const char* difficulty) {
    return *the_result(results, statistic, group, std::string("superclass, ") + difficulty).estimate.value;
  };
  CHECK(value("share_within_group", "dogs", "trivial") == Approx(2.0 / 3.0));
  CHECK(value("share_within_group", "dogs", "in-between") == Approx(1.0 / 3.0));
  CHECK(value("share_within_group", "dogs", "impossible") == 0.0);
  CHECK(value("share_within_group", "tools", "impossible") == 1.0);
  CHECK(value("share_within_difficulty", "dogs", "trivial") == 1.0);
  CHECK(value("share_within_difficulty", "tools", "impossible") == 1.0);
  const Estimate& dogs = the_result(results, "share_within_group", "dogs", "superclass, trivial").estimate;
  CHECK(dogs.n == 3);
  CHECK_THAT(dogs.method, Contains("1 items without a superclass left out"));
  const auto no_impossible = analyse_item_groups(table_of("ttb"), "all", items_with({"a", "b", "b"}), "superclass", 0.95);
  CHECK_FALSE(the_result(no_impossible, "share_within_difficulty", "a", "superclass, impossible").estimate.value);
  CHECK(analyse_item_groups(table_of("tt"), "all", items_with({"a", "a"}), "superclass", 0.95).empty());
}

TEST_CASE("label ambiguity counts who did not choose the given label, and who disagreed") {
  // i0: all given. i1: all agree on another answer. i2: 3 to 2. i3: 2, 2, 1. i4: no votes.
  const RaterVotes votes{{"given", "guessed", "both"},
                         {{"i0", {5, 0, 0}}, {"i1", {0, 5, 0}}, {"i2", {3, 2, 0}}, {"i3", {2, 2, 1}}}};
  const auto results = analyse_label_ambiguity(votes, table_of("tbbbb"), "all", {});
  const auto value = [&](const char* statistic, const char* subset) {
    return the_result(results, statistic, "votes", subset).estimate;
  };
  CHECK(*value("share_voted", "all").value == Approx(0.8));
  CHECK(*value("share_not_all_given", "in-between").value == Approx(3.0 / 4.0));
  CHECK(*value("share_disagreement", "in-between").value == Approx(2.0 / 4.0));
  CHECK(*value("share_disagreement_of_voted", "in-between").value == Approx(2.0 / 3.0));
  CHECK(*value("share_not_all_given", "all").value == Approx(3.0 / 5.0));
  CHECK(*value("mean_dissent", "in-between").value == Approx((0.0 + 0.4 + 0.6) / 3.0));
  const double bits_i2 = -0.6 * std::log2(0.6) - 0.4 * std::log2(0.4);
  const double bits_i3 = -2 * 0.4 * std::log2(0.4) - 0.2 * std::log2(0.2);
  CHECK(*value("mean_entropy_bits", "in-between").value == Approx((bits_i2 + bits_i3) / 3.0));
  CHECK(*value("mean_entropy_bits", "trivial").value == 0.0);
  CHECK(value("mean_dissent", "impossible").undefined == "no item of this difficulty has votes");
  CHECK_THAT(value("share_disagreement", "all").method, Contains("items without votes count as unambiguous"));
  CHECK(vote_entropy_bits({2, 1, 2}) == vote_entropy_bits({1, 2, 2}));
  CHECK(vote_entropy_bits({1, 1, 1, 1}) == Approx(2.0));
}

TEST_CASE("an analysis takes in superclasses and votes, and refuses a column that is not there") {
  const SmallStudy study;
  write_items(study.folder().items_file(), items_with({"dogs", "dogs", "tools"}));
  write_difficulty(study.folder().difficulty_file("all"), table_of("tbi"), {});
  AnalysisOptions options;
  options.bootstrap.draws = 10;
  const auto count = [](const StudyAnalysis& analysis, const char* statistic) {
    return std::count_if(analysis.results.begin(), analysis.results.end(),
                         [&](const Result& result) { return result.statistic == statistic; });
  };
  CHECK(count(analyse_study(study.folder(), options), "share_within_group") == 6);
  CHECK(count(analyse_study(study.folder(), options), "share_disagreement") == 0);
  write_rater_votes(study.folder().votes_file(), {{"given", "other"}, {{"i0", {3, 2}}}}, {});
  CHECK(count(analyse_study(study.folder(), options), "share_disagreement") == 4);
  options.group_column = "superclas";
  CHECK_THROWS_WITH(analyse_study(study.folder(), options), Contains("did you mean \"superclass\"?"));
}
