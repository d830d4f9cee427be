#include "tricky/analysis/training_analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "parallel.h"
#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/crossed_bootstrap.h"

namespace tricky::analysis {

namespace {

constexpr const char* kTraining = "training";
constexpr const char* kAll = "all";
/// A condition of fewer networks keeps them in every draw: their number could not say how others would vary.
constexpr std::size_t kFewestOfCondition = 5;

std::string epoch_name(int epoch) { return fmt::format("epoch {}", epoch); }

/// Members of all conditions one after another, and where each condition's begin.
struct Members {
  std::vector<const ConditionMember*> all;
  std::vector<std::size_t> begins;
};

Members members_of(const std::vector<TrainingCondition>& conditions) {
  Members members;
  for (const TrainingCondition& condition : conditions) {
    members.begins.push_back(members.all.size());
    for (const ConditionMember& member : condition.members) members.all.push_back(&member);
  }
  members.begins.push_back(members.all.size());
  return members;
}

void add_networks(std::vector<Result>& results, const std::vector<TrainingHistory>& histories, double level) {
  for (const TrainingHistory& history : histories) {
    const std::string& name = history.run.name;
    for (std::size_t i = 0; i < history.epochs.size(); ++i) {
      results.push_back({"accuracy", name, kTraining, epoch_name(history.epochs[i]),
                         binomial_share(history.bits.n_right(i), history.bits.n_answered(i), level)});
    }
    for (std::size_t i = 0; i + 1 < history.epochs.size(); ++i) {
      results.push_back({"changed_decisions", name, kTraining,
                         fmt::format("epoch {} to {}", history.epochs[i], history.epochs[i + 1]),
                         binomial_share(history.n_both[i] - history.n_same[i], history.n_both[i], level)});
    }
    std::uint64_t n = 0;
    std::uint64_t n_never_learnt = 0;
    std::uint64_t n_never_forgotten = 0;
    std::uint64_t n_forgotten = 0;
    for (const ItemHistory& item : item_histories(history)) {
      n += item.n_epochs > 0 ? 1 : 0;
      n_never_learnt += item.is_never_learnt() ? 1 : 0;
      n_never_forgotten += item.is_never_forgotten() ? 1 : 0;
      n_forgotten += static_cast<std::uint64_t>(item.n_forgotten);
    }
    Estimate events;
    events.n = n;
    events.method = "times an item is right and wrong at the next epoch, mean over items";
    if (n == 0) {
      events.undefined = "no epoch after the untrained network's";
    } else {
      events.value = static_cast<double>(n_forgotten) / static_cast<double>(n);
    }
    results.push_back({"share_never_learnt", name, kTraining, kAll, binomial_share(n_never_learnt, n, level)});
    results.push_back({"share_never_forgotten", name, kTraining, kAll, binomial_share(n_never_forgotten, n, level)});
    results.push_back({"mean_forgetting_events", name, kTraining, kAll, events});
  }
}

Estimate mean_over(const std::vector<Estimate>& estimates, const std::string& what) {
  std::vector<double> values;
  for (const Estimate& estimate : estimates) {
    if (estimate.value) values.push_back(*estimate.value);
  }
  Estimate mean;
  mean.n = values.size();
  mean.method = fmt::format("over {} {}{}", values.size(), what, values.size() == 1 ? "" : "s");
  if (values.empty()) {
    mean.undefined = estimates.empty() ? "there is no " + what : fmt::format("undefined for every {}", what);
  } else {
    mean.value = summary_of(values).mean;
  }
  return mean;
}

void add_epochs(std::vector<Result>& results, const std::vector<TrainingHistory>& histories,
                const std::vector<TrainingCondition>& conditions, int last_epoch, const BootstrapOptions& options) {
  const Members members = members_of(conditions);
  const auto place = [&](std::size_t member, int epoch) {
    const ConditionMember& one = *members.all[member];
    return histories[one.history].at(epoch + one.extra_epochs);
  };
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    const auto pairs = compared_pairs(conditions, c);
    const auto n_epochs = static_cast<std::size_t>(last_epoch) + 1;
    std::vector<Estimate> kappas(n_epochs * pairs.size());
    in_parallel(kappas.size(), [&](std::size_t i) {
      const auto epoch = static_cast<int>(i / pairs.size());
      const auto [first, second] = pairs[i % pairs.size()];
      const TrainingHistory& one = histories[members.all[first]->history];
      const TrainingHistory& other = histories[members.all[second]->history];
      const std::size_t at_one = place(first, epoch);
      const std::size_t at_other = place(second, epoch);
      if (at_one == one.epochs.size() || at_other == other.epochs.size()) {
        kappas[i].undefined = "one of the two has no responses of this epoch";
        return;
      }
      const AgreementTable table = table_of(one.bits, at_one, other.bits, at_other);
      const std::string over = fmt::format("training {}", epoch);
      kappas[i] = bootstrap_error_consistency(
          table, pair_stream(options.seed, over, members.all[first]->name, members.all[second]->name), options);
    });
    for (int epoch = 0; epoch <= last_epoch; ++epoch) {
      std::vector<Estimate> accuracies;
      for (std::size_t member = members.begins[c]; member < members.begins[c + 1]; ++member) {
        const TrainingHistory& history = histories[members.all[member]->history];
        const std::size_t at = place(member, epoch);
        if (at == history.epochs.size()) continue;
        accuracies.push_back(binomial_share(history.bits.n_right(at), history.bits.n_answered(at), options.level));
      }
      results.push_back(
          {"mean_accuracy", conditions[c].name, kTraining, epoch_name(epoch), mean_over(accuracies, "network")});
      if (pairs.empty()) continue;
      const auto begin = kappas.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(epoch) * pairs.size());
      const std::vector<Estimate> at_epoch(begin, begin + static_cast<std::ptrdiff_t>(pairs.size()));
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        results.push_back({"kappa", pair_name(members.all[pairs[i].first]->name, members.all[pairs[i].second]->name),
                           kTraining, conditions[c].name + ", " + epoch_name(epoch), at_epoch[i]});
      }
      results.push_back({"mean_kappa", conditions[c].name, kTraining, epoch_name(epoch), mean_over(at_epoch, "pair")});
    }
  }
}

/// All members at the last epoch as one matrix.
CorrectnessMatrix last_decisions(const std::vector<TrainingHistory>& histories, const Members& members, int epoch) {
  CorrectnessMatrix matrix;
  matrix.item_ids.resize(histories.front().bits.n_items());
  for (const ConditionMember* member : members.all) {
    const TrainingHistory& history = histories[member->history];
    const std::size_t at = history.at(epoch + member->extra_epochs);
    matrix.makers.push_back({member->name});
    for (std::size_t i = 0; i < matrix.n_items(); ++i) {
      matrix.cells.push_back(at == history.epochs.size() || !history.bits.has_answered(at, i) ? Correctness::missing
                             : history.bits.is_right(at, i)                                   ? Correctness::right
                                                                                              : Correctness::wrong);
    }
  }
  return matrix;
}

void add_conditions(std::vector<Result>& results, const std::vector<TrainingHistory>& histories,
                    const std::vector<TrainingCondition>& conditions, int last_epoch,
                    const std::vector<NamedItems>& in_between, const BootstrapOptions& options) {
  const Members members = members_of(conditions);
  const CorrectnessMatrix matrix = last_decisions(histories, members, last_epoch);
  const CorrectnessBits bits(matrix);
  std::vector<std::vector<bool>> item_sets{std::vector<bool>(matrix.n_items(), true)};
  std::vector<std::string> overs{"conditions"};
  for (const NamedItems& named : in_between) {
    item_sets.push_back(named.items);
    overs.push_back("conditions, " + named.over);
  }
  CrossedDesign design{matrix.n_items(), std::vector<int>(members.all.size(), CrossedDesign::kFixed), "items"};
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    if (conditions[c].members.size() < kFewestOfCondition) continue;
    design.factors = "items and networks within conditions";
    std::fill(design.strata.begin() + static_cast<std::ptrdiff_t>(members.begins[c]),
              design.strata.begin() + static_cast<std::ptrdiff_t>(members.begins[c + 1]), static_cast<int>(c));
  }
  struct Named {
    std::string of;
    std::string over;
    bool is_to_base;
  };
  std::vector<CrossedMean> means;
  std::vector<Named> names;
  for (std::size_t set = 0; set < item_sets.size(); ++set) {
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      if (auto pairs = compared_pairs(conditions, c); !pairs.empty()) {
        means.push_back({CrossedMean::Of::kappa, std::move(pairs), set});
        names.push_back({conditions[c].name, overs[set], true});
      }
    }
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      for (std::size_t d = c; d < conditions.size(); ++d) {
        CrossedMean mean{CrossedMean::Of::kappa, {}, set};
        for (std::size_t a = members.begins[c]; a < members.begins[c + 1]; ++a) {
          for (std::size_t b = std::max(members.begins[d], c == d ? a + 1 : 0); b < members.begins[d + 1]; ++b) {
            mean.pairs.emplace_back(a, b);
          }
        }
        if (mean.pairs.empty()) continue;
        means.push_back(std::move(mean));
        names.push_back({pair_name(conditions[c].name, conditions[d].name), overs[set], false});
      }
    }
  }
  const std::vector<CrossedValues> values = crossed_means(bits, design, item_sets, means, "conditions", options);
  for (std::size_t i = 0; i < means.size(); ++i) {
    results.push_back({names[i].is_to_base ? "mean_kappa_to_base" : "mean_kappa", names[i].of, names[i].over, kAll,
                       crossed_estimate(values[i], design, options)});
  }
  for (std::size_t i = 0; i < means.size(); ++i) {
    for (std::size_t j = i + 1; j < means.size(); ++j) {
      if (!names[i].is_to_base || !names[j].is_to_base || names[i].over != names[j].over) continue;
      results.push_back({"mean_kappa_to_base_difference", names[i].of + " - " + names[j].of, names[i].over, kAll,
                         crossed_estimate(values[i] - values[j], design, options)});
    }
  }
}

/// By mean kappa at the last epoch, highest first; conditions without one last.
void order_conditions(std::vector<TrainingCondition>& conditions, const std::vector<TrainingHistory>& histories,
                      int last_epoch) {
  const Members members = members_of(conditions);
  std::map<std::string, double> mean_kappas;
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    double sum = 0.0;
    double n = 0.0;
    for (const auto& [first, second] : compared_pairs(conditions, c)) {
      const ConditionMember& one = *members.all[first];
      const ConditionMember& other = *members.all[second];
      const std::size_t at_one = histories[one.history].at(last_epoch + one.extra_epochs);
      const std::size_t at_other = histories[other.history].at(last_epoch + other.extra_epochs);
      if (at_one == histories[one.history].epochs.size() || at_other == histories[other.history].epochs.size())
        continue;
      const double kappa =
          kappa_or_nan(table_of(histories[one.history].bits, at_one, histories[other.history].bits, at_other));
      if (kappa != kappa) continue;
      sum += kappa;
      n += 1.0;
    }
    mean_kappas[conditions[c].name] = n > 0.0 ? sum / n : -std::numeric_limits<double>::infinity();
  }
  std::stable_sort(conditions.begin(), conditions.end(), [&](const TrainingCondition& a, const TrainingCondition& b) {
    return mean_kappas[a.name] > mean_kappas[b.name];
  });
}

}  // namespace

int last_compared_epoch(const std::vector<TrainingHistory>& histories) {
  int last = std::numeric_limits<int>::max();
  for (const TrainingHistory& history : histories) {
    int most_extra = 0;
    for (const auto& served : history.run.comparison->conditions)
      most_extra = std::max(most_extra, served.extra_epochs);
    last = std::min({last, history.run.comparison->epochs, history.epochs.back() - most_extra});
  }
  return histories.empty() ? -1 : std::max(last, -1);
}

std::vector<std::pair<std::size_t, std::size_t>> compared_pairs(const std::vector<TrainingCondition>& conditions,
                                                                std::size_t condition) {
  const Members members = members_of(conditions);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  const std::string& with = conditions[condition].compared_with;
  for (std::size_t other = 0; other < conditions.size(); ++other) {
    if (conditions[other].name != with) continue;
    for (std::size_t a = members.begins[condition]; a < members.begins[condition + 1]; ++a) {
      for (std::size_t b = members.begins[other]; b < members.begins[other + 1]; ++b) {
        if (other != condition || a < b) pairs.emplace_back(a, b);
      }
    }
  }
  return pairs;
}

std::vector<Result> analyse_training(const std::vector<TrainingHistory>& histories,
                                     const std::vector<NamedItems>& in_between, const BootstrapOptions& options) {
  std::vector<Result> results;
  if (histories.empty()) return results;
  add_networks(results, histories, options.level);
  const int last_epoch = last_compared_epoch(histories);
  if (last_epoch < 0) return results;
  std::vector<TrainingCondition> conditions = conditions_of(histories);
  order_conditions(conditions, histories, last_epoch);
  add_epochs(results, histories, conditions, last_epoch, options);
  add_conditions(results, histories, conditions, last_epoch, in_between, options);
  return results;
}

}  // namespace tricky::analysis
