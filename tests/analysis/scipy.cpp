// What others' programs give for the same data. Skipped, and said so, where Python or SciPy is missing.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "temporary_folder.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/bootstrap_agreement.h"
#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/error_consistency.h"
#include "tricky/analysis/holm.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/label_ambiguity.h"
#include "tricky/analysis/two_way_mean.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

bool has_scipy() {
  if (std::system("/usr/bin/python3 -c 'import scipy' 2>/dev/null") == 0) return true;
  WARN("skipped: /usr/bin/python3 with SciPy is not installed");
  return false;
}

int run_script(const std::string& script, const std::filesystem::path& input) {
  const char* const source = std::getenv("TRICKY_SOURCE");  // ctest sets it
  const std::filesystem::path folder = source != nullptr ? std::filesystem::path(source) / "tests/analysis"
                                                         : std::filesystem::path(__FILE__).parent_path();
  const std::filesystem::path path = folder / script;
  return std::system(("/usr/bin/python3 '" + path.string() + "' '" + input.string() + "'").c_str());
}

Value array_of(const std::vector<double>& values) {
  Value::Array array;
  for (const double value : values) array.push_back(value);
  return array;
}

Value case_of(const std::string& what, IntervalKind kind, const Estimate& estimate) {
  Value value;
  value["what"] = what;
  value["kind"] = kind == IntervalKind::bca ? "bca" : "percentile";
  value["ci"] = array_of({estimate.ci->first, estimate.ci->second});
  return value;
}

}  // namespace

TEST_CASE("SciPy's bootstrap gives the same intervals of kappa and alpha, percentile and BCa") {
  if (!has_scipy()) return;
  Value::Array cases;
  for (const IntervalKind kind : {IntervalKind::percentile, IntervalKind::bca}) {
    const BootstrapOptions options{4, 50'000, 0.95, kind};
    for (const AgreementTable& table : {AgreementTable{40, 9, 4, 17}, AgreementTable{83, 1, 10, 6}}) {
      Value each = case_of("kappa", kind, bootstrap_error_consistency(table, draw_stream(1, "scipy"), options));
      std::vector<double> first;
      std::vector<double> second;
      const auto add = [&](std::uint64_t n, double a, double b) {
        first.insert(first.end(), n, a);
        second.insert(second.end(), n, b);
      };
      add(table.both_right, 1, 1);
      add(table.only_first, 1, 0);
      add(table.only_second, 0, 1);
      add(table.both_wrong, 0, 0);
      each["first"] = array_of(first);
      each["second"] = array_of(second);
      cases.push_back(std::move(each));
    }
    RandomStream random(2, Stream::observer);
    Ratings ratings;
    ratings.n_units = 80;
    Value::Array rows;
    for (int rater = 0; rater < 4; ++rater) {
      ratings.raters.push_back(std::string("r") += std::to_string(rater));
      std::vector<double> row;
      for (std::size_t unit = 0; unit < ratings.n_units; ++unit) {
        row.push_back(static_cast<double>(random.bernoulli(0.6) ? unit % 3 : random.below(3)));
      }
      ratings.values.insert(ratings.values.end(), row.begin(), row.end());
      rows.push_back(array_of(row));
    }
    Value each = case_of("ordinal alpha", kind, bootstrap_alpha(ratings, "scipy", options)[1]);
    each["ratings"] = rows;
    cases.push_back(std::move(each));
  }
  const TemporaryFolder folder;
  write_file(folder / "cases.json", to_json(Value(cases), JsonLayout::indented));
  CHECK(run_script("compare_bootstrap.py", folder / "cases.json") == 0);
}

TEST_CASE("NumPy and SciPy give the same class accuracies, rank correlations and entropies") {
  if (!has_scipy()) return;
  RandomStream random(3, Stream::observer);
  Value::Array cases;
  for (const std::size_t n_makers : {6, 9, 38}) {
    CorrectnessMatrix matrix;
    std::vector<std::size_t> items;
    for (std::size_t i = 0; i < 25; ++i) {
      matrix.item_ids.push_back(std::to_string(i));
      items.push_back(i);
    }
    for (std::size_t j = 0; j < n_makers; ++j) {
      matrix.makers.push_back({std::to_string(j)});
      for (std::size_t i = 0; i < 25; ++i) {
        const double p = 0.2 + 0.02 * static_cast<double>(i) + 0.2 * static_cast<double>(j % 2);
        matrix.cells.push_back(random.bernoulli(p) ? Correctness::right : Correctness::wrong);
      }
    }
    const Estimate share = two_way_share(matrix, items, "networks", 0.95);
    Value each;
    each["what"] = "two_way";
    Value::Array rows;
    for (std::size_t i = 0; i < 25; ++i) {
      std::vector<double> row;
      for (std::size_t j = 0; j < n_makers; ++j) row.push_back(matrix.row(j)[i] == Correctness::right ? 1.0 : 0.0);
      rows.push_back(array_of(row));
    }
    each["right"] = rows;
    each["expected"] = array_of({*share.value, share.ci->first, share.ci->second});
    cases.push_back(std::move(each));
  }
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 200; ++i) {
    x.push_back(static_cast<double>(random.below(12)));  // many ties
    y.push_back(x.back() + random.normal());
  }
  Value spearman;
  spearman["what"] = "spearman";
  spearman["x"] = array_of(x);
  spearman["y"] = array_of(y);
  spearman["expected"] = array_of({*spearman_correlation(x, y).value});
  cases.push_back(std::move(spearman));
  for (const std::vector<std::uint32_t>& counts :
       {std::vector<std::uint32_t>{5, 0, 0, 0}, {3, 1, 1, 0}, {2, 2, 1, 0}, {1, 1, 1, 2}}) {
    Value each;
    each["what"] = "entropy";
    each["counts"] = array_of({counts.begin(), counts.end()});
    each["expected"] = array_of({vote_entropy_bits(counts)});
    cases.push_back(std::move(each));
  }
  const TemporaryFolder folder;
  write_file(folder / "cases.json", to_json(Value(cases), JsonLayout::indented));
  CHECK(run_script("compare_tables.py", folder / "cases.json") == 0);
}

TEST_CASE("scikit-learn gives the same kappa of two deciders") {
  if (std::system("/usr/bin/python3 -c 'import sklearn' 2>/dev/null") != 0) {
    WARN("skipped: /usr/bin/python3 with scikit-learn is not installed");
    return;
  }
  RandomStream random(5, Stream::observer);
  Value::Array cases;
  for (int i = 0; i < 20; ++i) {
    std::vector<Correctness> first;
    std::vector<Correctness> second;
    std::vector<double> a;
    std::vector<double> b;
    for (int item = 0; item < 30 + 40 * i; ++item) {
      a.push_back(random.bernoulli(0.7) ? 1 : 0);
      b.push_back(random.bernoulli(0.4) ? a.back() : random.bernoulli(0.5) ? 1 : 0);
      first.push_back(a.back() > 0 ? Correctness::right : Correctness::wrong);
      second.push_back(b.back() > 0 ? Correctness::right : Correctness::wrong);
    }
    Value each;
    each["kappa"] = *error_consistency(first, second).value;
    each["first"] = array_of(a);
    each["second"] = array_of(b);
    cases.push_back(std::move(each));
  }
  const TemporaryFolder folder;
  write_file(folder / "cases.json", to_json(Value(cases), JsonLayout::indented));
  CHECK(run_script("compare_sklearn.py", folder / "cases.json") == 0);
}

TEST_CASE("R gives the same exact intervals, Fisher intervals, Holm corrections and kappa") {
  if (std::system("Rscript -e 'library(psych)' >/dev/null 2>&1") != 0) {
    WARN("skipped: R with psych is not installed");
    return;
  }
  std::string script = "cases <- list()\n";
  const auto add = [&](const std::string& what, const std::string& peer, double ours) {
    script += "cases[[length(cases) + 1]] <- list('" + what + "', " + peer + ", " + format_real(ours) + ")\n";
  };
  for (const auto& [k, n] : {std::pair(0, 7), std::pair(107, 149), std::pair(3, 3), std::pair(30, 64)}) {
    const std::string call = "binom.test(" + std::to_string(k) + ", " + std::to_string(n);
    const Estimate share = binomial_share(static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(n));
    add("Clopper-Pearson, low", call + ")$conf.int[1]", share.ci->first);
    add("Clopper-Pearson, high", call + ")$conf.int[2]", share.ci->second);
    add("p above chance", call + ", alternative = 'greater')$p.value",
        binomial_p_at_least(static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(n), 0.5));
  }
  const auto corrected = holm({0.01, 0.04, 0.03, 0.2});
  for (std::size_t i = 0; i < corrected.size(); ++i)
    add("Holm", "p.adjust(c(.01, .04, .03, .2), 'holm')[" + std::to_string(i + 1) + "]", *corrected[i]);
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 12};
  const std::vector<double> y{2, 1, 4, 3, 7, 5, 9, 6, 11, 8};
  const Estimate r = pearson_correlation(x, y);
  const std::string call = "cor.test(c(1,2,3,4,5,6,7,8,9,12), c(2,1,4,3,7,5,9,6,11,8))$";
  add("Pearson", call + "estimate", *r.value);
  add("Fisher, low", call + "conf.int[1]", r.ci->first);
  add("Fisher, high", call + "conf.int[2]", r.ci->second);
  const Estimate kappa = error_consistency(AgreementTable{83, 1, 10, 6});
  add("kappa (psych)", "psych::cohen.kappa(matrix(c(83, 10, 1, 6), 2))$kappa", *kappa.value);
  script +=
      "wrong <- 0\n"
      "for (case in cases) if (!isTRUE(all.equal(unname(case[[2]]), case[[3]], tolerance = 1e-9))) {\n"
      "  cat(case[[1]], ': R', case[[2]], 'ours', case[[3]], '\\n'); wrong <- wrong + 1 }\n"
      "cat(length(cases), 'values compared with R,', wrong, 'differ\\n'); quit(status = wrong > 0)\n";
  const TemporaryFolder folder;
  write_file(folder / "cases.R", script);
  CHECK(std::system(("Rscript '" + (folder / "cases.R").string() + "'").c_str()) == 0);
}
