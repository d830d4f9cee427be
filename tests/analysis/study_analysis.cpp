#include "tricky/analysis/study_analysis.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "analysis/commands/analysis_summary.h"
#include "analysis/commands/commands.h"
#include "quiet_output.h"
#include "small_study.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

std::string run(void (*command)(const Invocation&), const std::string& name,
                const std::vector<std::string>& arguments) {
  QuietOutput output;
  command({"tricky", name, arguments});
  return output.text();
}

std::string difficulty(const SmallStudy& study, std::vector<std::string> more) {
  more.insert(more.begin(), {"--study", study.path()});
  return run(run_difficulty, "difficulty", more);
}

std::string analyse(const SmallStudy& study, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"--study", study.path()});
  return run(run_analyse, "analyse", more);
}

void add_three_networks(SmallStudy& study) {
  study.add_items(6);
  study.add_network("a", "110110");
  study.add_network("b", "110100");
  study.add_network("c", "100110");
}

}  // namespace

TEST_CASE("tricky difficulty sorts items by how many networks are right") {
  SmallStudy study;
  add_three_networks(study);
  const std::string output = difficulty(study, {"--name", "all"});
  CHECK_THAT(output, Contains("6 items, 3 networks") && Contains("trivial") && Contains("33.3 %"));
  const DifficultyTable table = read_difficulty(study.folder().difficulty_file("all"));
  CHECK(table.makers == std::vector<std::string>{"a", "b", "c"});
  CHECK(table.count(Difficulty::trivial) == 2);
  CHECK(table.count(Difficulty::impossible) == 2);
  CHECK(table.items[1].n_correct == 2);

  difficulty(study, {"--name", "lax", "--allowed-exceptions", "1"});
  CHECK(read_difficulty(study.folder().difficulty_file("lax")).count(Difficulty::trivial) == 4);
  difficulty(study, {"--name", "two", "--makers", "a,c"});
  CHECK(read_difficulty(study.folder().difficulty_file("two")).makers == std::vector<std::string>{"a", "c"});
}

TEST_CASE("tricky difficulty writes over nothing unless told to") {
  SmallStudy study;
  add_three_networks(study);
  difficulty(study, {"--name", "all"});
  CHECK_THROWS_WITH(difficulty(study, {"--name", "all", "--makers", "a,b"}), Contains("--replace"));
  CHECK(read_difficulty(study.folder().difficulty_file("all")).makers.size() == 3);
  difficulty(study, {"--name", "all", "--makers", "a,b", "--replace"});
  CHECK(read_difficulty(study.folder().difficulty_file("all")).makers.size() == 2);
}

TEST_CASE("tricky difficulty leaves items with missing responses unclassified, or judges them by the rest") {
  SmallStudy study;
  study.add_items(3);
  study.add_network("a", "11-");
  study.add_network("b", "101");
  const std::string output = difficulty(study, {"--name", "strict"});
  CHECK_THAT(output, Contains("unclassified") && Contains("--missing count"));
  CHECK(read_difficulty(study.folder().difficulty_file("strict")).count(Difficulty::unclassified) == 1);
  difficulty(study, {"--name", "lax", "--missing", "count"});
  CHECK(read_difficulty(study.folder().difficulty_file("lax")).count(Difficulty::trivial) == 2);
}

TEST_CASE("tricky difficulty refuses what it cannot use and says what to do") {
  SmallStudy study;
  CHECK_THROWS_WITH(difficulty(study, {"--name", "all"}), Contains("tricky import items"));
  study.add_items(6);
  CHECK_THROWS_WITH(difficulty(study, {"--name", "all"}), Contains("holds no networks yet"));
  study.add_network("resnet", "110110");
  study.add_network("vgg", "110110");
  CHECK_THROWS_WITH(difficulty(study, {"--name", "../all"}), Contains("--name"));
  CHECK_THROWS_WITH(difficulty(study, {"--name", "all", "--makers", "resnt"}), Contains("did you mean \"resnet\""));
  CHECK_THROWS_WITH(difficulty(study, {"--name", "all", "--makers", "../resnet"}), Contains("no network"));
  CHECK_THROWS_WITH(difficulty(study, {"--name", "all", "--makers", "vgg,vgg"}), Contains("twice"));
  CHECK_THROWS_WITH(difficulty(study, {"--name", "all", "--epoch", "1e9"}), Contains("--epoch"));
  CHECK_THROWS_AS(difficulty(study, {"--name", "all", "--allowed-exceptions", "1"}), InputError);
  CHECK_THROWS_AS(difficulty(study, {"--name", "all", "--allowed-exceptions", "-1"}), InputError);
  CHECK_THROWS_AS(difficulty(study, {"--name", "all", "--missing", "perhaps"}), InputError);
  CHECK(study.folder().difficulty_names().empty());
}

TEST_CASE("tricky analyse says everything about networks and difficulty") {
  SmallStudy study;
  add_three_networks(study);
  difficulty(study, {"--name", "all"});
  const std::string output = analyse(study);
  CHECK_THAT(output, Contains("items (3 networks)") && Contains("mean_kappa") && Contains("results.json"));
  auto results = read_results(study.folder().reports() / "results.json");
  CHECK(std::count_if(results.begin(), results.end(), [](const Result& result) {
          return result.over == "in-between all" && result.statistic == "kappa";
        }) == 3);
  std::erase_if(results, [](const Result& result) { return result.over == "in-between all"; });
  CHECK(*the_result(results, "accuracy", "a").estimate.value == Approx(4.0 / 6.0));
  CHECK(*the_result(results, "kappa", "a & b").estimate.value == Approx(2.0 / 3.0));
  CHECK(the_result(results, "kappa", "a & b").over == "items");
  CHECK(*the_result(results, "share_trivial", "items").estimate.value == Approx(1.0 / 3.0));
  CHECK(*the_result(results, "expected_share_poisson_binomial", "items", "3 right").estimate.value ==
        Approx(4.0 / 6.0 * 0.5 * 0.5));
  std::ifstream csv(study.folder().reports() / "results.csv");
  std::string header;
  std::getline(csv, header);
  CHECK(header == "statistic,of,over,subset,value,ci_low,ci_high,level,n,method,undefined");
}

TEST_CASE("the expectation for independent networks uses the epoch the table was made from, or says why not") {
  SmallStudy study;
  study.add_items(4);
  study.add_network("a", "1000", 0);
  study.add_network("a", "1110", 1);
  study.add_network("b", "1100", 0);
  study.add_network("b", "1111", 1);
  difficulty(study, {"--name", "untrained", "--epoch", "0"});
  analyse(study);
  const auto path = study.folder().reports() / "results.json";
  CHECK(*the_result(read_results(path), "expected_share_poisson_binomial", "items", "2 right").estimate.value ==
        Approx(0.25 * 0.5));
  CHECK(*the_result(read_results(path), "accuracy", "a").estimate.value == 0.75);

  study.add_network("b", "0011", 0);
  analyse(study);
  const Result changed = the_result(read_results(path), "expected_share_poisson_binomial", "items", "2 right");
  CHECK_FALSE(changed.estimate.value);
  CHECK_THAT(changed.estimate.undefined, Contains("no longer those"));

  std::filesystem::remove_all(study.folder().run("b"));
  analyse(study);
  const Result gone = the_result(read_results(path), "expected_share_poisson_binomial", "items", "2 right");
  CHECK_THAT(gone.estimate.undefined, Contains("no longer in the study"));
}

TEST_CASE("the same seed gives the same bytes, another seed other intervals, the same values") {
  SmallStudy study;
  add_three_networks(study);
  ::setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
  analyse(study, {"--seed", "5"});
  const std::string first = read_file(study.folder().reports() / "results.json");
  analyse(study, {"--seed", "5"});
  CHECK(read_file(study.folder().reports() / "results.json") == first);
  ::unsetenv("SOURCE_DATE_EPOCH");
  const auto before = read_results(study.folder().reports() / "results.json");
  analyse(study, {"--seed", "6", "--draws", "150"});
  const auto after = read_results(study.folder().reports() / "results.json");
  REQUIRE(before.size() == after.size());
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(before[i].estimate.value == after[i].estimate.value);
}

TEST_CASE("adding a network changes no other pair's interval") {
  SmallStudy study;
  add_three_networks(study);
  analyse(study);
  const auto path = study.folder().reports() / "results.json";
  const Result before = the_result(read_results(path), "kappa", "a & c");
  study.add_network("aa", "001110");
  analyse(study);
  CHECK(the_result(read_results(path), "kappa", "a & c").estimate.ci == before.estimate.ci);
}

TEST_CASE("the level is that of all intervals") {
  SmallStudy study;
  add_three_networks(study);
  analyse(study, {"--level", "0.5"});
  for (const Result& result : read_results(study.folder().reports() / "results.json")) {
    if (result.estimate.ci) CHECK(result.estimate.level == 0.5);
  }
  for (const char* level : {"0", "1", "95", "nan"})
    CHECK_THROWS_WITH(analyse(study, {"--level", level}), Contains("--level"));
}

TEST_CASE("tricky analyse takes networks, both experiments and selections together") {
  SmallStudy study;
  add_three_networks(study);
  study.add_session(session_of("01", Task::two_choice, "easier", "p"), pair_trials("1101"));
  study.add_ratings_list("r", {10, 5, 0, 10}, {});
  for (const auto& [observer, answers] : {std::pair{"01", "0122"}, {"02", "0112"}, {"03", "2100"}}) {
    study.add_session(session_of(observer, Task::ratings, "three", "r"), rating_trials("clear", answers));
  }
  TemporaryFolder folder;
  write_file(folder / "chosen.csv", "trial\n1\n2\n3\n");
  const std::string output =
      analyse(study, {"--exclude-observer", "clear=03", "--only-trials", (folder / "chosen.csv").string()});
  CHECK_THAT(output, Contains("task-easier_list-p (1 observer)") && Contains("of these are undefined"));
  const auto results = read_results(study.folder().reports() / "results.json");
  CHECK(*the_result(results, "accuracy", "01").estimate.value == 0.75);
  CHECK(the_result(results, "joint_alpha_nominal", "clear")
            .estimate.method.ends_with("; all 2 raters at once; only the 3 trials of chosen.csv; without 03 (no reason given)"));
  CHECK(the_result(results, "joint_alpha_nominal", "clear").estimate.n == 3);
}

TEST_CASE("selections that nothing answers to are refused with the nearest name") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5, 0}, {});
  study.add_session(session_of("subj1", Task::ratings, "three", "r"), rating_trials("clear", "012"));
  study.add_session(session_of("subj2", Task::ratings, "three", "r"), rating_trials("clear", "022"));
  CHECK_THROWS_WITH(analyse(study, {"--exclude-observer", "claer=subj1"}), Contains("did you mean \"clear\""));
  CHECK_THROWS_WITH(analyse(study, {"--exclude-observer", "clear=subj9"}), Contains("observer \"subj9\""));
  for (const char* text : {"subj1", "clear=", "=subj1", "clear=: late", "clear=subj1:", "clear=subj1: "})
    CHECK_THROWS_WITH(analyse(study, {"--exclude-observer", text}), Contains("QUESTION=OBSERVER: REASON"));
  for (const char* text : {"clear=subj1: late; tired", "clear=subj1: late\ntired", "clear=subj1: \xff"})
    CHECK_THROWS_WITH(analyse(study, {"--exclude-observer", text}), Contains("one line without semicolons"));
  CHECK_THROWS_WITH(analyse(study, {"--exclude-observer", "clear=subj1", "--exclude-observer", "clear=subj1: late"}),
                    Contains("twice"));
  TemporaryFolder folder;
  const auto only = [&](const std::string& text) {
    write_file(folder / "t.csv", text);
    return analyse(study, {"--only-trials", (folder / "t.csv").string()});
  };
  CHECK_THROWS_WITH(only("trial\n1\n7\n"), Contains("trial 7"));
  CHECK_THROWS_WITH(only("trail\n1\n"), Contains("trial"));
  CHECK_THROWS_WITH(only("trial\n1\n1\n"), Contains("twice"));
  CHECK_THROWS_WITH(only("trial\n"), Contains("names no trials"));
  CHECK_THROWS_AS(only("trial\nNaN\n"), InputError);
  CHECK_THROWS_AS(only("trial\n1000000000000\n"), InputError);
  CHECK_THROWS_AS(only(""), InputError);
  CHECK_FALSE(std::filesystem::exists(study.folder().reports() / "results.json"));
}

TEST_CASE("a list that was changed after the sessions is not used, and a note says so") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5, 0}, {});
  auto record = session_of("01", Task::ratings, "three", "r");
  record.list_sha256 = stimulus_list_digest(study.folder().list_file("r"));
  study.add_session(record, rating_trials("clear", "012"));
  const auto has_accuracy = [](const StudyAnalysis& analysis) {
    return std::any_of(analysis.results.begin(), analysis.results.end(),
                       [](const Result& result) { return result.statistic == "network_accuracy_pooled"; });
  };
  CHECK(has_accuracy(analyse_study(study.folder(), {})));
  study.add_ratings_list("r", {10, 6, 0}, {});
  const StudyAnalysis analysis = analyse_study(study.folder(), {});
  CHECK_FALSE(has_accuracy(analysis));
  REQUIRE(analysis.notes.size() == 1);
  CHECK_THAT(analysis.notes[0], Contains("was changed after the session of 01"));
}

TEST_CASE("an empty study is refused with what to do next") {
  SmallStudy study;
  CHECK_THROWS_WITH(analyse(study), Contains("nothing to analyse yet") && Contains("tricky import"));
  study.add_items(3);
  CHECK_THROWS_WITH(analyse(study), Contains("nothing to analyse yet"));
}

TEST_CASE("hostile and damaged studies are refused, not misread") {
  SmallStudy study;
  add_three_networks(study);
  SECTION("a session names a list outside the study") {
    study.add_session(session_of("01", Task::ratings, "three", "../../etc/passwd"), rating_trials("clear", "012"));
    const StudyAnalysis analysis = analyse_study(study.folder(), {});
    CHECK_THAT(analysis.notes.at(0), Contains("there is no list"));
  }
  SECTION("a difficulty table names a network outside the study") {
    DifficultyTable table;
    table.makers = {"../../runs/a"};
    table.items = {{"i0", 1, 1, Difficulty::trivial}};
    write_difficulty(study.folder().difficulty_file("odd"), table, {});
    const auto results = analyse_study(study.folder(), {}).results;
    CHECK_THAT(the_result(results, "expected_share_poisson_binomial", "items", "1 right").estimate.undefined,
               Contains("no longer in the study"));
  }
  SECTION("a difficulty table announces a million networks") {
    DifficultyTable table;
    table.items = {{"i0", 1 << 20, 1 << 19, Difficulty::in_between}};
    write_difficulty(study.folder().difficulty_file("odd"), table, {});
    CHECK(analyse_study(study.folder(), {}).results.size() < 100);
  }
  SECTION("a truncated response file") {
    const auto file = responses_file(study.folder().run("b"), std::nullopt);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
    CHECK_THROWS_AS(analyse_study(study.folder(), {}), InputError);
  }
  SECTION("a truncated table of trials") {
    const auto folder = study.add_session(session_of("01", Task::two_choice, "easier", "p"), pair_trials("1101"));
    const std::string text = read_file(folder / "trials.tsv");
    write_file(folder / "trials.tsv", text.substr(0, text.size() - 9));
    CHECK_THROWS_WITH(analyse_study(study.folder(), {}), Contains("trials.tsv"));
  }
  SECTION("responses of another item set") {
    study.add_items(7);
    CHECK_THROWS_AS(analyse_study(study.folder(), {}), InputError);
  }
}

TEST_CASE("the summary for programs holds the group results and the paths") {
  SmallStudy study;
  add_three_networks(study);
  const Value summary = parse_json(analyse(study, {"--json"}), "stdout");
  CHECK_THAT(*summary.find("results_json")->if_text(), Contains("results.json"));
  CHECK(summary.find("summary")->if_array()->size() == 5);
}

TEST_CASE("decision makers and data behind the results stand in the provenance") {
  SmallStudy study;
  add_three_networks(study);
  analyse(study, {"--seed", "7"});
  const Value content = read_json(study.folder().reports() / "results.json");
  const Value* provenance = content.find("provenance");
  CHECK(*provenance->find("seed")->if_integer() == 7);
  CHECK(provenance->find("inputs")->if_array()->size() == 4);  // items.csv and three response files
}
