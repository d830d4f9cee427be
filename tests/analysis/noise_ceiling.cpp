// Split halves taken one by one; known truth covered; what is undefined.

#include "tricky/analysis/noise_ceiling.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "analysis/coverage/simulated_deciders.h"
#include "temporary_folder.h"
#include "tricky/data/files.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

CorrectnessMatrix matrix_of(const std::vector<std::string>& rows) {
  CorrectnessMatrix matrix;
  matrix.item_ids.resize(rows.front().size());
  for (const std::string& row : rows) {
    matrix.makers.push_back({row});
    for (const char cell : row)
      matrix.cells.push_back(cell == '1'   ? Correctness::right
                             : cell == '0' ? Correctness::wrong
                                           : Correctness::missing);
  }
  return matrix;
}

double covariance(const std::vector<double>& x, const std::vector<double>& y) {
  double mean_x = 0.0;
  double mean_y = 0.0;
  double products = 0.0;
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) products += (x[i] - mean_x) * (y[i] - mean_y) / n;
  return products;
}

/// How many of the makers in the set are right on each item.
std::vector<double> n_right(const CorrectnessMatrix& matrix, unsigned set) {
  std::vector<double> sums(matrix.n_items());
  for (std::size_t m = 0; m < matrix.makers.size(); ++m) {
    for (std::size_t i = 0; i < sums.size(); ++i)
      sums[i] += (set >> m & 1U) != 0 && matrix.row(m)[i] == Correctness::right ? 1.0 : 0.0;
  }
  return sums;
}

}  // namespace

TEST_CASE("the split-half reliability of two makers is what one computes by hand") {
  // Variances 1/4 and 3/16, covariance 1/8: 4 (1/8) / (1/4 + 3/16 + 2/8) = 8/11.
  const Estimate estimate = split_half_reliability(matrix_of({"1100", "1000"}), "observers");
  CHECK(*estimate.value == Approx(8.0 / 11.0));
  CHECK(estimate.n == 4);
}

TEST_CASE("the split-half reliability is the mean over all halves, and near Spearman and Brown's") {
  RandomStream random(11, Stream::observer);
  const SimulatedDeciders deciders;
  const CorrectnessMatrix matrix =
      responses_of(random, deciders.abilities(random, 8), deciders.easinesses(random, 200));
  double rulon = 0.0;
  double spearman_brown = 0.0;
  int n = 0;
  for (unsigned set = 0; set < 256; ++set) {
    if (std::popcount(set) != 4) continue;
    const std::vector<double> a = n_right(matrix, set);
    const std::vector<double> b = n_right(matrix, 255U - set);
    const double ab = covariance(a, b);
    rulon += 4.0 * ab / (covariance(a, a) + covariance(b, b) + 2.0 * ab);
    const double r = ab / std::sqrt(covariance(a, a) * covariance(b, b));
    spearman_brown += 2.0 * r / (1.0 + r);
    ++n;
  }
  const Estimate estimate = split_half_reliability(matrix, "observers");
  CHECK(*estimate.value == Approx(rulon / n).epsilon(1e-12));
  CHECK(*estimate.value == Approx(spearman_brown / n).margin(0.01));
  CHECK(estimate.method.find("items and observers") != std::string::npos);
}

TEST_CASE("a missing answer leaves out its products alone") {
  // Without it: m0 and m1 share items 1-3, m2 has all; an item that nobody answered changes nothing.
  const CorrectnessMatrix matrix = matrix_of({"1100.", "10.0.", "1010."});
  const CorrectnessMatrix without = matrix_of({"1100", "10.0", "1010"});
  CHECK(*split_half_reliability(matrix, "observers").value == *split_half_reliability(without, "observers").value);
  CHECK(split_half_reliability(matrix, "observers").n == 4);
  // Means 1/2, 1/3, 1/2. Squares: 1 + 2/3 + 1 over 11 answers. Products of pairs: (0, 1) 1/3 - 1/6 + 1/6, (0, 2) 0,
  // (1, 2) 1/3 + 1/6 + 1/6; 3 + 4 + 3 pairs of answers.
  const double c = (1.0 / 3.0 + 0.0 + 2.0 / 3.0) / 10.0;
  const double v = (8.0 / 3.0) / 11.0;
  const double n = 11.0 / 4.0;
  CHECK(*split_half_reliability(matrix, "observers").value == Approx(n * c / (v + (n - 1.0) * c)));
}

TEST_CASE(
    "intervals of reliability, ceiling, correlation and corrected correlation hold the truth in 93 to 97 % of "
    "studies") {
  // What is hard for people is as hard for networks, or similar only (easinesses correlate by 0.6).
  const SimulatedDeciders deciders;
  const auto p_right = [&](double easiness) {
    return deciders.over_makers([&](double a) { return SimulatedDeciders::p_right(a, easiness); });
  };
  const double mean = deciders.mean_accuracy();
  const double c = deciders.over_items([&](double easiness) { return std::pow(p_right(easiness), 2); }) - mean * mean;
  const double v = deciders.over_makers([&](double a) {
    const double p = deciders.mean_right(a);
    return p * (1.0 - p);
  });
  const auto reliability = [&](double n) { return n * c / (v + (n - 1.0) * c); };
  const double n_observers = 9.0;
  const double n_networks = 12.0;
  const double ceiling = std::sqrt(reliability(n_observers) * reliability(n_networks));
  for (const double shared : {1.0, 0.6}) {
    const double own = std::sqrt(1.0 - shared * shared);
    const double across = deciders.over_items([&](double x) {
      return p_right(x) * deciders.over_items([&](double y) { return p_right(shared * x + own * y); });
    }) - mean * mean;
    const double corrected = across / c;
    CHECK(corrected == Approx(shared == 1.0 ? 1.0 : 0.58).margin(0.005));
    RandomStream random(12, Stream::observer);
    int covered[4] = {};
    constexpr int kStudies = 1000;
    double mean_value = 0.0;
    for (int study = 0; study < kStudies; ++study) {
      const std::vector<double> easiness = deciders.easinesses(random, 150);
      std::vector<double> for_networks = deciders.easinesses(random, 150);
      for (std::size_t i = 0; i < easiness.size(); ++i) for_networks[i] = shared * easiness[i] + own * for_networks[i];
      const CorrectnessMatrix people = responses_of(random, deciders.abilities(random, 9), easiness);
      const CorrectnessMatrix networks = responses_of(random, deciders.abilities(random, 12), for_networks);
      const Estimate halves = split_half_reliability(people, "observers");
      const ComparedShares compared = compare_shares_right(people, networks);
      const auto holds = [](const Estimate& estimate, double truth) {
        return estimate.ci && estimate.ci->first <= truth && truth <= estimate.ci->second ? 1 : 0;
      };
      mean_value += *halves.value / kStudies;
      covered[0] += holds(halves, reliability(n_observers));
      covered[1] += holds(compared.ceiling, ceiling);
      covered[2] += holds(compared.correlation, corrected * ceiling);
      covered[3] += holds(compared.corrected, corrected);
    }
    CHECK(mean_value == Approx(reliability(n_observers)).margin(0.01));
    INFO("shared " << shared << ": reliability, ceiling, correlation, corrected: " << covered[0] << " " << covered[1]
                   << " " << covered[2] << " " << covered[3]);
    for (const int n : covered) {
      CHECK(n >= 0.93 * kStudies);
      CHECK(n <= 0.97 * kStudies);
    }
  }
}

TEST_CASE("the correlation of shares right, and the corrected one, are what their definitions say") {
  RandomStream random(13, Stream::observer);
  const SimulatedDeciders deciders;
  const std::vector<double> easiness = deciders.easinesses(random, 300);
  std::vector<double> other = deciders.easinesses(random, 300);
  for (std::size_t i = 0; i < 300; ++i) other[i] = 0.6 * easiness[i] + 0.8 * other[i];
  const CorrectnessMatrix people = responses_of(random, deciders.abilities(random, 6), easiness);
  const CorrectnessMatrix networks = responses_of(random, deciders.abilities(random, 10), other);
  const ComparedShares compared = compare_shares_right(people, networks);
  const std::vector<double> a = n_right(people, ~0U);
  const std::vector<double> b = n_right(networks, ~0U);
  const double r = covariance(a, b) / std::sqrt(covariance(a, a) * covariance(b, b));
  CHECK(*compared.correlation.value == Approx(r).epsilon(1e-12));
  const double reliabilities =
      *split_half_reliability(people, "observers").value * *split_half_reliability(networks, "networks").value;
  CHECK(*compared.ceiling.value == Approx(std::sqrt(reliabilities)));
  CHECK(*compared.corrected.value == Approx(r / std::sqrt(reliabilities)));
  CHECK(*compared.corrected.value == Approx(0.6).margin(0.15));
  CHECK(compared.correlation.method == "jackknife over items, observers and networks, Student's t on Fisher's z");
}

TEST_CASE("reliabilities and ceilings that do not exist say why") {
  CHECK(split_half_reliability(matrix_of({"1100"}), "observers").undefined ==
        "no item was answered by two decision makers");
  CHECK(split_half_reliability(matrix_of({"11..", "..01"}), "observers").undefined ==
        "no item was answered by two decision makers");
  CHECK(split_half_reliability(matrix_of({"10", "10"}), "observers").undefined == "fewer than three items");
  CHECK(split_half_reliability(matrix_of({"111", "000"}), "observers").undefined ==
        "every decision maker is always right or always wrong");
  const Estimate same = split_half_reliability(matrix_of({"1100", "1100"}), "observers");
  CHECK(*same.value == Approx(1.0));
  CHECK_FALSE(same.ci);
  const CorrectnessMatrix opposite = matrix_of({"110010", "001101"});
  CHECK(*split_half_reliability(matrix_of({"110010", "011101"}), "observers").value < 0.0);
  CHECK(compare_shares_right(opposite, matrix_of({"110010", "110110"})).correlation.undefined ==
        "all items are right equally often");
  const ComparedShares compared =
      compare_shares_right(matrix_of({"110010", "011101"}), matrix_of({"110010", "110110"}));
  CHECK(compared.correlation.value);
  CHECK(compared.ceiling.undefined == "observers agree no more than independent ones");
  CHECK(compared.corrected.undefined == compared.ceiling.undefined);
}

TEST_CASE("R's psych finds the same reliability") {
  if (std::system("Rscript -e 'library(psych)' >/dev/null 2>&1") != 0) {
    WARN("skipped: R with psych is not installed");
    return;
  }
  RandomStream random(14, Stream::observer);
  const SimulatedDeciders deciders;
  const CorrectnessMatrix matrix = responses_of(random, deciders.abilities(random, 7), deciders.easinesses(random, 90));
  std::string csv;
  for (std::size_t i = 0; i < 90; ++i) {
    for (std::size_t m = 0; m < 7; ++m)
      csv += std::string(m > 0 ? "," : "") + (matrix.row(m)[i] == Correctness::right ? "1" : "0");
    csv += '\n';
  }
  const TemporaryFolder folder;
  write_file(folder / "cells.csv", csv);
  const std::string value = std::to_string(*split_half_reliability(matrix, "observers").value);
  const std::string script = "x <- read.csv('" + (folder / "cells.csv").string() +
                             "', header = FALSE); a <- psych::alpha(x, warnings = FALSE)[['total']][['raw_alpha']]; "
                             "quit(status = if (abs(a - " +
                             value + ") < 2e-6) 0 else 1)";
  CHECK(std::system(("Rscript -e \"" + script + "\" >&2").c_str()) == 0);
}
