#include "tricky/analysis/error_consistency.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
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

TEST_CASE("the unbiased kappa and the large-sample interval agree with published values") {
  const AgreementTable table{83, 1, 10, 6};
  CHECK(*unbiased_error_consistency(table).value == Approx(0.472639).margin(5e-7));
  const Estimate kappa = large_sample_error_consistency(table);
  REQUIRE(kappa.ci);
  CHECK(kappa.ci->first == Approx(0.214128).margin(5e-7));
  CHECK(kappa.ci->second == Approx(0.726142).margin(5e-7));
  CHECK(*kappa.value == Approx(0.470135).margin(5e-7));
}

TEST_CASE("where kappa is undefined so are its companions, and a perfect kappa has no standard error") {
  for (const AgreementTable& table : {AgreementTable{9, 0, 0, 0}, AgreementTable{}}) {
    for (const Estimate& estimate :
         {unbiased_error_consistency(table), large_sample_error_consistency(table), copy_probability(table)}) {
      CHECK_FALSE(estimate.value);
      CHECK(estimate.undefined == error_consistency(table).undefined);
    }
    CHECK(std::isnan(kappa_or_nan(table)));
  }
  const Estimate same = large_sample_error_consistency({7, 0, 0, 3});
  CHECK(*same.value == 1.0);
  CHECK_FALSE(same.ci);
  CHECK(*unbiased_error_consistency({7, 0, 0, 3}).value == 1.0);
  CHECK(*unbiased_error_consistency({0, 1, 0, 0}).value == 0.0);
}

TEST_CASE("the copy probability is what the copying decider of a simulation did") {
  // Of 100 items the first gets 40 right. The second copies on half of them, and is right on half of the rest: of the
  // first's 40 right ones 20 + 10, of its 60 wrong ones 0 + 15.
  const AgreementTable table{30, 10, 15, 45};
  // p = .4, q = .45: covariance .3 - .18 = .12; v = max(.24, .2475).
  CHECK(*copy_probability(table).value == Approx(0.12 / 0.2475));
  // The larger variance is the second's, so it is the copied one; seen from the first, the probability is .12 / .24.
  CHECK(*copy_probability({45, 15, 10, 30}).value == Approx(0.12 / 0.2475));
  CHECK(*copy_probability({30, 15, 10, 45}).value == Approx(0.12 / 0.2475));
  // Equal accuracies: kappa itself.
  CHECK(*copy_probability({30, 10, 10, 50}).value == Approx(*error_consistency({30, 10, 10, 50}).value));
  CHECK(*copy_probability({36, 24, 24, 16}).value == 0.0);
  CHECK(*copy_probability({0, 9, 0, 0}).value == 0.0);
  CHECK_THAT(copy_probability({1, 9, 9, 1}).undefined, Contains("less than independent"));
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

TEST_CASE("tables of all pairs, of chosen pairs and of counted items are those of counting one by one") {
  for (const std::size_t n_makers : {2, 5, 37}) {
    for (const double missing : {0.0, 0.2}) {
      const std::size_t n_items = 700;
      const CorrectnessMatrix matrix = random_matrix(n_makers, n_items, missing);
      const CorrectnessBits bits(matrix);
      std::vector<std::uint32_t> counts(n_items);
      RandomStream random(8, Stream::bootstrap);
      for (std::uint32_t& count : counts) count = static_cast<std::uint32_t>(random.below(11));  // 0 and 1 … 10
      const ItemCounts items(counts);
      CHECK(items.total() == std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
      std::vector<CorrectnessBits::Pair> pairs;
      std::vector<AgreementTable> plain;
      std::vector<AgreementTable> counted;
      for (std::size_t first = 0; first < n_makers; ++first) {
        for (std::size_t second = first + 1; second < n_makers; ++second) {
          pairs.emplace_back(first, second);
          plain.push_back(agreement_table(matrix.row(first), matrix.row(second)));
          AgreementTable& table = counted.emplace_back();
          for (std::size_t i = 0; i < n_items; ++i) {
            const AgreementTable one =
                agreement_table(matrix.row(first).subspan(i, 1), matrix.row(second).subspan(i, 1));
            table.both_right += counts[i] * one.both_right;
            table.only_first += counts[i] * one.only_first;
            table.only_second += counts[i] * one.only_second;
            table.both_wrong += counts[i] * one.both_wrong;
          }
        }
      }
      CHECK(bits.all_tables() == plain);
      CHECK(bits.tables(pairs, items) == counted);
      CHECK(bits.is_right(1, 69) == (matrix.row(1)[69] == Correctness::right));
      CHECK(bits.has_answered(1, 69) == (matrix.row(1)[69] != Correctness::missing));
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
