#include "tricky/analysis/decisions_analysis.h"

#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/correctness_bits.h"

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
                    const std::string& over, const std::string& group, Chance chance, double level) {
  std::vector<double> accuracies;
  for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
    const std::string& id = matrix.makers[maker].id;
    const Estimate accuracy = binomial_share(bits.n_right(maker), bits.n_answered(maker), level);
    if (accuracy.value) accuracies.push_back(*accuracy.value);
    results.push_back({"accuracy", id, over, kAll, accuracy});
    if (chance == Chance::one_half) {
      results.push_back(
          {"p_above_chance", id, over, kAll, p_above_one_half(bits.n_right(maker), bits.n_answered(maker))});
    }
  }
  Estimate mean;
  Estimate sd;
  mean.n = sd.n = accuracies.size();
  mean.method = "over " + group;
  sd.method = mean.method + ", with n - 1";
  if (accuracies.empty()) {
    mean.undefined = "nobody has answered";
  } else {
    mean.value = summary_of(accuracies).mean;
  }
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
    const auto n = static_cast<double>(table.n());
    const auto bounds = attainable_kappa(static_cast<double>(table.n_first_right()) / n,
                                         static_cast<double>(table.n_second_right()) / n);
    low.value = bounds->first;
    high.value = bounds->second;
  }
  return {low, high};
}

void add_agreement(std::vector<Result>& results, const CorrectnessMatrix& matrix, const CorrectnessBits& bits,
                   const std::string& over, const std::string& group, const BootstrapOptions& options) {
  std::vector<Estimate> kappas;
  for (std::size_t first = 0; first < matrix.makers.size(); ++first) {
    for (std::size_t second = first + 1; second < matrix.makers.size(); ++second) {
      const std::string& first_id = matrix.makers[first].id;
      const std::string& second_id = matrix.makers[second].id;
      const AgreementTable table = bits.table(first, second);
      const Estimate kappa =
          bootstrap_error_consistency(table, pair_stream(options.seed, over, first_id, second_id), options);
      auto [low, high] = bounds_of(table, kappa);
      const std::string of = pair_name(first_id, second_id);
      results.push_back({"observed_agreement", of, over, kAll, observed_agreement(table)});
      results.push_back({"expected_agreement", of, over, kAll, expected_agreement(table)});
      results.push_back({"kappa", of, over, kAll, kappa});
      results.push_back({"kappa_min", of, over, kAll, std::move(low)});
      results.push_back({"kappa_max", of, over, kAll, std::move(high)});
      kappas.push_back(kappa);
    }
  }
  add_summary_of_pairs(results, {"kappa", group, over, kAll, ""}, kappas);
}

}  // namespace

std::vector<Result> analyse_decisions(const CorrectnessMatrix& matrix, const std::string& over,
                                      const std::string& group, Chance chance, const BootstrapOptions& options) {
  const CorrectnessBits bits(matrix);
  std::vector<Result> results;
  add_accuracies(results, matrix, bits, over, group, chance, options.level);
  add_agreement(results, matrix, bits, over, group, options);
  return results;
}

}  // namespace tricky::analysis
