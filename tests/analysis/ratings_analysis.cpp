#include "tricky/analysis/ratings_analysis.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "small_study.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {
constexpr BootstrapOptions kFewDraws{1, 200, 0.95};
}

namespace {

SessionGroup the_group(const SmallStudy& study) {
  return load_session_groups(study.folder(), SimulatedObservers::apart).groups.at(0);
}

RatedItems items_in(const SmallStudy& study) { return rated_items(read_stimulus_list(study.folder().list_file("r"))); }

/// Without what is given again for selections of the items.
std::vector<Result> of_all_items(std::vector<Result> results, const SessionGroup& group) {
  std::erase_if(results, [&](const Result& result) { return result.over != group.over; });
  return results;
}

std::vector<Result> over(std::vector<Result> results, const std::string& what) {
  std::erase_if(results, [&](const Result& result) { return !result.over.ends_with(what); });
  return results;
}

void add_rater(SmallStudy& study, const std::string& observer, const std::string& answers) {
  study.add_session(session_of(observer, Task::ratings, "three", "r"), rating_trials("clear", answers));
}

}  // namespace

TEST_CASE("raters of a question are compared in pairs and all at once") {
  SmallStudy study;
  // The four-rater example of Krippendorff's alpha.
  add_rater(study, "a", "123321412---");
  add_rater(study, "b", "1233224125-3");
  add_rater(study, "c", "-3332342251-");
  add_rater(study, "d", "12332441251-");
  const auto results = analyse_ratings(the_group(study), std::nullopt, {}, kFewDraws);
  CHECK(*the_result(results, "joint_alpha_nominal", "clear").estimate.value == Approx(0.743421).margin(1e-6));
  CHECK(*the_result(results, "joint_alpha_ordinal", "clear").estimate.value == Approx(0.815388).margin(1e-6));
  CHECK(*the_result(results, "joint_alpha_interval", "clear").estimate.value == Approx(0.849107).margin(1e-6));
  CHECK(*the_result(results, "joint_alpha_ratio", "clear").estimate.value == Approx(0.797403).margin(1e-6));
  CHECK(the_result(results, "joint_alpha_ratio", "clear").estimate.method ==
        "bootstrap over items, 200 draws, BCa; all 4 raters at once");
  double sum = 0.0;
  double lowest = 1.0;
  for (const char* pair : {"a & b", "a & c", "a & d", "b & c", "b & d", "c & d"}) {
    const double alpha = *the_result(results, "alpha_ordinal", pair, "clear").estimate.value;
    sum += alpha;
    lowest = std::min(lowest, alpha);
  }
  CHECK(*the_result(results, "mean_alpha_ordinal", "clear").estimate.value == Approx(sum / 6));
  CHECK(*the_result(results, "lowest_alpha_ordinal", "clear").estimate.value == lowest);
  CHECK(the_result(results, "mean_pearson", "clear").estimate.n == 6);
  CHECK(the_result(results, "pearson", "a & b", "clear").estimate.n == 9);
}

TEST_CASE("network accuracy per answer is a mean over observers, and pooled over responses") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5, 0, 10}, {});
  add_rater(study, "a", "2211");  // answer 2: (1 + .5) / 2; answer 1: (0 + 1) / 2
  add_rater(study, "b", "2111");  // answer 2: 1;            answer 1: (.5 + 0 + 1) / 3
  const auto results = of_all_items(analyse_ratings(the_group(study), items_in(study), {}, kFewDraws), the_group(study));
  const auto value = [&](const char* statistic, const char* subset) {
    return *the_result(results, statistic, "clear", subset).estimate.value;
  };
  CHECK(value("network_accuracy_observer_mean", "answer = 2") == Approx(0.875));
  CHECK(value("network_accuracy_pooled", "answer = 2") == Approx(2.5 / 3));
  CHECK(value("network_accuracy_observer_mean", "answer = 1") == Approx(0.5));
  CHECK(value("network_accuracy_pooled", "answer = 1") == Approx(0.5));
  CHECK(the_result(results, "network_accuracy_observer_mean", "clear", "answer = 2").estimate.n == 2);
  CHECK(the_result(results, "network_accuracy_pooled", "clear", "answer = 1").estimate.n == 5);
  CHECK(value("answer_share_within_answer", "trivial, answer = 2") == Approx(2.0 / 3));
  CHECK(value("answer_share_within_answer", "impossible, answer = 1") == Approx(2.0 / 5));
  CHECK(value("answer_share_of_all", "trivial, answer = 2") == Approx(2.0 / 8));
  CHECK(value("answer_share_of_all", "in-between, answer = 1") == Approx(1.0 / 8));
}

TEST_CASE("shares within an answer sum to one, shares of all over everything") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5, 0, 10, 3, 0}, {});
  add_rater(study, "a", "2211-0");
  add_rater(study, "b", "210112");
  const auto results = of_all_items(analyse_ratings(the_group(study), items_in(study), {}, kFewDraws), the_group(study));
  double of_all = 0.0;
  double of_a = 0.0;
  double within = 0.0;
  for (const Result& result : results) {
    if (result.statistic == "answer_share_of_all" && result.of == "clear") of_all += *result.estimate.value;
    if (result.statistic == "answer_share_of_all" && result.of == "a") of_a += *result.estimate.value;
    if (result.statistic == "answer_share_within_answer") within += *result.estimate.value;
  }
  CHECK(of_all == Approx(1.0));
  CHECK(of_a == Approx(1.0));
  CHECK(*the_result(results, "answer_share_of_all", "a", "clear, trivial, answer = 2").estimate.value == Approx(0.2));
  CHECK(the_result(results, "answer_share_of_all", "a", "clear, trivial, answer = 2").estimate.n == 5);
  CHECK(within == Approx(3.0));
}

TEST_CASE("an excluded observer leaves the agreement on that question only, and the method says so") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5, 0, 10}, {});
  for (const auto& [observer, answers] : {std::pair{"a", "0122"}, {"b", "0112"}, {"c", "2100"}}) {
    auto trials = rating_trials("clear", answers);
    const auto more = rating_trials("usual", answers);
    trials.insert(trials.end(), more.begin(), more.end());
    study.add_session(session_of(observer, Task::ratings, "three", "r"), trials);
  }
  RatingsSelection selection;
  selection.excluded_observers[{"clear", "c"}] = "fell asleep";
  const auto all = of_all_items(analyse_ratings(the_group(study), items_in(study), {}, kFewDraws), the_group(study));
  const auto results = of_all_items(analyse_ratings(the_group(study), items_in(study), selection, kFewDraws), the_group(study));
  CHECK(the_result(results, "mean_alpha_ordinal", "clear").estimate.n == 1);
  CHECK(the_result(results, "joint_alpha_ordinal", "clear").estimate.n == 4);
  CHECK(the_result(results, "lowest_alpha_ordinal", "clear").estimate.method == "over 1 pair; without c (fell asleep)");
  CHECK(the_result(results, "mean_alpha_ordinal", "clear").estimate.method.ends_with("; over 1 pair; without c (fell asleep)"));
  CHECK(the_result(results, "joint_alpha_ordinal", "clear").estimate.value ==
        the_result(results, "alpha_ordinal", "a & b", "clear").estimate.value);
  CHECK(the_result(results, "mean_alpha_ordinal", "usual").estimate.n == 3);
  CHECK(the_result(results, "network_accuracy_pooled", "clear", "answer = 0").estimate.value ==
        the_result(all, "network_accuracy_pooled", "clear", "answer = 0").estimate.value);
}

TEST_CASE("the mean answer to each item is correlated with the share of networks that are right") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5, 0, 8}, {});
  add_rater(study, "a", "2111");
  add_rater(study, "b", "2-02");  // means 2, 1, .5, 1.5 against 1, .5, 0, .8
  const auto results = analyse_ratings(the_group(study), items_in(study), {}, kFewDraws);
  const Result result = the_result(of_all_items(results, the_group(study)), "pearson_answer_network_accuracy", "clear");
  CHECK(*result.estimate.value == Approx(0.9795260923726161));  // numpy.corrcoef
  CHECK(result.estimate.n == 4);
  CHECK_THAT(result.estimate.method, Contains("bootstrap over items within difficulties, 200 draws"));
}

TEST_CASE("answers are given again without label errors, and balanced by a draw that the seed fixes") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 10, 10, 10, 5, 5, 0, 0}, {true, false, false, false, false, false, false, false});
  add_rater(study, "a", "22221100");
  add_rater(study, "b", "22211000");
  const auto results = analyse_ratings(the_group(study), items_in(study), {}, kFewDraws);
  const auto without = over(results, kWithoutLabelErrors);
  CHECK(the_result(without, "answer_share_of_all", "clear", "trivial, answer = 2").estimate.n == 14);
  CHECK(*the_result(without, "answer_share_of_all", "clear", "trivial, answer = 2").estimate.value == Approx(5.0 / 14.0));
  CHECK_THAT(the_result(without, "network_accuracy_pooled", "clear", "answer = 2").estimate.method,
             Contains("without label errors"));
  const auto even = over(results, kBalanced);
  const Estimate& share = the_result(even, "answer_share_of_all", "clear", "in-between, answer = 1").estimate;
  CHECK(share.n == 12);  // two items of each class, two observers
  CHECK(*share.value == Approx(3.0 / 12.0));
  CHECK_THAT(share.method, Contains("2 items of each difficulty, drawn with seed 1"));
  const auto again = over(analyse_ratings(the_group(study), items_in(study), {}, kFewDraws), kBalanced);
  REQUIRE(again.size() == even.size());
  for (std::size_t i = 0; i < again.size(); ++i) CHECK(again[i].estimate.value == even[i].estimate.value);
  RatingsSelection chosen;
  chosen.only_trials = std::set<int>{1, 2, 5};
  CHECK(over(analyse_ratings(the_group(study), items_in(study), chosen, kFewDraws), kBalanced).empty());
}

TEST_CASE("label errors and unselected trials are left out of everything") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5, 0, 10, 0}, {false, false, false, true, false});
  add_rater(study, "a", "01220");
  add_rater(study, "b", "01202");
  RatingsSelection selection;
  selection.label_errors = LabelErrors::exclude;
  selection.only_trials = std::set<int>{1, 2, 3, 4};
  selection.only_trials_source = "chosen.csv";
  const auto results = analyse_ratings(the_group(study), items_in(study), selection, kFewDraws);
  const Estimate& alpha = the_result(results, "joint_alpha_ordinal", "clear").estimate;
  CHECK(*alpha.value == 1.0);  // the two disagree on items 4 and 5 alone
  CHECK(alpha.n == 3);
  CHECK(alpha.method.ends_with("; all 2 raters at once; without label errors; only the 4 trials of chosen.csv"));
  CHECK(the_result(results, "network_accuracy_pooled", "clear", "answer = 2").estimate.n == 2);
}

TEST_CASE("selecting by label errors needs the list") {
  SmallStudy study;
  add_rater(study, "a", "01");
  RatingsSelection selection;
  selection.label_errors = LabelErrors::exclude;
  CHECK_THROWS_WITH(analyse_ratings(the_group(study), std::nullopt, selection, kFewDraws), Contains("its list"));
}

TEST_CASE("responses that are no whole numbers and items off the list are refused by file and trial") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5}, {});
  SECTION("words") {
    for (const std::string bad : {"NaN", "1.5", "yes", "1e999", "99999999999999999999"}) {
      auto trials = rating_trials("clear", "01");
      trials[1].response = bad;
      study.add_session(session_of("a", Task::ratings, "three", "r"), trials);
      CHECK_THROWS_WITH(analyse_ratings(the_group(study), items_in(study), {}, kFewDraws),
                        Contains("trials.tsv") && Contains("trial 2") && Contains("whole number"));
    }
  }
  SECTION("items") {
    add_rater(study, "a", "012");
    CHECK_THROWS_WITH(analyse_ratings(the_group(study), items_in(study), {}, kFewDraws),
                      Contains("\"i2\" is not in the list"));
  }
}

TEST_CASE("the order of sessions and trials changes no number") {
  SmallStudy first;
  SmallStudy second;
  const std::vector<std::string> answers{"0122101", "011210-", "2102101"};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    add_rater(first, std::string(1, static_cast<char>('a' + i)), answers[i]);
    auto trials = rating_trials("clear", answers[i]);
    std::rotate(trials.begin(), trials.begin() + static_cast<int>(i), trials.end());
    second.add_session(session_of(std::string(1, static_cast<char>('a' + i)), Task::ratings, "three", "r"), trials);
  }
  const auto here = analyse_ratings(the_group(first), std::nullopt, {}, kFewDraws);
  const auto there = analyse_ratings(the_group(second), std::nullopt, {}, kFewDraws);
  REQUIRE(here.size() == there.size());
  for (std::size_t i = 0; i < here.size(); ++i) CHECK(here[i].estimate.value == there[i].estimate.value);
}

TEST_CASE("a question that one observer never answered leaves the others comparable") {
  SmallStudy study;
  add_rater(study, "a", "0122");
  add_rater(study, "b", "0112");
  add_rater(study, "c", "---1");
  const auto results = analyse_ratings(the_group(study), std::nullopt, {}, kFewDraws);
  CHECK_FALSE(the_result(results, "pearson", "a & c", "clear").estimate.value);
  CHECK(the_result(results, "mean_pearson", "clear").estimate.n == 1);
}
