// Networks on in-between items, a network to base, similarity of representations, and difficulty for people and networks.

#include <cmath>
#include <map>

#include "analysis/coverage/coverage.h"
#include "analysis/coverage/simulated_deciders.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/analysis/in_between.h"
#include "tricky/analysis/rasch.h"
#include "tricky/analysis/rsa_analysis.h"
#include "tricky/data/difficulty.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

using Numbers = std::function<std::map<std::string, Estimate>(RandomStream&, std::size_t n, const BootstrapOptions&)>;

/// Studies of `size` items; the truth is the mean over `n_long` of `length` items.
void lines(const Simulation& simulation, const std::string& where, std::size_t size, std::size_t length, int n_long,
           const Numbers& numbers) {
  if (!where.starts_with(simulation.only)) return;
  BootstrapOptions without = simulation.options;
  without.draws = 0;
  std::map<std::string, double> truths;
  std::mutex mutex;
  in_parallel(static_cast<std::size_t>(n_long), [&](std::size_t i) {
    RandomStream random(6, Stream::observer, 3, static_cast<std::uint32_t>(i));
    const auto estimates = numbers(random, length, without);
    const std::lock_guard lock(mutex);
    for (const auto& [name, estimate] : estimates) truths[name] += *estimate.value / n_long;
  });
  std::map<std::string, Counts> counts;
  std::map<std::string, std::string> methods;
  simulation.each([&](RandomStream& random, const BootstrapOptions& options) {
    const auto estimates = numbers(random, size, options);
    const std::lock_guard lock(mutex);
    for (const auto& [name, estimate] : estimates) {
      counts[name].add({estimate, truths.at(name)});
      methods[name] = estimate.method.substr(0, estimate.method.find_first_of(";,"));
    }
  });
  for (const auto& [name, count] : counts) print(where + ": " + name, methods[name].c_str(), count);
}

std::map<std::string, Estimate> on_in_between(const CorrectnessMatrix& matrix, const BootstrapOptions& options) {
  const DifficultyTable table = classify(matrix, {}, MissingResponses::exclude_item);
  std::map<std::string, Estimate> estimates;
  for (const Result& result : analyse_in_between(matrix, table, "all", options)) {
    if (result.statistic == "mean_kappa_less_null" || result.statistic == "mean_kappa_drop")
      estimates[result.statistic] = result.estimate;
    if (result.statistic == "kappa_without_pair" && result.of == "m0 & m1") estimates[result.statistic] = result.estimate;
  }
  return estimates;
}

/// Similarity of the distances between images in what two networks represent: a part of both, and noise of either.
double similarity(const std::vector<double>& shared, RandomStream& random, double noise, const std::vector<double>& base) {
  std::vector<double> own;
  for (const double value : shared) own.push_back(value + noise * random.normal());
  return *pearson_correlation(own, base).value;
}

}  // namespace

void network_lines(const Simulation& simulation) {
  SimulatedDeciders deciders;
  deciders.sd_easiness = 2.0;
  // The pair stays who it is, as the other networks do; items are drawn.
  for (const std::size_t n_items : {300, 1000}) {
    lines(simulation, "in-between, a pair of 10 networks, " + std::to_string(n_items) + " items", n_items, 20'000, 40,
          [&](RandomStream& random, std::size_t n, const BootstrapOptions& options) {
            std::vector<double> abilities;
            for (int i = 0; i < 10; ++i) abilities.push_back(0.6 + 0.1 * i);
            auto estimates = on_in_between(responses_of(random, abilities, deciders.easinesses(random, n)), options);
            std::erase_if(estimates, [](const auto& estimate) { return estimate.first != "kappa_without_pair"; });
            return estimates;
          });
  }
  for (const auto& [n_makers, n_items] : {std::pair(8, 600), {12, 1000}}) {
    lines(simulation,
          "in-between, mean over " + std::to_string(n_makers) + " networks, " + std::to_string(n_items) + " items",
          static_cast<std::size_t>(n_items), 6000, 1500,
          [&, n_makers = n_makers](RandomStream& random, std::size_t n, const BootstrapOptions& options) {
            const auto abilities = deciders.abilities(random, static_cast<std::size_t>(n_makers));
            auto estimates = on_in_between(responses_of(random, abilities, deciders.easinesses(random, n)), options);
            estimates.erase("kappa_without_pair");
            return estimates;
          });
  }
  for (const std::size_t n_items : {300, 1000}) {
    lines(simulation, "a condition of one network, " + std::to_string(n_items) + " items", n_items, 1'000'000, 10,
          [&](RandomStream& random, std::size_t n, const BootstrapOptions& options) {
            const CorrectnessBits bits(responses_of(random, {1.0, 0.7}, deciders.easinesses(random, n)));
            const CrossedDesign design{n, {CrossedDesign::kFixed, CrossedDesign::kFixed}, "items"};
            const CrossedMean mean{CrossedMean::Of::kappa, {{0, 1}}, 0};
            const auto values = crossed_means(bits, design, {std::vector<bool>(n, true)}, {mean}, "c", options);
            return std::map<std::string, Estimate>{{"mean_kappa_to_base", crossed_estimate(values[0], design, options)}};
          });
  }
  for (const std::size_t n_networks : {5, 10}) {
    RandomStream of_images(7, Stream::observer);
    std::vector<double> shared(1225);  // distances between 50 images
    for (double& value : shared) value = of_images.normal();
    std::vector<double> base;
    for (const double value : shared) base.push_back(value + 0.6 * of_images.normal());
    lines(simulation, "a condition of " + std::to_string(n_networks) + " networks, 50 images", n_networks, 10'000, 1,
          [&](RandomStream& random, std::size_t n, const BootstrapOptions&) {
            std::vector<double> similarities;
            for (std::size_t i = 0; i < n; ++i)
              similarities.push_back(similarity(shared, random, 0.7 * std::exp(0.3 * random.normal()), base));
            return std::map<std::string, Estimate>{{"mean_rsa_to_base", mean_similarity(similarities, 0.95)}};
          });
  }
  for (const std::size_t n_items : {60, 150}) {
    lines(simulation, "difficulty for 8 people and 12 networks, " + std::to_string(n_items) + " items", n_items, 20'000, 6,
          [&](RandomStream& random, std::size_t n, const BootstrapOptions&) {
            // Half of what makes an item hard is the same for both.
            std::vector<double> for_people = deciders.easinesses(random, n);
            std::vector<double> for_networks = deciders.easinesses(random, n);
            for (std::size_t i = 0; i < n; ++i)
              for_networks[i] = (for_people[i] + for_networks[i]) * std::sqrt(0.5);
            std::vector<double> abilities[2];
            for (int i = 0; i < 8; ++i) abilities[0].push_back(0.5 + 0.1 * i);
            for (int i = 0; i < 12; ++i) abilities[1].push_back(0.3 + 0.1 * i);
            const RaschFit people = fit_rasch(responses_of(random, abilities[0], for_people));
            const RaschFit networks = fit_rasch(responses_of(random, abilities[1], for_networks));
            return std::map<std::string, Estimate>{
                {"difficulty_correlation", pearson_correlation(people.difficulties, networks.difficulties)}};
          });
  }
}
