#include "tricky/analysis/error_consistency.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "tricky/analysis/correctness_bits.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

/// "01-1": wrong, right, missing, right.
std::vector<Correctness> row(const std::string& text) {
  std::vector<Correctness> cells;
  for (const char c : text) {
    cells.push_back(c == '1' ? Correctness::right : c == '0' ? Correctness::wrong : Correctness::missing);
  }
  return cells;
}

CorrectnessMatrix random_matrix(std::size_t n_makers, std::size_t n_items, double missing) {
  RandomStream random(4, Stream::observer);
  CorrectnessMatrix matrix;
  for (std::size_t i = 0; i < n_items; ++i) matrix.item_ids.push_back(std::to_string(i));
  for (std::size_t maker = 0; maker < n_makers; ++maker) {
    matrix.makers.push_back({std::to_string(maker)});
    for (std::size_t i = 0; i < n_items; ++i) {
      const bool right = random.bernoulli(0.7);
      matrix.cells.push_back(random.bernoulli(missing) ? Correctness::missing
                             : right                   ? Correctness::right
                                                       : Correctness::wrong);
    }
  }
  return matrix;
}

}  // namespace

TEST_CASE("kappa of four cells is what one computes by hand") {
  // p = .6, q = .7, c_exp = .42 + .12 = .54, c_obs = .7: .16 / .46.
  const AgreementTable table{50, 10, 20, 20};
  CHECK(*observed_agreement(table).value == Approx(0.7));
  CHECK(*expected_agreement(table).value == Approx(0.54));
  CHECK(*error_consistency(table).value == Approx(0.347826).margin(5e-7));
  CHECK(error_consistency(table).n == 100);
}

TEST_CASE("kappa agrees with published values") {
  CHECK(*error_consistency({83, 1, 10, 6}).value == Approx(0.470135).margin(5e-7));
  CHECK(*error_consistency(row("0101111"), row("0110000")).value == Approx(-0.206897).margin(5e-7));
}

TEST_CASE("kappa is zero when observed agreement equals chance, one for the same errors") {
  CHECK(*error_consistency({36, 24, 24, 16}).value == 0.0);
  CHECK(*error_consistency({10, 0, 0, 5}).value == 1.0);
  CHECK(*error_consistency({10, 5, 0, 0}).value == 0.0);  // one always right, the other not
  CHECK(*error_consistency({0, 7, 0, 0}).value == 0.0);   // one always right, the other never
}

TEST_CASE("kappa of two deciders that are both perfect or both always wrong is undefined, not one") {
  const Estimate perfect = error_consistency({9, 0, 0, 0});
  CHECK_FALSE(perfect.value);
  CHECK_THAT(perfect.undefined, Contains("both are right"));
  CHECK(*observed_agreement({9, 0, 0, 0}).value == 1.0);
  const Estimate hopeless = error_consistency({0, 0, 0, 9});
  CHECK_FALSE(hopeless.value);
  CHECK_THAT(hopeless.undefined, Contains("both are wrong"));
}

TEST_CASE("nothing is defined without items that both have answered") {
  const auto first = row("1-0-");
  const auto second = row("-1-0");
  CHECK_FALSE(error_consistency(first, second).value);
  CHECK_THAT(error_consistency(first, second).undefined, Contains("no items"));
  CHECK_FALSE(observed_agreement({}).value);
  CHECK_FALSE(expected_agreement({}).value);
}

TEST_CASE("items missing for either are left out of the table") {
  CHECK(agreement_table(row("1100-1-0"), row("10101--0")) == AgreementTable{1, 1, 1, 2});
}

TEST_CASE("the attainable kappa follows from the accuracies") {
  const auto bounds = attainable_kappa(0.8, 0.6);
  REQUIRE(bounds);
  CHECK(bounds->first == Approx(-0.363636).margin(5e-7));
  CHECK(bounds->second == Approx(0.545455).margin(5e-7));
  const auto unequal = attainable_kappa(0.84, 0.93);
  CHECK(unequal->first == Approx(-0.107900).margin(5e-7));
  CHECK(unequal->second == Approx(0.566474).margin(5e-7));
  CHECK_FALSE(attainable_kappa(1.0, 1.0));
  CHECK_FALSE(attainable_kappa(0.0, 0.0));
}

TEST_CASE("every kappa lies within its attainable range, and some reach its ends") {
  constexpr std::uint64_t kItems = 12;
  std::size_t n_at_lower = 0;
  std::size_t n_at_upper = 0;
  for (std::uint64_t a = 0; a <= kItems; ++a) {
    for (std::uint64_t b = 0; a + b <= kItems; ++b) {
      for (std::uint64_t c = 0; a + b + c <= kItems; ++c) {
        const AgreementTable table{a, b, c, kItems - a - b - c};
        const auto kappa = error_consistency(table).value;
        const auto bounds = attainable_kappa(static_cast<double>(a + b) / kItems, static_cast<double>(a + c) / kItems);
        REQUIRE(kappa.has_value() == bounds.has_value());
        if (!kappa) continue;
        REQUIRE(*kappa >= bounds->first - 1e-12);
        REQUIRE(*kappa <= bounds->second + 1e-12);
        n_at_lower += std::abs(*kappa - bounds->first) < 1e-12 ? 1 : 0;
        n_at_upper += std::abs(*kappa - bounds->second) < 1e-12 ? 1 : 0;
      }
    }
  }
  CHECK(n_at_lower > 100);
  CHECK(n_at_upper > 100);
}

TEST_CASE("kappa does not change when deciders are swapped, items reordered, or right and wrong exchanged") {
  const CorrectnessMatrix matrix = random_matrix(2, 500, 0.1);
  const std::vector<Correctness> first(matrix.row(0).begin(), matrix.row(0).end());
  const std::vector<Correctness> second(matrix.row(1).begin(), matrix.row(1).end());
  const double kappa = *error_consistency(first, second).value;
  CHECK(*error_consistency(second, first).value == kappa);

  RandomStream random(9, Stream::order);
  const auto order = random_permutation(random, 500);
  std::vector<Correctness> shuffled_first;
  std::vector<Correctness> shuffled_second;
  for (const std::uint32_t i : order) {
    shuffled_first.push_back(first[i]);
    shuffled_second.push_back(second[i]);
  }
  CHECK(*error_consistency(shuffled_first, shuffled_second).value == kappa);

  const auto exchange = [](std::vector<Correctness> cells) {
    for (Correctness& cell : cells) {
      if (cell != Correctness::missing) cell = cell == Correctness::right ? Correctness::wrong : Correctness::right;
    }
    return cells;
  };
  CHECK(*error_consistency(exchange(first), exchange(second)).value == kappa);
}

TEST_CASE("packed bits give the same tables as counting cell by cell") {
  for (const std::size_t n_items : {1, 63, 64, 65, 1000}) {
    for (const double missing : {0.0, 0.2}) {
      const CorrectnessMatrix matrix = random_matrix(4, n_items, missing);
      const CorrectnessBits bits(matrix);
      REQUIRE(bits.n_makers() == 4);
      for (std::size_t first = 0; first < 4; ++first) {
        const auto cells = matrix.row(first);
        CHECK(bits.n_right(first) ==
              static_cast<std::uint64_t>(std::count(cells.begin(), cells.end(), Correctness::right)));
        for (std::size_t second = 0; second < 4; ++second) {
          CHECK(bits.table(first, second) == agreement_table(cells, matrix.row(second)));
        }
      }
    }
  }
}

TEST_CASE("one decision maker with missing responses and one without are counted right") {
  CorrectnessMatrix matrix = random_matrix(1, 130, 0.0);
  const CorrectnessMatrix gaps = random_matrix(1, 130, 0.5);
  matrix.makers.push_back({"gaps"});
  matrix.cells.insert(matrix.cells.end(), gaps.cells.begin(), gaps.cells.end());
  const CorrectnessBits bits(matrix);
  CHECK(bits.table(0, 1) == agreement_table(matrix.row(0), matrix.row(1)));
  CHECK(bits.table(1, 0) == agreement_table(matrix.row(1), matrix.row(0)));
  CHECK(bits.table(0, 1).n() == bits.n_answered(1));
}
