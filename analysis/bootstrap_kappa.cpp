#include "tricky/analysis/bootstrap_kappa.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "binomial_draw.h"
#include "quantile.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

/// Binomial of what is left, given that `share` of the probability `left` belongs to this cell.
std::uint64_t draw_cell(RandomStream& random, std::uint64_t n_left, std::uint64_t count, std::uint64_t counts_left) {
  if (count == counts_left) return n_left;
  return draw_binomial(random, n_left, static_cast<double>(count) / static_cast<double>(counts_left));
}

AgreementTable draw_table(RandomStream& random, const AgreementTable& table) {
  const std::uint64_t n = table.n();
  AgreementTable drawn;
  drawn.both_right = draw_cell(random, n, table.both_right, n);
  drawn.both_wrong = draw_cell(random, n - drawn.both_right, table.both_wrong, n - table.both_right);
  const std::uint64_t n_left = n - drawn.both_right - drawn.both_wrong;
  const std::uint64_t counts_left = table.only_first + table.only_second;
  drawn.only_first = counts_left == 0 ? 0 : draw_cell(random, n_left, table.only_first, counts_left);
  drawn.only_second = n_left - drawn.only_first;
  return drawn;
}

}  // namespace

Estimate bootstrap_error_consistency(const AgreementTable& table, RandomStream random,
                                     const BootstrapOptions& options) {
  TRICKY_ASSERT(options.draws >= 0 && options.level > 0.0 && options.level < 1.0);
  Estimate estimate = error_consistency(table);
  estimate.level = options.level;
  if (!estimate.value || options.draws == 0) return estimate;
  AgreementTable ordered = table;  // kappa does not care who is first; neither shall the draws
  if (ordered.only_first < ordered.only_second) std::swap(ordered.only_first, ordered.only_second);
  std::vector<double> kappas;
  kappas.reserve(static_cast<std::size_t>(options.draws));
  for (int i = 0; i < options.draws; ++i) {
    if (const auto kappa = error_consistency(draw_table(random, ordered)).value) kappas.push_back(*kappa);
  }
  const std::size_t n_undefined = static_cast<std::size_t>(options.draws) - kappas.size();
  estimate.method = fmt::format("bootstrap over items, {} draws", options.draws);
  if (n_undefined > 0) estimate.method += fmt::format(", {} of them undefined and left out", n_undefined);
  if (kappas.empty() || n_undefined > kappas.size()) {
    estimate.method += ": too few for an interval";
    return estimate;
  }
  std::sort(kappas.begin(), kappas.end());
  const double outside = (1.0 - options.level) / 2.0;
  estimate.ci = {quantile(kappas, outside), quantile(kappas, 1.0 - outside)};
  return estimate;
}

RandomStream pair_stream(std::uint64_t seed, std::string_view over, std::string_view first, std::string_view second) {
  if (second < first) std::swap(first, second);
  std::string name(over);
  name += '\n';
  name += first;
  name += '\n';
  name += second;
  const std::string digest = sha256(name);
  std::uint64_t salt = 0;
  std::from_chars(digest.data(), digest.data() + 16, salt, 16);
  return {mix_seed(seed, salt), Stream::bootstrap};
}

}  // namespace tricky::analysis
