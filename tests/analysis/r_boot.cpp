// BCa intervals of R's package boot from the very same draws: kappa of two deciders.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>

#include "temporary_folder.h"
#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/error_consistency.h"
#include "tricky/data/files.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

/// R draws and writes: t0, its interval, and all draws. L is the jackknife's, centred as ours is.
constexpr const char* kScript = R"r(
suppressMessages(library(boot))
set.seed(7)
cells <- as.integer(commandArgs(TRUE))
first <- rep(c(1, 1, 0, 0), cells); second <- rep(c(1, 0, 1, 0), cells)
kappa <- function(data, drawn) {
  a <- data[drawn, 1]; b <- data[drawn, 2]; p <- mean(a); q <- mean(b)
  expected <- p * q + (1 - p) * (1 - q)
  (mean(a == b) - expected) / (1 - expected)
}
drawn <- boot(cbind(first, second), kappa, R = 4999)
L <- empinf(drawn, type = "jack")
interval <- boot.ci(drawn, type = c("bca", "perc"), L = L - mean(L))
cat(format(c(drawn$t0, interval$bca[4:5], interval$percent[4:5], drawn$t), digits = 17), sep = "\n")
)r";

double kappa_of(const AgreementTable& table) { return *error_consistency(table).value; }

}  // namespace

TEST_CASE("R's boot gives the same BCa and percentile intervals from the same draws") {
  if (std::system("Rscript -e 'library(boot)' >/dev/null 2>&1") != 0) {
    WARN("skipped: R with boot is not installed");
    return;
  }
  for (const AgreementTable& table : {AgreementTable{40, 9, 4, 17}, AgreementTable{83, 1, 10, 6}}) {
    const TemporaryFolder folder;
    write_file(folder / "boot.R", kScript);
    std::ostringstream line;
    line << "Rscript '" << (folder / "boot.R").string() << "' " << table.both_right << ' ' << table.only_first << ' '
         << table.only_second << ' ' << table.both_wrong << " > '" << (folder / "out").string() << "'";
    REQUIRE(std::system(line.str().c_str()) == 0);
    std::istringstream said(read_file(folder / "out"));
    double t0 = 0.0;
    std::pair<double, double> theirs[2];
    said >> t0 >> theirs[0].first >> theirs[0].second >> theirs[1].first >> theirs[1].second;
    std::vector<double> draws;
    for (double draw = 0.0; said >> draw;) draws.push_back(draw);
    REQUIRE(draws.size() == 4999);
    CHECK(t0 == Approx(kappa_of(table)));

    LeaveOneOut without;
    for (std::uint64_t AgreementTable::*cell : {&AgreementTable::both_right, &AgreementTable::only_first,
                                                &AgreementTable::only_second, &AgreementTable::both_wrong}) {
      AgreementTable rest = table;
      --(rest.*cell);
      without.values.push_back(kappa_of(rest));
      without.counts.push_back(static_cast<double>(table.*cell));
    }
    for (const IntervalKind kind : {IntervalKind::bca, IntervalKind::percentile}) {
      Estimate ours;
      ours.value = t0;
      set_interval(ours, draws, acceleration({&without, 1}), "bootstrap", {1, 4999, 0.95, kind});
      const auto& [low, high] = theirs[kind == IntervalKind::bca ? 0 : 1];
      CAPTURE(low, high, ours.ci->first, ours.ci->second);
      // R interpolates between draws on the normal scale, and counts draws below the value where we halve ties.
      CHECK(std::abs(ours.ci->first - low) < 0.01 * (high - low));
      CHECK(std::abs(ours.ci->second - high) < 0.01 * (high - low));
    }
  }
}
