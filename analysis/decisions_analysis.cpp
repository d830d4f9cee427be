#include "tricky/analysis/decisions_analysis.h"

#include <fmt/format.h>

#include "parallel.h"
#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/correctness_bits.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/analysis/holm.h"

namespace tricky::analysis {

namespace {

constexpr const char* kAll = "all";

Estimate p_above_one_half(std::uint64_t n_right, std::uint64_t n) {
  Estimate estimate;
  estimate.n = n;
  estimate.method = "exact binomial test against 0.5, one-sided";
  if (n == 0) {
    estimate.undefined = "no trials";
  } else {
    estimate.value = binomial_p_at_least(n_right, n, 0.5);
  }
  return estimate;
}

void add_accuracies(std::vector<Result>& results, const CorrectnessMatrix& matrix, const CorrectnessBits& bits,
                    const std::string& over, const std::string& group, Chance chance, double level,
                    const Estimate& mean) {
  std::vector<double> accuracies;
  std::vector<Estimate> above_chance;
  std::vector<std::optional<double>> p_values;
  for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
    const Estimate accuracy = binomial_share(bits.n_right(maker), bits.n_answered(maker), level);
    if (accuracy.value) accuracies.push_back(*accuracy.value);
    results.push_back({"accuracy", matrix.makers[maker].id, over, kAll, accuracy});
    above_chance.push_back(p_above_one_half(bits.n_right(maker), bits.n_answered(maker)));
    p_values.push_back(above_chance.back().value);
  }
  if (chance == Chance::one_half) {
    const std::vector<std::optional<double>> corrected = holm(p_values);
    for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
      Estimate holm_p = above_chance[maker];
      holm_p.value = corrected[maker];
      holm_p.method += fmt::format(", Holm over {} {}", p_values.size(), group);
      results.push_back({"p_above_chance", matrix.makers[maker].id, over, kAll, above_chance[maker]});
      results.push_back({"p_above_chance_holm", matrix.makers[maker].id, over, kAll, holm_p});
    }
  }
  Estimate sd;
  sd.n = accuracies.size();
  sd.method = "over " + group + ", with n - 1";
  if (accuracies.size() < 2) {
    sd.undefined = "fewer than two " + group;
  } else {
    sd.value = summary_of(accuracies).sd;
  }
  results.push_back({"mean_accuracy", group, over, kAll, mean});
  results.push_back({"sd_accuracy", group, over, kAll, sd});
}

/// The two bounds of kappa, undefined together with it.
std::pair<Estimate, Estimate> bounds_of(const AgreementTable& table, const Estimate& kappa) {
  Estimate low;
  low.n = table.n();
  low.method = "given the two accuracies";
  low.undefined = kappa.undefined;
  Estimate high = low;
  if (kappa.value) {
    const auto bounds = attainable_bounds(table);
    low.value = bounds->first;
    high.value = bounds->second;
  }
  return {low, high};
}

void add_agreement(std::vector<Result>& results, const CorrectnessMatrix& matrix, const CorrectnessBits& bits,
                   const std::string& over, const std::string& group, const BootstrapOptions& options,
                   const Estimate& mean) {
  const std::vector<AgreementTable> tables = bits.all_tables();
  const std::vector<CorrectnessBits::Pair> pairs = mean_kappa_of(matrix.makers.size()).pairs;
  std::vector<Estimate> kappas(pairs.size());
  in_parallel(pairs.size(), [&](std::size_t i) {
    const std::string& first = matrix.makers[pairs[i].first].id;
    const std::string& second = matrix.makers[pairs[i].second].id;
    kappas[i] = bootstrap_error_consistency(tables[i], pair_stream(options.seed, over, first, second), options);
  });
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const AgreementTable& table = tables[i];
    auto [low, high] = bounds_of(table, kappas[i]);
    const std::string of = pair_name(matrix.makers[pairs[i].first].id, matrix.makers[pairs[i].second].id);
    const auto add = [&](const char* statistic, Estimate estimate) {
      results.push_back({statistic, of, over, kAll, std::move(estimate)});
    };
    add("observed_agreement", observed_agreement(table));
    add("expected_agreement", expected_agreement(table));
    add("kappa", kappas[i]);
    add("kappa_large_sample", large_sample_error_consistency(table, options.level));
    add("kappa_unbiased", unbiased_error_consistency(table));
    add("kappa_min", std::move(low));
    add("kappa_max", std::move(high));
    add("copy_probability", copy_probability(table));
  }
  add_summary_of_pairs(results, {"kappa", group, over, kAll, ""}, kappas, &mean);
}

}  // namespace

std::vector<Result> analyse_decisions(const CorrectnessMatrix& matrix, const std::string& over,
                                      const std::string& group, Chance chance, const BootstrapOptions& options) {
  const CorrectnessBits bits(matrix);
  const std::size_t n_makers = matrix.makers.size();
  const CrossedDesign design = crossed_design(matrix.n_items(), n_makers, group);
  const std::vector<CrossedValues> means =
      crossed_means(bits, design, {std::vector<bool>(matrix.n_items(), true)},
                    {mean_accuracy_of(n_makers), mean_kappa_of(n_makers)}, over, options);
  std::vector<Result> results;
  add_accuracies(results, matrix, bits, over, group, chance, options.level,
                 crossed_estimate(means[0], design, options));
  add_agreement(results, matrix, bits, over, group, options, crossed_estimate(means[1], design, options));
  return results;
}

}  // namespace tricky::analysis
