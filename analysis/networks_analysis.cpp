#include "tricky/analysis/networks_analysis.h"

#include <fmt/format.h>

#include <algorithm>

#include "table_accuracies.h"
#include "tricky/analysis/beta_binomial.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/decisions_analysis.h"
#include "tricky/analysis/difficulty_histogram.h"
#include "tricky/analysis/in_between.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr int kLargestHistogram = 10'000;

Estimate expectation(double share, std::uint64_t n, const char* method) {
  Estimate estimate;
  estimate.value = share;
  estimate.n = n;
  estimate.method = method;
  return estimate;
}

/// The histogram beside difficulties that it might have come from, and how far each is from it.
void add_alternatives(std::vector<Result>& results, const NCorrectHistogram& histogram, const std::string& over,
                      const std::vector<double>& binomial) {
  const std::uint64_t n = histogram.n_counted();
  std::vector<double> observed;
  for (const std::uint64_t count : histogram.n_items) {
    observed.push_back(static_cast<double>(count) / static_cast<double>(n));
  }
  const auto add_distance = [&](const std::string& name, const std::vector<double>& expected) {
    results.push_back({"distance_" + name, "items", over, "all",
                       expectation(total_variation(observed, expected), n,
                                   "total variation: share of items that would have to move")});
  };
  const auto add = [&](const std::string& name, const std::vector<double>& expected, const char* method) {
    for (std::size_t k = 0; k < expected.size(); ++k) {
      results.push_back(
          {"expected_share_" + name, "items", over, fmt::format("{} right", k), expectation(expected[k], n, method)});
    }
    add_distance(name, expected);
  };
  add_distance("binomial", binomial);
  if (const auto difficulty = fit_beta_binomial(histogram.n_items)) {
    add("beta_binomial", beta_binomial_distribution(histogram.n_makers, *difficulty),
        "beta-binomial, maximum likelihood");
  }
  for (const auto simulated :
       {SimulatedDifficulty::exponential, SimulatedDifficulty::sigmoid, SimulatedDifficulty::uniform}) {
    add(std::string(to_text(simulated)), expected_under(simulated, histogram.n_makers),
        "networks independent given a difficulty of this form");
  }
}

/// The shares of each class if there were fewer networks.
void add_subsets(std::vector<Result>& results, const NCorrectHistogram& histogram, DifficultyRule rule,
                 const std::string& over) {
  const std::uint64_t n = histogram.n_counted();
  for (int m = 2 * rule.allowed_exceptions + 1; m <= histogram.n_makers; ++m) {
    const SubsetShares shares = shares_for_subset(histogram, m, rule);
    const std::string subset = fmt::format("{} of {} networks", m, histogram.n_makers);
    const auto add = [&](const char* statistic, double share) {
      results.push_back({statistic, "items", over, subset,
                         expectation(share, n, "mean over all choices of so many networks (hypergeometric)")});
    };
    add("share_trivial", shares.trivial);
    add("share_in_between", std::max(0.0, 1.0 - shares.trivial - shares.impossible));  // the sum rounds
    add("share_impossible", shares.impossible);
  }
}

}  // namespace

std::vector<Result> analyse_networks(const StudyFolder& study, const ItemSet& items, const BootstrapOptions& options) {
  if (study.run_names().empty()) return {};
  const ResponseMatrix responses = load_responses(study, items, {}, std::nullopt);
  if (responses.makers.empty()) return {};
  const CorrectnessMatrix matrix = correctness_of(responses, items);
  std::vector<Result> results = analyse_decisions(matrix, "items", "networks", Chance::none, options);
  for (const std::string& name : study.difficulty_names()) {
    const auto part = analyse_in_between(matrix, read_difficulty(study.difficulty_file(name)), name, options);
    results.insert(results.end(), part.begin(), part.end());
  }
  return results;
}

std::vector<Result> analyse_difficulty(const DifficultyTable& table, const std::string& name,
                                       const std::optional<std::vector<double>>& accuracies,
                                       const std::string& no_accuracies, double level) {
  std::vector<Result> results;
  const std::string over = "difficulty " + name;
  const auto add = [&](const char* statistic, std::string subset, Estimate estimate) {
    results.push_back({statistic, "items", over, std::move(subset), std::move(estimate)});
  };
  const std::size_t n_unclassified = table.count(Difficulty::unclassified);
  const std::size_t n_classified = table.items.size() - n_unclassified;
  const auto share = [&](Difficulty difficulty) {
    Estimate estimate = binomial_share(table.count(difficulty), n_classified, level);
    if (n_unclassified > 0) estimate.method += fmt::format("; {} unclassified items left out", n_unclassified);
    return estimate;
  };
  add("share_trivial", "all", share(Difficulty::trivial));
  add("share_in_between", "all", share(Difficulty::in_between));
  add("share_impossible", "all", share(Difficulty::impossible));

  const NCorrectHistogram histogram = n_correct_histogram(table);
  const std::uint64_t n = histogram.n_counted();
  if (histogram.n_makers == 0 || n == 0 || histogram.n_makers > kLargestHistogram) return results;
  const std::vector<double> binomial = expected_if_independent(histogram.n_makers, histogram.mean_accuracy());
  std::vector<double> poisson_binomial;
  if (accuracies) poisson_binomial = expected_if_independent(*accuracies);
  TRICKY_ASSERT(!accuracies || poisson_binomial.size() == binomial.size());
  for (std::size_t k = 0; k < binomial.size(); ++k) {
    const std::string subset = fmt::format("{} right", k);
    Estimate observed = binomial_share(histogram.n_items[k], n, level);
    if (histogram.n_left_out > 0) {
      observed.method += fmt::format("; {} items with missing responses left out", histogram.n_left_out);
    }
    add("share_n_correct", subset, observed);
    add("expected_share_binomial", subset, expectation(binomial[k], n, "independent networks of the mean accuracy"));
    if (accuracies) {
      add("expected_share_poisson_binomial", subset,
          expectation(poisson_binomial[k], n, "independent networks, each of its own accuracy"));
    } else {
      Estimate unknown;
      unknown.n = n;
      unknown.undefined = no_accuracies;
      add("expected_share_poisson_binomial", subset, unknown);
    }
  }
  add_alternatives(results, histogram, over, binomial);
  add_subsets(results, histogram, table.rule, over);
  return results;
}

std::vector<Result> analyse_difficulties(const StudyFolder& study, const ItemSet& items, double level) {
  std::vector<Result> results;
  for (const std::string& name : study.difficulty_names()) {
    const std::filesystem::path csv = study.difficulty_file(name);
    const DifficultyTable table = read_difficulty(csv);
    const TableAccuracies found = accuracies_behind(study, items, table, csv);
    const auto part = analyse_difficulty(table, name, found.accuracies, found.reason, level);
    results.insert(results.end(), part.begin(), part.end());
  }
  return results;
}

std::vector<std::filesystem::path> response_files(const StudyFolder& study, std::span<const std::string> names,
                                                  std::optional<int> epoch) {
  std::vector<std::string> wanted(names.begin(), names.end());
  if (wanted.empty()) wanted = study.run_names();
  std::vector<std::filesystem::path> files;
  for (const std::string& name : wanted) {
    const std::filesystem::path folder = study.run(name);
    const RunRecord run = read_run(folder);
    if (run.origin == RunRecord::Origin::imported) {
      files.push_back(responses_file(folder, std::nullopt));
      continue;
    }
    const std::vector<int> epochs = complete_epochs(folder);
    if (!epochs.empty()) files.push_back(responses_file(folder, epoch.value_or(last_epoch_of_condition(run, epochs))));
  }
  return files;
}

}  // namespace tricky::analysis
