// The real data: what the paper prints must come out of it. Needs the environment variable TRICKY_REFERENCE.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "quiet_output.h"
#include "small_study.h"
#include "tricky/analysis/study_analysis.h"
#include "tricky/data/commands.h"
#include "tricky/data/csv.h"
#include "tricky/data/difficulty.h"

using namespace tricky;
using namespace tricky::analysis;

namespace fs = std::filesystem;

namespace {

std::optional<fs::path> reference() {
  const char* path = std::getenv("TRICKY_REFERENCE");
  if (path != nullptr && fs::is_directory(path)) return fs::path(path);
  WARN("skipped: TRICKY_REFERENCE does not name the folder of reference data");
  return std::nullopt;
}

std::vector<std::string> files_in(const fs::path& folder, const std::string& extension) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void import(const SmallStudy& study, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--study", study.path()});
  const QuietOutput output;
  for (const Command& command : data_commands()) {
    if (command.name == "import") command.run({"tricky", "import", arguments});
  }
}

std::set<int> trials_in(const fs::path& csv) {
  CsvReader reader(csv);
  std::set<int> trials;
  while (reader.next()) trials.insert(static_cast<int>(reader.integer(reader.column("trial"), 1, 1000)));
  return trials;
}

double two_decimals(const Result& result) { return std::round(100.0 * result.estimate.value.value()) / 100.0; }

}  // namespace

TEST_CASE("the released counts give the paper's shares of trivial and impossible images", "[reference]") {
  const auto data = reference();
  if (!data) return;
  const SmallStudy study;
  import(study, {"items", (*data / "imagenet/items.csv").string()});
  import(study, {"counts", (*data / "imagenet/released_counts.csv").string(), "--name", "released",
                 "--allowed-exceptions", "1"});
  const auto results = analyse_study(study.folder(), {}).results;
  const auto percent = [&](const char* statistic) {
    return std::round(1000.0 * *the_result(results, statistic, "items").estimate.value) / 10.0;
  };
  CHECK(percent("share_trivial") == 46.0);
  CHECK(percent("share_impossible") == 11.5);
  CHECK(percent("share_in_between") == 42.5);
  const auto n_items = [&](const char* subset) {
    return std::lround(50'000.0 * *the_result(results, "share_n_correct", "items", subset).estimate.value);
  };
  CHECK(n_items("0 right") == 3'522);
  CHECK(n_items("11 right") == 15'919);
}

TEST_CASE("one analysis of the paper's ratings gives its agreement and network accuracies", "[reference]") {
  const auto data = reference();
  if (!data) return;
  const SmallStudy study;
  import(study, {"ratings", (*data / "exp2/ratings.csv").string(), "--items", (*data / "exp2/items.csv").string(),
                 "--name", "exp2"});
  AnalysisOptions options;
  options.selection.only_trials = trials_in(*data / "exp2/balanced_171_trials.csv");
  options.selection.only_trials_source = "balanced_171_trials.csv";
  options.selection.label_errors = LabelErrors::exclude;
  options.selection.excluded_observers[{"main_category", "subj3"}];
  const auto results = analyse_study(study.folder(), options).results;
  const auto value = [&](const char* statistic, const char* question, const char* subset = "all") {
    return two_decimals(the_result(results, statistic, question, subset));
  };
  CHECK(value("mean_pearson", "n_categories") == 0.62);
  CHECK(value("lowest_pearson", "n_categories") == 0.42);
  CHECK(value("highest_pearson", "n_categories") == 0.76);
  CHECK(value("mean_alpha_ordinal", "main_category") == 0.50);
  CHECK(value("lowest_alpha_ordinal", "main_category") == 0.38);
  CHECK(value("highest_alpha_ordinal", "main_category") == 0.63);
  CHECK(value("mean_alpha_ordinal", "unusual_presentation") == 0.33);
  CHECK(value("lowest_alpha_ordinal", "unusual_presentation") == 0.10);
  CHECK(value("highest_alpha_ordinal", "unusual_presentation") == 0.48);
  const char* const accuracy = "network_accuracy_observer_mean";
  CHECK(value(accuracy, "main_category", "answer = 2") == 0.64);
  CHECK(value(accuracy, "main_category", "answer = 1") == 0.44);
  CHECK(value(accuracy, "main_category", "answer = 0") == 0.37);
  CHECK(value(accuracy, "unusual_presentation", "answer = 0") == 0.61);
  CHECK(value(accuracy, "unusual_presentation", "answer = 1") == 0.55);
  CHECK(value(accuracy, "unusual_presentation", "answer = 2") == 0.34);
  CHECK(value("pearson_answer_network_accuracy", "n_categories") == -0.32);  // the paper prints -0.37
}

TEST_CASE("the released votes give the paper's counts of ambiguous labels, and fewer on which raters disagree",
          "[reference]") {
  const auto data = reference();
  if (!data) return;
  const SmallStudy study;
  import(study, {"items", (*data / "imagenet/items.csv").string()});
  import(study, {"counts", (*data / "imagenet/released_counts.csv").string(), "--name", "released",
                 "--allowed-exceptions", "1"});
  import(study, {"votes", (*data / "labels/imagenet_mturk.json").string()});
  const auto results = analyse_study(study.folder(), {}).results;
  const auto n_items = [&](const char* statistic, const char* subset) {
    const Estimate& share = the_result(results, statistic, "votes", subset).estimate;
    return std::lround(static_cast<double>(share.n) * *share.value);
  };
  CHECK(n_items("share_voted", "in-between") == 2643);
  CHECK(n_items("share_not_all_given", "in-between") == 1945);  // A.13
  CHECK(n_items("share_not_all_given", "all") == 4424);
  CHECK(n_items("share_disagreement", "in-between") == 1793);
  CHECK(n_items("share_disagreement", "all") == 3793);
  CHECK(the_result(results, "share_voted", "votes", "in-between").estimate.n == 21'248);
  const Result& birds = the_result(results, "share_within_group", "Birds", "superclass, trivial");
  CHECK(birds.estimate.n == 2950);
}

TEST_CASE("an independent script confirms the error consistency of real observers", "[reference]") {
  const auto data = reference();
  if (!data) return;
  if (std::system("/usr/bin/python3 -c 'import numpy' 2>/dev/null") != 0) {
    WARN("skipped: /usr/bin/python3 with NumPy is not installed");
    return;
  }
  const SmallStudy study;
  std::vector<std::string> tables = files_in(*data / "human/edge", ".csv");
  const std::vector<std::string> more = files_in(*data / "human/colour", ".csv");
  tables.insert(tables.end(), more.begin(), more.end());
  REQUIRE(tables.size() == 14);
  std::vector<std::string> arguments = tables;
  arguments.insert(arguments.begin(), "trials");
  import(study, arguments);
  const StudyAnalysis analysis = analyse_study(study.folder(), {});
  write_results(study.folder().reports(), analysis.results, {});
  const fs::path script = fs::path(__FILE__).parent_path() / "compare_kappa.py";
  std::string line =
      "/usr/bin/python3 '" + script.string() + "' '" + (study.folder().reports() / "results.json").string() + "'";
  for (const std::string& table : tables) line += " '" + table + "'";
  CHECK(std::system(line.c_str()) == 0);
}

TEST_CASE("38 networks of 50,000 responses have the accuracies they were published with", "[reference]") {
  const auto data = reference();
  if (!data) return;
  const SmallStudy study;
  import(study, {"items", (*data / "imagenet/items.csv").string()});
  std::vector<std::string> arguments = files_in(*data / "imagenet/responses", ".npy");
  REQUIRE(arguments.size() == 38);
  arguments.insert(arguments.begin(), "responses");
  import(study, arguments);
  const auto results = analyse_study(study.folder(), {}).results;
  CHECK(the_result(results, "mean_kappa", "networks").estimate.n == 703);

  CsvReader models(*data / "imagenet/models.csv");
  std::size_t n_models = 0;
  while (models.next()) {
    const Result& accuracy = the_result(results, "accuracy", models[models.column("model")]);
    CHECK(*accuracy.estimate.value == Approx(models.real(models.column("top1_accuracy"))).margin(1e-9));
    ++n_models;
  }
  CHECK(n_models == 38);
}
