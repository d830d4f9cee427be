#include <catch2/catch.hpp>
#include <cmath>

#include "training_run.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/items.h"

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

TEST_CASE("a run stopped at any update goes on to the same bytes") {
  const int n = [] {
    const TinyStudy tiny;
    return n_questions(tiny);
  }();
  // 5 updates in each of two epochs and 3 evaluations.
  REQUIRE(n == 13);
  for (int at = 0; at < n; ++at) {
    INFO("stopped at question " << at);
    const TinyStudy tiny;
    CHECK_THROWS_AS(train(tiny, 0, stopping_at(at)), Interrupted);
    // No update that was made is made again.
    CHECK(n_questions(tiny) == n - at);
    check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
  }
}

TEST_CASE("a run stopped again and again still ends with the same bytes") {
  const TinyStudy tiny;
  for (const int at : {0, 3, 1, 0, 4}) {
    CHECK_THROWS_WITH(train(tiny, 0, stopping_at(at)), Contains("the same command goes on"));
  }
  train(tiny);
  check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
}

TEST_CASE("a run on two threads goes on to the same bytes") {
  const TinyStudy whole;
  train(whole, 0, {}, on_threads(2));
  const TinyStudy cut;
  for (const int at : {4, 6}) CHECK_THROWS_AS(train(cut, 0, stopping_at(at), on_threads(2)), Interrupted);
  train(cut, 0, {}, on_threads(2));
  check_same_content(lasting_content(cut.run("base_1")), lasting_content(whole.run("base_1")));
}

TEST_CASE("a marker lost after its checkpoint was written is put back, not trained again") {
  const TinyStudy tiny;
  train(tiny);
  fs::remove(tiny.run("base_1") / "DONE_0002");
  int n_epochs = 0;
  TrainingEvents events;
  events.on_epoch = [&](const EpochMetrics&) { ++n_epochs; };
  train(tiny, 0, events);
  CHECK(n_epochs == 0);
  check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
}

TEST_CASE("a finished run is left as it is") {
  const TinyStudy tiny;
  train(tiny);
  const auto before = lasting_content(tiny.run("base_1"));
  int n_epochs = 0;
  TrainingEvents events;
  events.on_epoch = [&](const EpochMetrics&) { ++n_epochs; };
  CHECK(train(tiny, 0, events).size() == 3);
  CHECK(n_epochs == 0);
  CHECK(lasting_content(tiny.run("base_1")) == before);
}

TEST_CASE("a run with more epochs goes on from a finished one as if they had been asked for at once") {
  const TinyStudy longer("epochs = 3\n");
  train(longer);
  const TinyStudy tiny;
  train(tiny);
  tiny.write("epochs = 3\n", "");
  train(tiny);
  check_same_content(lasting_content(tiny.run("base_1")), lasting_content(longer.run("base_1")));
  CHECK(*read_run(tiny.run("base_1")).details.find("hyperparameters")->find("epochs")->if_integer() == 3);
}
