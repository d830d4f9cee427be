#include "tricky/analysis/agreement_between_kinds.h"

#include <array>
#include <unordered_map>

#include "tricky/analysis/crossed_bootstrap.h"

namespace tricky::analysis {

namespace {

/// Observers, then networks, on the items that both have.
CorrectnessMatrix joined_on_items(const CorrectnessMatrix& observers, const CorrectnessMatrix& networks) {
  std::unordered_map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < networks.n_items(); ++i) place.try_emplace(networks.item_ids[i], i);
  CorrectnessMatrix both;
  std::vector<std::size_t> of_observers;
  std::vector<std::size_t> of_networks;
  for (std::size_t i = 0; i < observers.n_items(); ++i) {
    const auto found = place.find(observers.item_ids[i]);
    if (found == place.end()) continue;
    both.item_ids.push_back(found->first);
    of_observers.push_back(i);
    of_networks.push_back(found->second);
    place.erase(found);  // a second showing finds nothing
  }
  const auto add = [&both](const CorrectnessMatrix& from, const std::vector<std::size_t>& items) {
    for (std::size_t maker = 0; maker < from.makers.size(); ++maker) {
      both.makers.push_back(from.makers[maker]);
      for (const std::size_t item : items) both.cells.push_back(from.row(maker)[item]);
    }
  };
  add(observers, of_observers);
  add(networks, of_networks);
  return both;
}

/// Each kind drawn within itself, if there are enough of it.
CrossedDesign design_of(std::size_t n_items, std::size_t n_observers, std::size_t n_networks) {
  CrossedDesign design{n_items, {}, "items"};
  const bool draws_observers = n_observers >= kFewestDrawn;
  const bool draws_networks = n_networks >= kFewestDrawn;
  design.strata.assign(n_observers, draws_observers ? 0 : CrossedDesign::kFixed);
  design.strata.insert(design.strata.end(), n_networks, draws_networks ? 1 : CrossedDesign::kFixed);
  if (draws_observers && draws_networks) {
    design.factors = "items, observers and networks";
  } else if (draws_observers || draws_networks) {
    design.factors = draws_observers ? "items and observers" : "items and networks";
  }
  return design;
}

}  // namespace

std::vector<Result> compare_agreement(const CorrectnessMatrix& observers, const CorrectnessMatrix& networks,
                                      const std::string& over, const BootstrapOptions& options) {
  std::vector<Result> results;
  const CorrectnessMatrix both = joined_on_items(observers, networks);
  if (both.n_items() == 0 || observers.makers.empty() || networks.makers.empty()) return results;
  const std::size_t n_observers = observers.makers.size();
  std::array<CrossedMean, 3> means;  // within observers, within networks, between
  for (std::size_t a = 0; a < both.makers.size(); ++a) {
    for (std::size_t b = a + 1; b < both.makers.size(); ++b) {
      means[b < n_observers ? 0 : a >= n_observers ? 1 : 2].pairs.emplace_back(a, b);
    }
  }
  const CrossedDesign design = design_of(both.n_items(), n_observers, networks.makers.size());
  const std::vector<CrossedValues> values =
      crossed_means(CorrectnessBits(both), design, {std::vector<bool>(both.n_items(), true)},
                    {means.begin(), means.end()}, over + "\nobservers and networks", options);
  const std::array<std::string, 3> names{"observers", "networks", "observers & networks"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    results.push_back(
        {"mean_kappa_on_shared_items", names[i], over, "all", crossed_estimate(values[i], design, options)});
  }
  const auto add_difference = [&](std::size_t first, std::size_t second, const std::string& of) {
    Estimate difference = crossed_estimate(values[first] - values[second], design, options);
    difference.n = both.n_items();
    results.push_back({"mean_kappa_difference", of, over, "all", std::move(difference)});
  };
  add_difference(0, 1, "observers - networks");
  add_difference(0, 2, "observers - (observers & networks)");
  add_difference(1, 2, "networks - (observers & networks)");
  return results;
}

}  // namespace tricky::analysis
