// Known parameters recovered, with the coverage of their intervals; then SciPy's maximum of the same likelihood.

#include "tricky/analysis/rasch.h"

#include "tricky/analysis/difficulty_for_makers.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "analysis/coverage/simulated_deciders.h"
#include "temporary_folder.h"
#include "tricky/data/files.h"
#include "tricky/data/value.h"

using namespace tricky;
using namespace tricky::analysis;

TEST_CASE("a Rasch fit gives back abilities, spread and difficulties that it was drawn from") {
  RandomStream random(3, Stream::observer);
  const SimulatedDeciders deciders;
  const std::vector<double> abilities = deciders.abilities(random, 20);
  const std::vector<double> easiness = deciders.easinesses(random, 20'000);
  const RaschFit fit = fit_rasch(responses_of(random, abilities, easiness));
  for (std::size_t i = 0; i < abilities.size(); ++i) CHECK(*fit.abilities[i].value == Approx(abilities[i]).margin(0.1));
  CHECK(*fit.sd_difficulty.value == Approx(1.5).margin(0.05));
  // Posterior means stay between the truth and 0, and their squared errors are what the standard errors say.
  double squares = 0.0;
  double expected = 0.0;
  for (std::size_t i = 0; i < easiness.size(); ++i) {
    squares += std::pow(fit.difficulties[i] + easiness[i], 2);
    expected += std::pow(fit.standard_errors[i], 2);
  }
  CHECK(squares == Approx(expected).epsilon(0.03));
  CHECK(fit.reliability == Approx(1.0 - expected / 20'000 / 2.25).margin(0.01));
}

TEST_CASE("intervals of abilities, of the spread and of difficulties hold the truth in 93 to 97 % of studies") {
  const SimulatedDeciders deciders;
  RandomStream random(4, Stream::observer);
  int n_abilities = 0;
  int covered_abilities = 0;
  int covered_sd = 0;
  int n_items = 0;
  int covered_items = 0;
  constexpr int kStudies = 300;
  for (int study = 0; study < kStudies; ++study) {
    const std::vector<double> abilities = deciders.abilities(random, 9);
    const std::vector<double> easiness = deciders.easinesses(random, 149);
    const RaschFit fit = fit_rasch(responses_of(random, abilities, easiness));
    REQUIRE(fit.sd_difficulty.ci);
    covered_sd += fit.sd_difficulty.ci->first <= 1.5 && 1.5 <= fit.sd_difficulty.ci->second ? 1 : 0;
    for (std::size_t i = 0; i < abilities.size(); ++i) {
      ++n_abilities;
      covered_abilities += fit.abilities[i].ci->first <= abilities[i] && abilities[i] <= fit.abilities[i].ci->second;
    }
    for (std::size_t i = 0; i < easiness.size(); ++i) {
      ++n_items;
      covered_items += std::abs(fit.difficulties[i] + easiness[i]) <= 1.96 * fit.standard_errors[i] ? 1 : 0;
    }
  }
  const auto share = [](int covered, int n) { return static_cast<double>(covered) / n; };
  CHECK(share(covered_abilities, n_abilities) > 0.93);
  CHECK(share(covered_abilities, n_abilities) < 0.97);
  CHECK(share(covered_items, n_items) > 0.93);
  CHECK(share(covered_items, n_items) < 0.97);
  CHECK(share(covered_sd, kStudies) > 0.92);  // of 300 studies: two standard errors are 2.5 points
  CHECK(share(covered_sd, kStudies) < 0.98);
}

TEST_CASE("items that all or none get right have a difficulty, makers that always are have no ability") {
  RandomStream random(5, Stream::observer);
  CorrectnessMatrix matrix = responses_of(random, {1.0, 0.5, 0.0, 0.3}, SimulatedDeciders{}.easinesses(random, 200));
  for (std::size_t maker = 0; maker < 4; ++maker) {
    matrix.cells[maker * 200] = Correctness::right;
    matrix.cells[maker * 200 + 1] = Correctness::wrong;
    matrix.cells[maker * 200 + 2] = Correctness::missing;
  }
  const RaschFit plain = fit_rasch(matrix);
  CHECK(plain.difficulties[0] < 0.0);
  CHECK(plain.difficulties[1] > 0.0);
  CHECK(plain.difficulties[2] == Approx(0.0).margin(1e-9));  // nothing is known: the prior
  CHECK(plain.standard_errors[2] == Approx(*plain.sd_difficulty.value).epsilon(1e-4));
  matrix.makers.push_back({"perfect"});
  matrix.cells.resize(1000, Correctness::right);
  const RaschFit fit = fit_rasch(matrix);
  CHECK(fit.abilities[4].undefined == "always right");
  CHECK(*fit.abilities[0].value == Approx(*plain.abilities[0].value));
}

TEST_CASE("independent makers and a single one have no Rasch model, and it says why") {
  RandomStream random(6, Stream::observer);
  CHECK_FALSE(fit_rasch(responses_of(random, {1.0}, std::vector<double>(50, 0.0))).sd_difficulty.value);
  CorrectnessMatrix opposite = responses_of(random, {0.0, 0.0}, std::vector<double>(100, 0.0));
  for (std::size_t i = 0; i < 100; ++i) {
    opposite.cells[i] = i % 2 == 0 ? Correctness::right : Correctness::wrong;
    opposite.cells[100 + i] = i % 2 == 1 ? Correctness::right : Correctness::wrong;
  }
  CHECK(fit_rasch(opposite).sd_difficulty.undefined == "decision makers agree no more than independent ones");
}

TEST_CASE("SciPy finds the same maximum of the Rasch model's marginal likelihood") {
  if (std::system("/usr/bin/python3 -c 'import scipy' 2>/dev/null") != 0) {
    WARN("skipped: /usr/bin/python3 with SciPy is not installed");
    return;
  }
  RandomStream random(7, Stream::observer);
  CorrectnessMatrix matrix = responses_of(random, {1.5, 0.8, 0.2, 1.0, 0.5}, SimulatedDeciders{}.easinesses(random, 120));
  for (std::size_t i = 0; i < matrix.cells.size(); i += 17) matrix.cells[i] = Correctness::missing;
  const RaschFit fit = fit_rasch(matrix);
  Value content;
  Value::Array cells;
  for (const Correctness cell : matrix.cells) cells.push_back(static_cast<int>(cell));
  content["cells"] = cells;
  content["makers"] = 5;
  Value::Array parameters;
  Value::Array errors;
  std::vector<Estimate> estimates = fit.abilities;
  estimates.push_back(fit.sd_difficulty);
  for (const Estimate& estimate : estimates) {
    parameters.push_back(*estimate.value);
    errors.push_back((estimate.ci->second - estimate.ci->first) / 2.0 / 1.959963984540054);
  }
  content["parameters"] = parameters;
  content["standard_errors"] = errors;
  Value::Array difficulties;
  for (const double difficulty : fit.difficulties) difficulties.push_back(difficulty);
  content["difficulties"] = difficulties;
  const TemporaryFolder folder;
  write_file(folder / "case.json", to_json(content, JsonLayout::indented));
  const char* const source = std::getenv("TRICKY_SOURCE");
  const std::filesystem::path here = source != nullptr ? std::filesystem::path(source) / "tests/analysis"
                                                       : std::filesystem::path(__FILE__).parent_path();
  CHECK(std::system(
            ("/usr/bin/python3 '" + (here / "compare_rasch.py").string() + "' '" + (folder / "case.json").string() + "'")
                .c_str()) == 0);
}

TEST_CASE("people and networks are compared on the items of both, by item_id") {
  RandomStream random(8, Stream::observer);
  const SimulatedDeciders deciders;
  const std::vector<double> easiness = deciders.easinesses(random, 400);
  CorrectnessMatrix networks = responses_of(random, deciders.abilities(random, 8), easiness);
  CorrectnessMatrix people = responses_of(random, deciders.abilities(random, 7), easiness);
  const auto same = compare_difficulties(people, networks, "x");
  REQUIRE(same.size() == 6);
  CHECK(same[0].statistic == "difficulty_correlation");
  CHECK(same[4].statistic == "noise_ceiling");
  CHECK(*same[3].estimate.value == Approx(*same[4].estimate.value).margin(0.06));  // the same difficulties: as high as can be
  CHECK(same[0].estimate.n == 400);
  // As high as the two reliabilities let it be.
  const double reachable = std::sqrt(fit_rasch(people).reliability * fit_rasch(networks).reliability);
  CHECK(*same[0].estimate.value == Approx(reachable).margin(0.06));

  // The other order of items is the same comparison; other items are none.
  CorrectnessMatrix turned = people;
  for (std::size_t item = 0; item < 400; ++item) {
    turned.item_ids[item] = people.item_ids[399 - item];
    for (std::size_t maker = 0; maker < 7; ++maker) turned.cells[maker * 400 + item] = people.cells[maker * 400 + 399 - item];
  }
  CHECK(*compare_difficulties(turned, networks, "x")[0].estimate.value == Approx(*same[0].estimate.value));
  for (std::string& id : networks.item_ids) id += " of another set";
  CHECK(compare_difficulties(people, networks, "x").empty());
}
