#include "tricky/analysis/krippendorff_alpha.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analysis/packed_counts.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

/// One text a rater, "1 * 3": values, * for missing.
Ratings ratings_from(const std::vector<std::string>& rows) {
  Ratings ratings;
  for (const std::string& text : rows) {
    ratings.raters.push_back("rater " + std::to_string(ratings.raters.size() + 1));
    std::istringstream words(text);
    std::string word;
    ratings.n_units = 0;
    while (words >> word) {
      ratings.values.push_back(word == "*" ? kMissingRating : std::stod(word));
      ++ratings.n_units;
    }
  }
  return ratings;
}

void check_alphas(const Ratings& ratings, double nominal, double ordinal, double interval, double ratio) {
  CHECK(*krippendorff_alpha(ratings, MeasurementLevel::nominal).value == Approx(nominal).margin(1e-6));
  CHECK(*krippendorff_alpha(ratings, MeasurementLevel::ordinal).value == Approx(ordinal).margin(1e-6));
  CHECK(*krippendorff_alpha(ratings, MeasurementLevel::interval).value == Approx(interval).margin(1e-6));
  CHECK(*krippendorff_alpha(ratings, MeasurementLevel::ratio).value == Approx(ratio).margin(1e-6));
}

Ratings random_ratings(std::size_t n_raters, std::size_t n_units) {
  RandomStream random(3, Stream::observer);
  Ratings ratings;
  ratings.n_units = n_units;
  std::vector<std::uint64_t> truth;
  for (std::size_t unit = 0; unit < n_units; ++unit) truth.push_back(random.below(4));
  for (std::size_t rater = 0; rater < n_raters; ++rater) {
    ratings.raters.push_back(std::to_string(rater));
    for (std::size_t unit = 0; unit < n_units; ++unit) {
      const double value = static_cast<double>(random.bernoulli(0.6) ? truth[unit] : random.below(4));
      ratings.values.push_back(random.bernoulli(0.15) ? kMissingRating : value);
    }
  }
  return ratings;
}

}  // namespace

TEST_CASE("alpha of two raters and three units is what one computes by hand") {
  // Units (0,0), (0,1), (1,1): o = [[2,1],[1,2]], n_0 = n_1 = 3, n = 6: 1 - 5 * 1 / 9.
  const Ratings ratings = ratings_from({"0 0 1", "0 1 1"});
  const CoincidenceMatrix matrix = coincidence_matrix(ratings);
  CHECK(matrix.values == std::vector<double>{0, 1});
  CHECK(matrix.coincidences == std::vector<double>{2, 1, 1, 2});
  CHECK(matrix.n_units == 3);
  check_alphas(ratings, 4.0 / 9.0, 4.0 / 9.0, 4.0 / 9.0, 4.0 / 9.0);
}

TEST_CASE("alpha agrees with published values") {
  check_alphas(
      ratings_from({"* * * * * 3 4 1 2 1 1 3 3 * 3", "1 * 2 1 3 3 4 3 * * * * * * *", "* * 2 1 3 4 4 * 2 1 1 3 3 * 4"}),
      0.691358, 0.806721, 0.810845, 0.808944);
  check_alphas(ratings_from({"1 2 3 3 2 1 4 1 2 * * *", "1 2 3 3 2 2 4 1 2 5 * 3", "* 3 3 3 2 3 4 2 2 5 1 *",
                             "1 2 3 3 2 4 4 1 2 5 1 *"}),
               0.743421, 0.815388, 0.849107, 0.797403);
  check_alphas(ratings_from({"0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"}), 0.095238, 0.095238, 0.095238, 0.095238);
}

TEST_CASE("alpha is one for perfect agreement, and n counts the units with two values") {
  const Estimate alpha = krippendorff_alpha(ratings_from({"1 2 3 *", "1 2 * 1", "* * * *"}), MeasurementLevel::ordinal);
  CHECK(*alpha.value == 1.0);
  CHECK(alpha.n == 2);
}

TEST_CASE("alpha is undefined when nothing varies or nothing can be compared") {
  const Estimate same = krippendorff_alpha(ratings_from({"2 2 2", "2 2 *"}), MeasurementLevel::interval);
  CHECK_FALSE(same.value);
  CHECK_THAT(same.undefined, Contains("all ratings are the same"));
  // The lone 5 has no partner: among comparable values there is no variation either.
  CHECK_FALSE(krippendorff_alpha(ratings_from({"2 2 5", "2 2 *"}), MeasurementLevel::interval).value);
  const Estimate alone = krippendorff_alpha(ratings_from({"1 2 *", "* * 3"}), MeasurementLevel::nominal);
  CHECK_FALSE(alone.value);
  CHECK_THAT(alone.undefined, Contains("two raters"));
  CHECK_FALSE(krippendorff_alpha(Ratings{}, MeasurementLevel::nominal).value);
  CHECK_FALSE(krippendorff_alpha(ratings_from({"1 2 3"}), MeasurementLevel::nominal).value);
}

TEST_CASE("the ratio level takes no values below zero, the others do") {
  const Ratings ratings = ratings_from({"-1 2 3", "-1 3 3"});
  CHECK_FALSE(krippendorff_alpha(ratings, MeasurementLevel::ratio).value);
  CHECK_THAT(krippendorff_alpha(ratings, MeasurementLevel::ratio).undefined, Contains("0 or more"));
  CHECK(krippendorff_alpha(ratings, MeasurementLevel::interval).value);
}

TEST_CASE("alpha does not depend on the order of raters or units") {
  const Ratings ratings = random_ratings(5, 60);
  Ratings reversed = ratings;
  std::reverse(reversed.values.begin(), reversed.values.end());  // both orders at once
  for (const MeasurementLevel level : kMeasurementLevels) {
    CHECK(*krippendorff_alpha(reversed, level).value ==
          Approx(*krippendorff_alpha(ratings, level).value).epsilon(1e-12));
  }
}

TEST_CASE("each level ignores what it must not see") {
  const Ratings ratings = random_ratings(4, 80);
  const auto changed = [&](auto change) {
    Ratings copy = ratings;
    for (double& value : copy.values) value = std::isnan(value) ? value : change(value);
    return copy;
  };
  const auto alpha = [](const Ratings& of, MeasurementLevel level) { return *krippendorff_alpha(of, level).value; };
  const auto same = [&](const Ratings& other, MeasurementLevel level) {
    return alpha(other, level) == Approx(alpha(ratings, level)).epsilon(1e-10);
  };
  const Ratings relabelled = changed([](double v) { return v == 0 ? 7.0 : v == 1 ? 2.0 : v == 2 ? 9.0 : 4.0; });
  CHECK(same(relabelled, MeasurementLevel::nominal));
  CHECK_FALSE(same(relabelled, MeasurementLevel::ordinal));
  const Ratings stretched = changed([](double v) { return std::exp(v); });
  CHECK(same(stretched, MeasurementLevel::ordinal));
  CHECK_FALSE(same(stretched, MeasurementLevel::interval));
  const Ratings shifted = changed([](double v) { return 3 * v + 10; });
  CHECK(same(shifted, MeasurementLevel::interval));
  CHECK_FALSE(same(shifted, MeasurementLevel::ratio));
  CHECK(same(changed([](double v) { return 5 * v; }), MeasurementLevel::ratio));
}

TEST_CASE("a rater without ratings changes nothing") {
  Ratings ratings = random_ratings(3, 40);
  const double before = *krippendorff_alpha(ratings, MeasurementLevel::ordinal).value;
  ratings.raters.emplace_back("silent");
  ratings.values.insert(ratings.values.end(), 40, kMissingRating);
  CHECK(*krippendorff_alpha(ratings, MeasurementLevel::ordinal).value == before);
}

TEST_CASE("a pair of raters keeps its rows") {
  const Ratings ratings = ratings_from({"1 2", "3 4", "5 6"});
  const Ratings pair = pair_of(ratings, 2, 0);
  CHECK(pair.raters == std::vector<std::string>{"rater 3", "rater 1"});
  CHECK(pair.values == std::vector<double>{5, 6, 1, 2});
}

TEST_CASE("coincidences of many raters and values are the sums over all pairs of ratings of a unit") {
  // More raters than a byte counts, more values than are compared at once, more units than are counted at once.
  RandomStream random(5, Stream::observer);
  Ratings ratings;
  ratings.raters.resize(300);
  ratings.n_units = 4100;
  ratings.values.assign(ratings.raters.size() * ratings.n_units, kMissingRating);
  for (std::size_t unit = 0; unit < ratings.n_units; ++unit) {
    const bool full = unit % 1000 == 0;
    for (std::size_t i = 0; i < (full ? ratings.raters.size() : 3); ++i) {
      const std::size_t rater = full ? i : random.below(ratings.raters.size());
      ratings.values[rater * ratings.n_units + unit] = full && i < 280 ? 7.0 : static_cast<double>(random.below(20));
    }
  }
  std::vector<double> sums(20 * 20);
  for (std::size_t unit = 0; unit < ratings.n_units; ++unit) {
    std::vector<std::size_t> given;
    for (std::size_t rater = 0; rater < ratings.raters.size(); ++rater) {
      const double value = ratings.values[rater * ratings.n_units + unit];
      if (!std::isnan(value)) given.push_back(static_cast<std::size_t>(value));
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
      for (std::size_t j = 0; j < given.size(); ++j) {
        if (i != j) sums[given[i] * 20 + given[j]] += 1.0 / (static_cast<double>(given.size()) - 1.0);
      }
    }
  }
  const CoincidenceMatrix matrix = coincidence_matrix(ratings);
  REQUIRE(matrix.values.size() == 20);
  for (std::size_t cell = 0; cell < sums.size(); ++cell) CHECK(matrix.coincidences[cell] == Approx(sums[cell]));
}

TEST_CASE("alpha is the same whether answers are packed in one pass or counted value by value") {
  // A scale moved by whole numbers is packed; one that begins at a half, or spans more than eight steps, is not.
  for (const std::size_t n_raters : {2U, 5U, 9U}) {
    const Ratings ratings = random_ratings(n_raters, 5000);
    const CoincidenceMatrix packed = coincidence_matrix(ratings);
    for (const double moved : {-3.0, 0.5, 1e6, 1e12}) {
      Ratings other = ratings;
      for (double& value : other.values) value += moved;
      const CoincidenceMatrix matrix = coincidence_matrix(other);
      CHECK(matrix.n_units == packed.n_units);
      REQUIRE(matrix.values.size() == 4);
      CHECK(matrix.values[0] == moved);
      for (std::size_t i = 0; i < 16; ++i)
        CHECK(matrix.coincidences[i] == Approx(packed.coincidences[i]).epsilon(1e-12));
    }
    Ratings wide = ratings;
    for (double& value : wide.values) value *= 4.0;
    CHECK(coincidence_matrix(wide).coincidences[1] == Approx(packed.coincidences[1]).epsilon(1e-12));
  }
}

TEST_CASE("packed counts are those that one makes by hand, with all instructions") {
  // Raters in groups of ten, four and one; units that fill no vector, and more than are counted at once.
  for (const auto& [n_raters, n_units] :
       std::vector<std::pair<std::size_t, std::size_t>>{{1, 1}, {4, 7}, {17, 64}, {17, 16'389}, {255, 130}}) {
    Ratings ratings = random_ratings(n_raters, n_units);
    ratings.values[0] = 0.0;
    std::vector<std::uint64_t> expected(n_units);
    for (std::size_t i = 0; i < ratings.values.size(); ++i) {
      if (std::isnan(ratings.values[i])) continue;
      expected[i % n_units] += std::uint64_t{1} << (8 * static_cast<unsigned>(ratings.values[i]));
    }
    std::vector<Instructions> all{Instructions::portable};
    if (best_instructions() != Instructions::portable) all.push_back(best_instructions());
    for (const Instructions instructions : all) {
      const auto packed = count_on_short_scale(ratings, instructions);
      REQUIRE(packed);
      CHECK(packed->lowest == 0.0);
      CHECK((packed->units == expected));
      if (n_raters == 1) continue;
      for (const double off_scale : {-9.0, 8.0, 0.5, 1e300}) {
        Ratings odd = ratings;
        odd.values.back() = off_scale;
        CHECK_FALSE(count_on_short_scale(odd, instructions));
      }
    }
  }
}

TEST_CASE("an answer off the scale, between its steps or far into the ratings is not lost") {
  for (const double odd : {-1.0, 8.0, 1.5, 1e-20, 1e300}) {
    Ratings ratings = random_ratings(5, 9000);
    ratings.values[4 * 9000 + 8000] = odd;
    const CoincidenceMatrix matrix = coincidence_matrix(ratings);
    CHECK(std::count(matrix.values.begin(), matrix.values.end(), odd) == 1);
    CHECK(matrix.values.size() == 5);
    double total = 0.0;
    for (const double coincidence : matrix.coincidences) total += coincidence;
    double n_pairable = 0.0;
    for (std::size_t unit = 0; unit < 9000; ++unit) {
      int n = 0;
      for (std::size_t rater = 0; rater < 5; ++rater) n += std::isnan(ratings.row(rater)[unit]) ? 0 : 1;
      n_pairable += n >= 2 ? n : 0;
    }
    CHECK(total == Approx(n_pairable).epsilon(1e-12));
  }
}

TEST_CASE("more raters than a byte can count are all counted") {
  const std::vector<std::string> rows(300, "1 2 2");
  Ratings ratings = ratings_from(rows);
  ratings.values[0] = 2.0;
  const CoincidenceMatrix matrix = coincidence_matrix(ratings);
  CHECK(matrix.at(0, 0) == Approx(299.0 * 298.0 / 299.0));
  CHECK(matrix.at(1, 1) == Approx(600.0));
}
