// Answers of raters by difficulty, agreement of people and networks, Rasch models, accuracies of classes.

#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "analysis/bootstrap_mean.h"
#include "analysis/coverage/coverage.h"
#include "analysis/coverage/simulated_deciders.h"
#include "analysis/rating_answers.h"
#include "tricky/analysis/agreement_between_kinds.h"
#include "tricky/analysis/bootstrap_agreement.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/rasch.h"
#include "tricky/analysis/two_way_mean.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

/// Counts by name over the studies; `numbers` gives estimates and, where they change from study to study, their truths.
template <typename Study>
void lines(const Simulation& simulation, const std::string& where, const std::string& kind, const Study& numbers) {
  if (!where.starts_with(simulation.only)) return;
  std::map<std::string, Counts> counts;
  std::mutex mutex;
  simulation.each([&](RandomStream& random, const BootstrapOptions& options) {
    const std::vector<std::pair<std::string, Covered>> covered = numbers(random, options);
    const std::lock_guard lock(mutex);
    for (const auto& [name, each] : covered) counts[name].add(each);
  });
  for (const auto& [name, count] : counts) print(where + ": " + name, kind.c_str(), count);
}

/// Items of a list with equal numbers of each class, and raters who tend to give higher answers to easier ones.
RatedQuestion question_of(RandomStream& random, std::size_t n_raters, std::size_t n_items) {
  constexpr int kNetworks = 11;
  RatedQuestion question;
  question.question = "Q";
  question.ratings.n_units = n_items;
  std::vector<double> quality;
  for (std::size_t i = 0; i < n_items; ++i) {
    ListedStimulus item;
    item.n_makers = kNetworks;
    item.n_correct = i % 3 == 0 ? kNetworks : i % 3 == 1 ? 0 : 1 + static_cast<int>(random.below(kNetworks - 1));
    item.difficulty = classify(item.n_correct, kNetworks, {});
    question.items.push_back(item);
    quality.push_back(0.8 * (static_cast<double>(item.n_correct) / kNetworks - 0.5) + random.normal());
  }
  for (std::size_t rater = 0; rater < n_raters; ++rater) {
    question.ratings.raters.push_back(std::to_string(rater));
    const double bias = 0.4 * random.normal();
    for (const double value : quality) {
      const double felt = value + bias + 0.8 * random.normal();
      question.ratings.values.push_back(felt < -0.5 ? 0.0 : felt < 0.5 ? 1.0 : 2.0);
    }
  }
  return question;
}

std::string key_of(const Result& result) { return result.statistic + (result.subset == "all" ? "" : ", " + result.subset); }

}  // namespace

void answer_lines(const Simulation& simulation) {
  BootstrapOptions without = simulation.options;
  without.draws = 0;
  RandomStream random(5, Stream::observer, 2);

  if (simulation.wants("answers")) {
    // Means over many panels, not one large one: shares within an answer depend on who is in the panel.
    std::map<std::string, double> truths;
    constexpr int kPanels = 60;
    for (int i = 0; i < kPanels; ++i) {
      for (const Result& result : analyse_answers(question_of(random, 400, 3000), "t", without))
        truths[key_of(result)] += *result.estimate.value / kPanels;
    }
    for (const auto& [n_raters, n_items] : {std::pair(8, 171), {8, 300}}) {
      lines(simulation, "answers, " + std::to_string(n_raters) + " raters, " + std::to_string(n_items) + " items", "BCa",
            [&, n_raters = n_raters, n_items = n_items](RandomStream& own, const BootstrapOptions& options) {
              std::vector<std::pair<std::string, Covered>> covered;
              const auto results = analyse_answers(
                  question_of(own, static_cast<std::size_t>(n_raters), static_cast<std::size_t>(n_items)), "t", options);
              for (const Result& result : results)
                covered.emplace_back(key_of(result), Covered{result.estimate, truths.at(key_of(result))});
              return covered;
            });
    }
  }

  // A pair of raters.
  const auto pair = [](RandomStream& own, std::size_t n) {
    RatedQuestion question = question_of(own, 2, n);
    for (std::size_t i = 0; i < n; ++i) {  // no biases: the truth is the same for each pair
      const double value = own.normal();
      for (std::size_t r = 0; r < 2; ++r) {
        const double felt = value + 0.8 * own.normal();
        question.ratings.values[r * n + i] = felt < -0.5 ? 0.0 : felt < 0.5 ? 1.0 : 2.0;
      }
    }
    return question.ratings;
  };
  if (simulation.wants("a pair of raters")) {
    const Ratings many = pair(random, 2'000'000);
    const double r = *pearson_correlation(many.row(0), many.row(1)).value;
    const double alpha = *krippendorff_alpha(many, MeasurementLevel::ordinal).value;
    for (const std::size_t n : {60, 300}) {
      lines(simulation, "a pair of raters, " + std::to_string(n) + " items", "Fisher’s z; BCa",
            [&](RandomStream& own, const BootstrapOptions& options) {
              const Ratings ratings = pair(own, n);
              return std::vector<std::pair<std::string, Covered>>{
                  {"pearson", {pearson_correlation(ratings.row(0), ratings.row(1)), r}},
                  {"alpha_ordinal", {bootstrap_alpha(ratings, "c", options)[1], alpha}}};
            });
    }
  }

  // Observers against networks on the same items.
  SimulatedDeciders people;
  SimulatedDeciders networks;
  networks.mean_ability = 0.3;
  networks.sd_ability = 0.3;
  const double within_people = people.mean_kappa();
  const double within_networks = networks.mean_kappa();
  const double between = people.over_makers(
      [&](double a) { return networks.over_makers([&](double b) { return people.kappa(a, b); }); });
  for (const auto& [n_people, n_networks] : {std::pair(8, 12), {8, 38}, {15, 12}}) {
    lines(simulation,
          "people and networks, " + std::to_string(n_people) + " + " + std::to_string(n_networks) + ", 150 items", "BCa",
          [&, n_people = n_people, n_networks = n_networks](RandomStream& own, const BootstrapOptions& options) {
            const auto easiness = people.easinesses(own, 150);
            CorrectnessMatrix first =
                responses_of(own, people.abilities(own, static_cast<std::size_t>(n_people)), easiness);
            for (DecisionMaker& maker : first.makers) maker.id += "p";
            const CorrectnessMatrix second =
                responses_of(own, networks.abilities(own, static_cast<std::size_t>(n_networks)), easiness);
            const std::map<std::string, double> truth{
                {"observers", within_people},
                {"networks", within_networks},
                {"observers & networks", between},
                {"observers - networks", within_people - within_networks},
                {"observers - (observers & networks)", within_people - between},
                {"networks - (observers & networks)", within_networks - between}};
            std::vector<std::pair<std::string, Covered>> covered;
            for (const Result& result : compare_agreement(first, second, "o", options))
              covered.emplace_back("mean kappa, " + result.of, Covered{result.estimate, truth.at(result.of)});
            return covered;
          });
  }

  for (const auto& [n_makers, n_items] : {std::pair(8, 150), {12, 500}, {38, 1000}}) {
    lines(simulation, "Rasch, " + std::to_string(n_makers) + " makers, " + std::to_string(n_items) + " items",
          "observed information",
          [&, n_makers = n_makers, n_items = n_items](RandomStream& own, const BootstrapOptions&) {
            const auto abilities = people.abilities(own, static_cast<std::size_t>(n_makers));
            const RaschFit fit =
                fit_rasch(responses_of(own, abilities, people.easinesses(own, static_cast<std::size_t>(n_items))));
            return std::vector<std::pair<std::string, Covered>>{
                {"ability of a maker", {fit.abilities[0], abilities[0]}},
                {"sd of difficulties", {fit.sd_difficulty, people.sd_easiness}}};
          });
  }

  for (const std::size_t n_makers : {8, 38}) {
    lines(simulation, "class of 50 items, " + std::to_string(n_makers) + " networks", "mean squares, logit",
          [&](RandomStream& own, const BootstrapOptions&) {
            const auto matrix = responses_of(own, people.abilities(own, n_makers), people.easinesses(own, 50));
            std::vector<std::size_t> items(50);
            std::iota(items.begin(), items.end(), std::size_t{0});
            return std::vector<std::pair<std::string, Covered>>{
                {"accuracy", {two_way_share(matrix, items, "networks", 0.95), people.mean_accuracy()}}};
          });
  }

  // Raters' dissent on labels: 0 on half of the items, then skewed.
  constexpr std::array kDissent{0.0, 0.0, 0.0, 0.2, 0.2, 0.4, 0.6, 1.0};
  const double mean_dissent = std::accumulate(kDissent.begin(), kDissent.end(), 0.0) / kDissent.size();
  for (const int n : {30, 300}) {
    lines(simulation, "votes on " + std::to_string(n) + " items", "BCa",
          [&](RandomStream& own, const BootstrapOptions& options) {
            std::map<double, std::size_t> values;
            for (int i = 0; i < n; ++i) ++values[kDissent[own.below(kDissent.size())]];
            return std::vector<std::pair<std::string, Covered>>{
                {"mean dissent", {bootstrap_mean(values, "v", "bootstrap", "none", options), mean_dissent}}};
          });
  }
}
