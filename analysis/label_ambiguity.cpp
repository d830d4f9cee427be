#include "tricky/analysis/label_ambiguity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "bootstrap_mean.h"
#include "summary.h"
#include "tricky/analysis/binomial.h"

namespace tricky::analysis {

namespace {

struct ClassCounts {
  std::uint64_t n_items = 0;
  std::uint64_t n_voted = 0;
  std::uint64_t n_not_all_given = 0;
  std::uint64_t n_disagreement = 0;
  std::map<double, std::size_t> dissents;
  std::map<double, std::size_t> entropies;
};

void add_votes(ClassCounts& counts, const ItemVotes& item) {
  const std::uint64_t n = std::accumulate(item.counts.begin(), item.counts.end(), std::uint64_t{0});
  ++counts.n_voted;
  counts.n_not_all_given += item.counts.front() < n ? 1 : 0;
  counts.n_disagreement += *std::max_element(item.counts.begin(), item.counts.end()) < n ? 1 : 0;
  ++counts.dissents[vote_dissent(item.counts)];
  ++counts.entropies[vote_entropy_bits(item.counts)];
}

}  // namespace

double vote_entropy_bits(const std::vector<std::uint32_t>& counts) {
  std::vector<std::uint32_t> sorted(counts);  // the same answers in another order are to give the same bits
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(std::accumulate(sorted.begin(), sorted.end(), std::uint64_t{0}));
  double bits = 0.0;
  for (const std::uint32_t count : sorted) {
    if (count == 0 || count == n) continue;
    const double share = count / n;
    bits -= share * std::log2(share);
  }
  return bits;
}

double vote_dissent(const std::vector<std::uint32_t>& counts) {
  const auto n = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  return (n - *std::max_element(counts.begin(), counts.end())) / n;
}

std::vector<Result> analyse_label_ambiguity(const RaterVotes& votes, const DifficultyTable& table, const std::string& name,
                                            const BootstrapOptions& options) {
  std::unordered_map<std::string, const ItemVotes*> votes_of;
  for (const ItemVotes& item : votes.items) votes_of.emplace(item.item_id, &item);
  std::array<ClassCounts, 4> counts;  // all, then by class
  for (const ItemDifficulty& item : table.items) {
    if (item.difficulty == Difficulty::unclassified) continue;
    const auto found = votes_of.find(item.item_id);
    for (const std::size_t place : {std::size_t{0}, 1 + static_cast<std::size_t>(item.difficulty)}) {
      ++counts[place].n_items;
      if (found != votes_of.end()) add_votes(counts[place], *found->second);
    }
  }
  const std::string over = "difficulty " + name;
  std::vector<Result> results;
  for (std::size_t place = 0; place < counts.size(); ++place) {
    const ClassCounts& its = counts[place];
    const std::string subset = place == 0 ? "all" : std::string(to_text(static_cast<Difficulty>(place - 1)));
    const auto add = [&](const char* statistic, Estimate estimate) {
      results.push_back({statistic, "votes", over, subset, std::move(estimate)});
    };
    const auto of_all = [&](std::uint64_t n) {
      Estimate share = binomial_share(n, its.n_items, options.level);
      share.method = joined(share.method, "items without votes count as unambiguous");
      return share;
    };
    const auto mean = [&](const std::map<double, std::size_t>& values, const char* statistic) {
      return bootstrap_mean(values, over + '\n' + subset + '\n' + statistic, "bootstrap over items",
                            "no item of this difficulty has votes", options);
    };
    add("share_voted", binomial_share(its.n_voted, its.n_items, options.level));
    add("share_not_all_given", of_all(its.n_not_all_given));
    add("share_disagreement", of_all(its.n_disagreement));
    add("share_not_all_given_of_voted", binomial_share(its.n_not_all_given, its.n_voted, options.level));
    add("share_disagreement_of_voted", binomial_share(its.n_disagreement, its.n_voted, options.level));
    add("mean_dissent", mean(its.dissents, "mean_dissent"));
    add("mean_entropy_bits", mean(its.entropies, "mean_entropy_bits"));
  }
  return results;
}

}  // namespace tricky::analysis
