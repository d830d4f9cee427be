#include "tricky/analysis/bootstrap_kappa.h"

#include <algorithm>
#include <string>
#include <vector>

#include "binomial_draw.h"
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

/// All items of a cell change kappa alike when they are left out.
LeaveOneOut kappa_without_each_item(const AgreementTable& table) {
  LeaveOneOut items;
  for (const auto cell : {&AgreementTable::both_right, &AgreementTable::only_first, &AgreementTable::only_second,
                          &AgreementTable::both_wrong}) {
    if (table.*cell == 0) continue;
    AgreementTable rest = table;
    --(rest.*cell);
    items.values.push_back(kappa_or_nan(rest));
    items.counts.push_back(static_cast<double>(table.*cell));
  }
  return items;
}

}  // namespace

Estimate bootstrap_error_consistency(const AgreementTable& table, RandomStream random,
                                     const BootstrapOptions& options) {
  TRICKY_ASSERT(options.draws >= 0);
  Estimate estimate = error_consistency(table);
  estimate.level = options.level;
  if (!estimate.value || options.draws == 0) return estimate;
  AgreementTable ordered = table;  // kappa does not care who is first; neither shall the draws
  if (ordered.only_first < ordered.only_second) std::swap(ordered.only_first, ordered.only_second);
  std::vector<double> kappas(static_cast<std::size_t>(options.draws));
  for (double& kappa : kappas) kappa = kappa_or_nan(draw_table(random, ordered));
  const LeaveOneOut items = kappa_without_each_item(ordered);
  set_interval(estimate, std::move(kappas), acceleration({&items, 1}), "bootstrap over items", options);
  return estimate;
}

RandomStream pair_stream(std::uint64_t seed, std::string_view over, std::string_view first, std::string_view second) {
  if (second < first) std::swap(first, second);
  std::string name(over);
  name += '\n';
  name += first;
  name += '\n';
  name += second;
  return draw_stream(seed, name);
}

}  // namespace tricky::analysis
