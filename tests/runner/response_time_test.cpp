// How true reported response times are: a program that knows when it saw the pair and when it pressed a key answers a
// whole session of the pairs task. Limits are loose, since the test machine may be busy; `test_runner "[timing]" -s`
// with TRICKY_TIMING_TRIALS=200 on an idle machine measures (tests/benchmarks/README.md).

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include "tricky/data/csv.h"
#include "tricky/data/session_journal.h"
#include "window_fixture.h"

using namespace tricky;
using namespace tricky::runner;
namespace fs = std::filesystem;

namespace {

/// Times of one trial: when the pair appeared and when the key was pressed.
struct Times {
  double before_ms = 0.0;  ///< the last look at the screen that did not show the pair yet
  double onset_ms = 0.0;
  double press_ms = 0.0;
};

/// As the injector saw them. The pair appeared between two looks, and since a look waits until the X server has copied
/// the whole frame, right before the second: that one is taken as the onset.
std::vector<Times> true_times(const fs::path& csv) {
  CsvReader reader(csv);
  const std::size_t before = reader.column("before_ns");
  const std::size_t onset = reader.column("onset_ns");
  const std::size_t press = reader.column("press_ns");
  std::vector<Times> times;
  while (reader.next()) {
    times.push_back({reader.real(before) / 1e6, reader.real(onset) / 1e6, reader.real(press) / 1e6});
  }
  return times;
}

/// As the session kept them.
std::vector<Times> kept_times(const fs::path& journal) {
  std::vector<Times> times;
  for (const Value& event : read_journal(journal).events) {
    const Value* onset = event.find("onset_ns");
    if (onset == nullptr) continue;
    const Value& answer = event.find("answers")->if_array()->front();
    times.push_back({0.0, static_cast<double>(*onset->if_integer()) / 1e6,
                     static_cast<double>(*answer.find("response_ns")->if_integer()) / 1e6});
  }
  return times;
}

struct Spread {
  double median = 0.0;
  double p95 = 0.0;  ///< of the magnitude
  double sd = 0.0;
};

std::ostream& operator<<(std::ostream& out, const Spread& spread) {
  return out << "median " << spread.median << ", 95 % within " << spread.p95 << ", SD " << spread.sd << "\n";
}

Spread spread_of(std::vector<double> errors) {
  const auto n = static_cast<double>(errors.size());
  const double mean = std::accumulate(errors.begin(), errors.end(), 0.0) / n;
  double squares = 0.0;
  for (const double error : errors) squares += (error - mean) * (error - mean);
  std::sort(errors.begin(), errors.end());
  const double median = errors[errors.size() / 2];
  for (double& error : errors) error = std::abs(error);
  std::sort(errors.begin(), errors.end());
  return {median, errors[errors.size() * 95 / 100], std::sqrt(squares / (n - 1.0))};
}

}  // namespace

TEST_CASE("reported response times are true to a few milliseconds even on a busy machine", "[window][timing]") {
  std::string reason = reason_to_skip();
  const fs::path injector = program().parent_path() / "key_injector";
  if (reason.empty() && !fs::exists(injector)) reason = "key_injector was not built (libxtst-dev)";
  if (!reason.empty()) {
    WARN("skipped: " << reason);
    return;
  }
  const char* wanted = std::getenv("TRICKY_TIMING_TRIALS");
  const int n = wanted != nullptr ? std::max(20, std::atoi(wanted)) : 40;
  const TemporaryFolder temporary;
  const VirtualDisplay display(temporary.path(), VirtualDisplay::Priority::realtime);
  REQUIRE(display.ready());
  const fs::path root = temporary / "study";
  make_study(root, StimulusList::Kind::pairs, 0, n + 1);
  WindowSession session(root, "easier_image");
  REQUIRE(session.go_on_until("trial", 1));
  const auto left = wait_for_image(root / "lists/list_images/1.png", temporary / "screen.png");
  REQUIRE(left.has_value());
  // The pixel of the first pair is what the injector sees first; its change is the onset of the second trial.
  const fs::path log = temporary / "presses.csv";
  Process press({injector.string(), std::to_string(n), std::to_string(left->first + 100),
                 std::to_string(left->second + 100), "150", "400", "f,j", log.string()},
                temporary / "injector.log");
  sleep_ms(200);
  xdotool("key f");
  REQUIRE(press.wait(120) == 0);
  REQUIRE(session.wait_for("finished", 1));
  session.check_goes_on_to_its_end();

  const std::vector<Times> truth = true_times(log);
  std::vector<Times> kept = kept_times(session.folder() / "journal.jsonl");
  REQUIRE(kept.size() == truth.size() + 1);
  kept.erase(kept.begin());
  std::vector<double> onset;
  std::vector<double> contradiction;  // how far the stamp lies outside what the injector saw
  std::vector<double> press_time;
  std::vector<double> response_time;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    onset.push_back(kept[i].onset_ms - truth[i].onset_ms);
    contradiction.push_back(std::max({0.0, onset.back(), truth[i].before_ms - kept[i].onset_ms}));
    press_time.push_back(kept[i].press_ms - truth[i].press_ms);
    response_time.push_back(press_time.back() - onset.back());
  }
  const Spread spread = spread_of(response_time);
  WARN("errors in milliseconds, n = " << n << "\nonset: " << spread_of(onset) << "onset outside of what was seen: "
                                      << spread_of(contradiction) << "press: " << spread_of(press_time)
                                      << "response time: " << spread);
  int n_by_thread = 0;
  for (const TrialRecord& trial : read_trials(session.folder() / "trials.tsv")) {
    n_by_thread += trial.time_source == "xinput" ? 1 : 0;
    CHECK(*trial.uncertainty_s < 0.05);
  }
  CHECK(n_by_thread > n * 3 / 4);
  CHECK(std::abs(spread.median) < 3.0);
  CHECK(spread_of(contradiction).median < 1.0);
  CHECK(spread.p95 < 25.0);
}
