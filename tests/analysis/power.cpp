// Simulated widths against closed forms, and against the analysis of data simulated by other code.

#include "tricky/analysis/power.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "analysis/coverage/simulated_deciders.h"
#include "quiet_output.h"
#include "temporary_folder.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/commands.h"
#include "tricky/analysis/error_consistency.h"
#include "tricky/analysis/krippendorff_alpha.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/value.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

PowerOptions power_options(int n_studies, int draws) {
  PowerOptions options;
  options.choices = choice_model(0.8, 0.06, 0.5);
  options.ratings = rating_model(0.5, 3, 0.3);
  options.n_studies = n_studies;
  options.bootstrap.draws = draws;
  return options;
}

}  // namespace

TEST_CASE("a choice model has the accuracy, spread and kappa that it was asked for") {
  for (const auto& [accuracy, sd, kappa] :
       {std::tuple(0.8, 0.06, 0.5), {0.5, 0.0, 0.0}, {0.81, 0.05, 0.0}, {0.9, 0.0, 0.7}, {0.3, 0.1, 0.2}}) {
    const ChoiceModel model = choice_model(accuracy, sd, kappa);
    CHECK(model.mean_accuracy() == Approx(accuracy).margin(1e-6));
    CHECK(model.sd_accuracy() == Approx(sd).margin(1e-6));
    CHECK(model.mean_kappa() == Approx(kappa).margin(1e-6));
    // The same moments from code that knows nothing of this one.
    const SimulatedDeciders deciders{model.mean_ability, model.sd_ability, model.sd_easiness};
    CHECK(deciders.mean_accuracy() == Approx(accuracy).margin(1e-4));
    CHECK(deciders.mean_kappa() == Approx(kappa).margin(1e-3));
  }
}

TEST_CASE("drawn responses have the model's accuracy and kappa, drawn ratings its alpha") {
  RandomStream random(1, Stream::observer);
  const CorrectnessMatrix matrix = choice_model(0.8, 0.0, 0.5).draw(random, 2, 200'000);
  CHECK(*error_consistency(matrix.row(0), matrix.row(1)).value == Approx(0.5).margin(0.01));
  for (const int n_categories : {2, 3, 7}) {
    const Ratings ratings = rating_model(0.6, n_categories, 0.2).draw(random, 60, 4000);
    CHECK(*krippendorff_alpha(ratings, MeasurementLevel::ordinal).value == Approx(0.6).margin(0.02));
  }
}

TEST_CASE("models that cannot be are refused with how far one can go") {
  CHECK_THROWS_WITH(choice_model(0.95, 0.2, 0.9), Catch::Contains("--kappa 0.9") && Catch::Contains("at most"));
  CHECK_THROWS_WITH(choice_model(1.0, 0.0, 0.5), Catch::Contains("--accuracy"));
  CHECK_THROWS_WITH(choice_model(0.99, 0.3, 0.5), Catch::Contains("--accuracy-sd"));
  CHECK_THROWS_AS(choice_model(0.8, 0.05, -0.1), InputError);
  CHECK_THROWS_WITH(rating_model(0.9, 3, 0.5), Catch::Contains("--alpha 0.9") && Catch::Contains("at most"));
  CHECK_THROWS_AS(rating_model(0.5, 1, 0.3), InputError);
}

TEST_CASE("the simulated width of one observer's accuracy is the mean width of Clopper and Pearson's interval") {
  PowerOptions options = power_options(4000, 0);
  options.choices = choice_model(0.8, 0.0, 0.0);  // every trial is right with probability .8
  for (const std::size_t n : {50U, 149U}) {
    const std::vector<double> p = binomial_distribution(static_cast<int>(n), 0.8);
    double exact = 0.0;
    for (std::size_t k = 0; k <= n; ++k) {
      const Estimate share = binomial_share(k, n);
      exact += p[k] * (share.ci->second - share.ci->first);
    }
    const ExpectedWidth width = expected_widths({PlannedNumber::accuracy}, 2, n, options).front();
    CHECK(width.n_studies == 4000);
    CHECK(std::abs(*width.mean_width - exact) < 4.0 * *width.width_error);
    CHECK(*width.mean_value == Approx(0.8).margin(0.01));
  }
}

TEST_CASE("the simulated width of a pair's kappa is near the large-sample one") {
  PowerOptions options = power_options(400, 500);
  options.choices = choice_model(0.8, 0.0, 0.5);
  // Cells of many items: accuracies .8, and kappa .5 of what agreement is left beyond chance.
  const AgreementTable table{720'000, 80'000, 80'000, 120'000};
  REQUIRE(*error_consistency(table).value == Approx(0.5));
  const Estimate large = large_sample_error_consistency(table);
  const double at_one = (large.ci->second - large.ci->first) * std::sqrt(1e6);
  const ExpectedWidth width = expected_widths({PlannedNumber::kappa}, 2, 400, options).front();
  CHECK(*width.mean_width == Approx(at_one / std::sqrt(400.0)).epsilon(0.03));
}

TEST_CASE("widths depend on the seed and the design alone, not on the grid or the other numbers") {
  const PowerOptions options = power_options(12, 50);
  const auto all = expected_widths({kPlannedNumbers.begin(), kPlannedNumbers.end()}, 6, 40, options);
  REQUIRE(all.size() == kPlannedNumbers.size());
  for (const ExpectedWidth& expected : all) {
    const ExpectedWidth alone = expected_widths({expected.number}, 6, 40, options).front();
    CHECK(alone.mean_width == expected.mean_width);
    CHECK(alone.width_90 == expected.width_90);
    CHECK(*expected.width_90 >= *expected.mean_width);
  }
  PowerOptions other = options;
  other.bootstrap.seed = 2;
  CHECK(expected_widths({PlannedNumber::mean_kappa}, 6, 40, other).front().mean_width != all[3].mean_width);
}

TEST_CASE("the fewest trials are enough, and clearly fewer are not") {
  PowerOptions options = power_options(100, 0);
  options.choices = choice_model(0.8, 0.0, 0.0);
  const auto found = fewest_trials(PlannedNumber::accuracy, 2, 0.13, 5000, options);
  REQUIRE(found);
  CHECK(*found->mean_width <= 0.13);
  const auto fewer = static_cast<std::size_t>(0.9 * static_cast<double>(found->n_trials));
  CHECK(*expected_widths({PlannedNumber::accuracy}, 2, fewer, options).front().mean_width > 0.13);
  CHECK(found->n_trials == Approx(154).margin(8));  // 4 z^2 p (1 - p) / w^2 = 145, and Clopper-Pearson is a bit wider
  CHECK_FALSE(fewest_trials(PlannedNumber::accuracy, 2, 0.01, 500, options));
}

TEST_CASE("tricky power prints its table, writes its files, and refuses what it does not know") {
  const TemporaryFolder folder;
  const auto run = [](std::vector<std::string> arguments) {
    for (const Command& command : tricky::analysis::commands()) {
      if (command.name == std::string("power")) {
        Invocation invocation;
        invocation.command = "power";
        invocation.arguments = std::move(arguments);
        return command.run(invocation);
      }
    }
    FAIL("there is no command power");
  };
  const std::string output = (folder / "plan").string();
  {
    const QuietOutput quiet;
    run({"--observers", "4,6", "--trials", "20,30", "--studies", "3", "--draws", "30", "--of", "mean_kappa,accuracy",
         "--output", output, "--json"});
  }
  const Value json = read_json(folder / "plan" / "power.json");
  REQUIRE(json.find("widths")->if_array()->size() == 8);
  CHECK(json.find("provenance") != nullptr);
  const std::string csv = read_file(folder / "plan" / "power.csv");
  CHECK(csv.starts_with("number,observers,trials,mean_value,mean_width,"));
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 9);
  CHECK_THROWS_WITH(run({"--of", "mean_kapa"}), Catch::Contains("did you mean \"mean_kappa\""));
  CHECK_THROWS_AS(run({"--width", "-1"}), InputError);
  CHECK_THROWS_AS(run({"--observers", "1"}), InputError);
}

TEST_CASE("simulated widths are those that the analysis has over many studies drawn by other code") {
  // The table of tests/analysis/README.md: 8 makers, 150 items, 1000 studies: accuracy .156, kappa .155 (BCa).
  PowerOptions options = power_options(100, 300);
  options.choices = ChoiceModel{1.0, 0.5, 1.5};
  const auto widths = expected_widths({PlannedNumber::mean_accuracy, PlannedNumber::mean_kappa}, 8, 150, options);
  CHECK(*widths[0].mean_width == Approx(0.156).margin(0.002 + 4.0 * *widths[0].width_error));
  CHECK(*widths[1].mean_width == Approx(0.155).margin(0.002 + 4.0 * *widths[1].width_error));
}
