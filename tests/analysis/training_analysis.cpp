#include "tricky/analysis/training_analysis.h"

#include <catch2/catch.hpp>

#include "small_study.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

constexpr BootstrapOptions kFewDraws{1, 100, 0.95};

/// A trained network: one row of cells an epoch from 0; label 1 is right, 2 another wrong class, "-" missing.
void add_run(const SmallStudy& study, const ItemSet& items, const std::string& condition, int instance,
             const std::vector<std::string>& epochs, const RunComparison& comparison) {
  RunRecord run;
  run.name = condition + "_" + std::to_string(instance);
  run.condition = condition;
  run.instance = instance;
  run.item_set_digest = items.digest();
  run.n_items = items.size();
  run.comparison = comparison;
  write_run(study.folder().run(run.name), run);
  for (std::size_t epoch = 0; epoch < epochs.size(); ++epoch) {
    std::vector<std::uint16_t> responses;
    for (const char c : epochs[epoch]) {
      responses.push_back(c == '-' ? kMissingResponse : static_cast<std::uint16_t>(c - '0'));
    }
    write_responses(responses_file(study.folder().run(run.name), static_cast<int>(epoch)), responses);
    write_file(study.folder().run(run.name) / ("DONE_000" + std::to_string(epoch)), "");
  }
}

/// base (and "plus", one epoch on), two networks compared with it, two compared with each other; 2 epochs, 6 items.
void fill(SmallStudy& study) {
  const ItemSet& items = study.add_items(6);
  add_run(study, items, "base", 1, {"000000", "110100", "111100", "111000"},
          {2, {{"base", 0, "base"}, {"plus", 1, "base"}}});
  add_run(study, items, "order", 1, {"200000", "110000", "111000"}, {2, {{"order", 0, "base"}}});
  add_run(study, items, "order", 2, {"000002", "100100", "111100"}, {2, {{"order", 0, "base"}}});
  add_run(study, items, "half", 1, {"000000", "100000", "110000"}, {2, {{"half", 0, "half"}}});
  add_run(study, items, "half", 2, {"000000", "010000", "0110-0"}, {2, {{"half", 0, "half"}}});
}

std::vector<Result> analyse(const SmallStudy& study, const std::vector<NamedItems>& in_between = {}) {
  const ItemSet items = read_items(study.folder().items_file());
  return analyse_training(load_training_histories(study.folder(), items), in_between, kFewDraws);
}

double value(const std::vector<Result>& results, const std::string& statistic, const std::string& of,
             const std::string& over, const std::string& subset = "all") {
  for (const Result& result : results) {
    if (result.statistic == statistic && result.of == of && result.over == over && result.subset == subset) {
      return result.estimate.value.value();
    }
  }
  FAIL("there is no " << statistic << " of " << of << " over " << over << ", " << subset);
  return 0.0;
}

}  // namespace

TEST_CASE("learning and forgetting of an item are counted from the first epoch on") {
  SmallStudy study;
  fill(study);
  const ItemSet items = read_items(study.folder().items_file());
  const auto histories = load_training_histories(study.folder(), items);
  REQUIRE(histories.size() == 5);
  const auto base = item_histories(histories[0]);
  CHECK(base[0].is_never_forgotten());
  CHECK(base[2].is_never_forgotten());  // learnt late
  CHECK(base[3].n_forgotten == 1);      // right, right, wrong
  CHECK(base[3].n_right == 2);
  CHECK(base[4].is_never_learnt());
  CHECK_FALSE(base[3].is_never_forgotten());
  const auto results = analyse(study);
  CHECK(value(results, "share_never_learnt", "base_1", "training") == Approx(2.0 / 6.0));
  CHECK(value(results, "share_never_forgotten", "base_1", "training") == Approx(3.0 / 6.0));
  CHECK(value(results, "mean_forgetting_events", "base_1", "training") == Approx(1.0 / 6.0));
}

TEST_CASE("a decision changes with its class, wrong or right") {
  SmallStudy study;
  fill(study);
  const auto results = analyse(study);
  CHECK(value(results, "changed_decisions", "base_1", "training", "epoch 0 to 1") == Approx(3.0 / 6.0));
  CHECK(value(results, "changed_decisions", "base_1", "training", "epoch 2 to 3") == Approx(1.0 / 6.0));
  // order_2's last item goes from one wrong class to another; half_2's fifth is missing at epoch 2.
  CHECK(value(results, "changed_decisions", "order_2", "training", "epoch 0 to 1") == Approx(3.0 / 6.0));
  CHECK(value(results, "changed_decisions", "half_2", "training", "epoch 1 to 2") == Approx(1.0 / 5.0));
}

TEST_CASE(
    "each condition is compared with the one it names, epoch by epoch, further trained ones at their own epochs") {
  SmallStudy study;
  fill(study);
  const auto results = analyse(study);
  // Epoch 1: order_1 110000 against base 110100: both 2, only base 1, neither 3.
  CHECK(value(results, "kappa", "order_1 & base_1", "training", "order, epoch 1") ==
        Approx(*error_consistency({2, 0, 1, 3}).value));
  const double first = *error_consistency({3, 0, 1, 2}).value;   // 111000 against 111100
  const double second = *error_consistency({4, 0, 0, 2}).value;  // 111100 against itself
  CHECK(value(results, "mean_kappa", "order", "training", "epoch 2") == Approx((first + second) / 2.0));
  CHECK(value(results, "mean_kappa_to_base", "order", "conditions") == Approx((first + second) / 2.0));
  // plus: base's epoch 3 against its epoch 2.
  CHECK(value(results, "kappa", "plus (base_1) & base_1", "training", "plus, epoch 2") == Approx(first));
  CHECK(value(results, "mean_accuracy", "plus", "training", "epoch 2") == Approx(0.5));
  // half: its two networks with each other, over the five items both answered: 11000 and 01100 and item six.
  CHECK(value(results, "kappa", "half_1 & half_2", "training", "half, epoch 2") ==
        Approx(*error_consistency({1, 1, 1, 2}).value));
  // Before training all are wrong on all items: no kappa, and the reason.
  const auto at = std::find_if(results.begin(), results.end(), [](const Result& result) {
    return result.statistic == "mean_kappa" && result.of == "order" && result.subset == "epoch 0";
  });
  REQUIRE(at != results.end());
  CHECK_FALSE(at->estimate.value);
  CHECK_THAT(at->estimate.undefined, Contains("undefined for every pair"));
}

TEST_CASE("conditions are compared with one another over all items and over chosen ones, and with themselves") {
  SmallStudy study;
  fill(study);
  const auto results = analyse(study, {{"in-between t", {true, true, true, true, false, false}}});
  // order_1 and order_2 at epoch 2: 111000 and 111100.
  CHECK(value(results, "mean_kappa", "order & order", "conditions") == Approx(*error_consistency({3, 0, 1, 2}).value));
  // Over the first four: base 1111, order 1110 and 1111: the second pair is undefined, kappa of the first is 0.
  CHECK(value(results, "mean_kappa_to_base", "order", "conditions, in-between t") == 0.0);
  CHECK(value(results, "mean_kappa_to_base_difference", "order - plus", "conditions") ==
        Approx(value(results, "mean_kappa_to_base", "order", "conditions") -
               value(results, "mean_kappa_to_base", "plus", "conditions")));
  for (const Result& result : results) CHECK_FALSE((result.of == "base & base" && result.statistic == "mean_kappa"));
}

TEST_CASE("conditions come ordered by their mean kappa to base") {
  SmallStudy study;
  fill(study);
  std::vector<std::string> order;
  for (const Result& result : analyse(study)) {
    if (result.statistic == "mean_kappa_to_base" && result.over == "conditions") order.push_back(result.of);
  }
  CHECK(order == std::vector<std::string>{"order", "plus", "half"});
}

TEST_CASE("networks are compared up to the last epoch that all have reached") {
  SmallStudy study;
  fill(study);
  std::filesystem::remove(study.folder().run("order_2") / "DONE_0002");
  const ItemSet items = read_items(study.folder().items_file());
  CHECK(last_compared_epoch(load_training_histories(study.folder(), items)) == 1);
  for (const Result& result : analyse(study)) {
    CHECK_FALSE((result.statistic == "mean_kappa" && result.subset == "epoch 2"));
  }
}

TEST_CASE("networks that do not say what they are compared with have no part in this") {
  SmallStudy study;
  study.add_items(3);
  study.add_network("a", "110", 0);
  study.add_network("b", "110");
  CHECK(analyse(study).empty());
  CHECK(last_compared_epoch({}) == -1);
}
