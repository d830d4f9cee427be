#include "tricky/analysis/rsa_analysis.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "small_study.h"
#include "tricky/analysis/study_analysis.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

void add_trained(SmallStudy& study, const std::string& condition, int instance, const std::string& compared_with) {
  RunRecord run;
  run.name = condition + "_" + std::to_string(instance);
  run.condition = condition;
  run.instance = instance;
  run.item_set_digest = "x";
  run.n_items = 1;
  run.comparison = RunComparison{3, {{condition, 0, compared_with}}};
  if (condition == "base") run.comparison->conditions.push_back({"plus", 1, "base"});
  write_run(study.folder().run(run.name), run);
}

Result rsa(const std::string& of, double value, const std::string& subset = "all") {
  Result result{"rsa", of, "images", subset, {}};
  result.estimate.value = value;
  result.estimate.n = 50;
  return result;
}

}  // namespace

TEST_CASE("similarity of representations is averaged over each condition's pairs with base") {
  SmallStudy study;
  add_trained(study, "base", 1, "base");
  for (int i = 1; i <= 5; ++i) add_trained(study, "init", i, "base");
  for (int i = 1; i <= 2; ++i) add_trained(study, "half", i, "half");
  add_trained(study, "batch", 1, "base");
  CHECK(analyse_rsa(study.folder(), 0.95).empty());
  write_results(rsa_file(study.folder()).parent_path(),
                {rsa("base_1 & init_1", 0.5), rsa("init_2 & base_1", 0.6), rsa("base_1 & init_3", 0.7),
                 rsa("base_1 & init_4", 0.6), rsa("base_1 & init_5", 0.65), rsa("half_1 & half_2", 0.2),
                 rsa("init_1 & init_2", 0.99)},
                {});
  const auto results = analyse_rsa(study.folder(), 0.95);
  const Estimate& init = the_result(results, "mean_rsa_to_base", "init").estimate;
  CHECK(*init.value == Approx((0.5 + 0.6 + 0.7 + 0.6 + 0.65) / 5));
  CHECK(init.n == 5);
  // t = 2.776445 with 4 degrees of freedom; mean and SD by NumPy.
  CHECK(init.ci->first == Approx(0.61 - 2.7764451 * 0.074161985 / std::sqrt(5.0)).epsilon(1e-6));
  CHECK(*the_result(results, "mean_rsa_to_base", "half").estimate.value == Approx(0.2));
  CHECK_FALSE(the_result(results, "mean_rsa_to_base", "half").estimate.ci);
  CHECK(the_result(results, "mean_rsa_to_base", "batch").estimate.undefined == "none of its pairs was compared");
  CHECK(the_result(results, "rsa", "init_2 & base_1").over == "representations");
  std::vector<std::string> order;
  for (const Result& result : results) {
    if (result.statistic == "mean_rsa_to_base") order.push_back(result.of);
  }
  CHECK(order == std::vector<std::string>{"init", "half", "batch"});  // neither base with itself nor "plus"
}

TEST_CASE("a network trained further stands for a condition of its own where it was compared") {
  SmallStudy study;
  add_trained(study, "base", 1, "base");
  add_trained(study, "batch", 1, "base");
  write_results(rsa_file(study.folder()).parent_path(),
                {rsa("base_1 & batch_1", 0.5), rsa("base_1 & base_1+1", 0.9), rsa("batch_1 & base_1+1", 0.4)}, {});
  const auto results = analyse_rsa(study.folder(), 0.95);
  const Estimate& plus = the_result(results, "mean_rsa_to_base", "plus").estimate;
  CHECK(*plus.value == 0.9);
  CHECK(plus.n == 1);
  CHECK(*the_result(results, "mean_rsa_to_base", "batch").estimate.value == 0.5);
}

TEST_CASE("a file without similarities is refused") {
  SmallStudy study;
  add_trained(study, "base", 1, "base");
  write_results(rsa_file(study.folder()).parent_path(), {}, {});
  CHECK_THROWS_WITH(analyse_rsa(study.folder(), 0.95), Contains("run tricky rsa again"));
}
