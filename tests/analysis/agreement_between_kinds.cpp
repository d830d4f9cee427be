#include "tricky/analysis/agreement_between_kinds.h"

#include <catch2/catch.hpp>

#include "small_study.h"
#include "tricky/analysis/error_consistency.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

CorrectnessMatrix matrix_of(const std::string& prefix, const std::vector<std::string>& ids,
                            const std::vector<std::string>& rows) {
  CorrectnessMatrix matrix;
  matrix.item_ids = ids;
  for (const std::string& row : rows) {
    matrix.makers.push_back({numbered(prefix, matrix.makers.size())});
    for (const char c : row) matrix.cells.push_back(c == '1' ? Correctness::right : Correctness::wrong);
  }
  return matrix;
}

}  // namespace

TEST_CASE("agreement within and between observers and networks is over the items that both answered") {
  const auto observers = matrix_of("o", {"a", "b", "b", "c", "d", "x"}, {"110001", "110011"});
  const auto networks = matrix_of("n", {"d", "c", "b", "a", "y"}, {"00111", "10010"});
  // Over a, b, c, d: observers 1100 and 1101 (the first showing of b), networks 1100 and 1001.
  const auto results = compare_agreement(observers, networks, "task", {1, 200, 0.95});
  const auto value = [&](const char* statistic, const char* of) {
    return the_result(results, statistic, of).estimate.value.value();
  };
  const double oo = 0.5;  // 1100 & 1101: agree 3/4, expected 1/2
  const double nn = 0.0;  // 1100 & 1001: agree 2/4, expected 1/2
  // 1100 & 1100: 1; 1100 & 1001: 0; 1101 & 1100: .5; 1101 & 1001: agree 3/4, expected 1/2: .5
  const double on = (1.0 + 0.0 + 0.5 + 0.5) / 4.0;
  CHECK(value("mean_kappa_on_shared_items", "observers") == Approx(oo));
  CHECK(value("mean_kappa_on_shared_items", "networks") == Approx(nn).margin(1e-12));
  CHECK(value("mean_kappa_on_shared_items", "observers & networks") == Approx(on));
  CHECK(the_result(results, "mean_kappa_on_shared_items", "observers & networks").estimate.n == 4);
  CHECK(value("mean_kappa_difference", "observers - networks") == Approx(oo - nn));
  CHECK(value("mean_kappa_difference", "networks - (observers & networks)") == Approx(nn - on));
  CHECK(the_result(results, "mean_kappa_difference", "observers - networks").estimate.n == 4);
}

TEST_CASE("the difference's interval names what was drawn anew, and is undefined with a single observer") {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < 40; ++i) ids.push_back(numbered("i", i));
  RandomStream random(7, Stream::observer);
  const auto rows = [&](std::size_t n, double noise) {
    std::vector<std::string> result(n);
    for (std::string& row : result) {
      for (std::size_t i = 0; i < ids.size(); ++i) row += (i % 3 != 0) != random.bernoulli(noise) ? '1' : '0';
    }
    return result;
  };
  const auto networks = matrix_of("n", ids, rows(7, 0.3));
  const auto results = compare_agreement(matrix_of("o", ids, rows(6, 0.05)), networks, "task", {1, 300, 0.95});
  const Estimate& difference = the_result(results, "mean_kappa_difference", "observers - networks").estimate;
  CHECK_THAT(difference.method, Contains("bootstrap over items, observers and networks, 300 draws"));
  CHECK(difference.ci->first > 0.0);  // the observers are far more alike
  CHECK(difference.ci->first < *difference.value);
  const auto alone = compare_agreement(matrix_of("o", ids, rows(1, 0.05)), networks, "task", {1, 100, 0.95});
  CHECK(the_result(alone, "mean_kappa_difference", "observers - networks").estimate.undefined == "there are no pairs");
  CHECK(the_result(alone, "mean_kappa_on_shared_items", "observers & networks").estimate.value);
  CHECK(compare_agreement(matrix_of("o", {"z"}, {"1"}), networks, "task", {}).empty());
}
