#include <fmt/format.h>

#include "figures/error_consistency_matrix.h"
#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

std::string FigureNames::unique(const std::string& kind, const std::string& of) {
  constexpr std::size_t kLongest = 60;  // plain names have at most 64 characters
  std::string name = of.empty() ? kind : kind + "_" + section_id(of);
  name.resize(std::min(name.size(), kLongest));
  for (int i = 2; !used_.insert(name).second; ++i) name = fmt::format("{}_{}", name.substr(0, kLongest - 4), i);
  return name;
}

std::string origin_badge(const SessionGroup& group) {
  if (group.over.ends_with(" (with simulated)")) return "real and simulated observers together";
  switch (group.sessions.front().record.origin) {
    case SessionOrigin::simulated: return "simulated observers";
    case SessionOrigin::pilot: return "pilot sessions";
    case SessionOrigin::imported: return "imported";
    case SessionOrigin::observer: break;
  }
  return "";
}

std::optional<Notice> origin_notice(const SessionGroup& group) {
  if (group.over.ends_with(" (with simulated)")) {
    return Notice{Notice::Kind::warning,
                  strong("Real and simulated observers stand together here.") +
                      " This was asked for with --pool-simulated, to try things out; such numbers are no data."};
  }
  switch (group.sessions.front().record.origin) {
    case SessionOrigin::simulated:
      return Notice{Notice::Kind::warning,
                    strong("These observers are simulated.") +
                        " Their sessions show that the experiment and its analysis work; they say "
                        "nothing about people."};
    case SessionOrigin::pilot:
      return Notice{Notice::Kind::warning, strong("These are pilot sessions.") + " They are kept apart from the data."};
    default: return std::nullopt;
  }
}

std::string group_heading(const SessionGroup& group) {
  const SessionRecord& record = group.sessions.front().record;
  return record.protocol == record.list ? record.protocol : record.protocol + " on list " + record.list;
}

std::string timing_sentence(const SessionRecord& record) {
  const Value* timing = record.details.find("timing");
  if (timing == nullptr || timing->if_object() == nullptr) return "";
  const Value* sentence = timing->find("method_sentence");
  return sentence == nullptr || sentence->if_text() == nullptr ? "" : *sentence->if_text();
}

std::string group_id(const SessionGroup& group) {
  return section_id(std::string(to_text(group.task)) + " " + group.over);
}

void add_error_consistency(Section& section, const Material& material, const std::string& over,
                           const std::string& group, const std::string& who, const std::string& figure_name) {
  constexpr std::size_t kMostListed = 120;
  std::vector<KappaCell> cells;
  Reasons reasons;
  Table table;
  const std::string level = level_text(material.level);
  table.columns = {{"Pair", Table::Align::text},
                   {"Kappa"},
                   {level + " interval"},
                   {"Attainable"},
                   {"Unbiased"},
                   {"Copying"},
                   {"Observed agreement"},
                   {"Expected agreement"},
                   {"Items"}};
  for (const Result* result : material.results.all("kappa", over)) {
    const Estimate& kappa = result->estimate;
    const auto [first, second] = makers_of_pair(result->of);
    cells.push_back({first, second, kappa.value, kappa.ci, kappa.n});
    reasons.add(result->of, kappa);
    const auto part = [&](const char* statistic) { return material.results.find(statistic, result->of, over); };
    const Estimate* low = part("kappa_min");
    const Estimate* high = part("kappa_max");
    Estimate attainable;
    if (low != nullptr && high != nullptr && low->value && high->value) attainable.ci = {*low->value, *high->value};
    const auto share = [&](const char* statistic) {
      const Estimate* found = part(statistic);
      return found == nullptr ? Text("–") : Text(percent_text(*found));
    };
    const auto number = [&](const char* statistic) {
      const Estimate* found = part(statistic);
      return found == nullptr || !found->value ? Text("–") : Text(value_text(*found, 2));
    };
    table.rows.push_back({result->of, value_text(kappa, 2), interval_text(kappa, 2), interval_text(attainable, 2),
                          number("kappa_unbiased"), number("copy_probability"), share("observed_agreement"),
                          share("expected_agreement"), count(kappa.n)});
  }
  if (cells.empty()) return;

  const auto of_group = [&](const char* statistic) { return material.results.find(statistic, group, over); };
  const Estimate* mean = of_group("mean_kappa");
  const Estimate* lowest = of_group("lowest_kappa");
  const Estimate* highest = of_group("highest_kappa");
  std::string words = fmt::format(
      "Error consistency asks whether two {} are right and wrong on the same items more often than their accuracies "
      "alone "
      "would make them.",
      who);
  if (mean != nullptr && mean->value && lowest != nullptr && lowest->value && highest != nullptr && highest->value) {
    words += mean->n == 1 ? fmt::format(" Kappa of the one pair is {}.", decimal(*mean->value, 2))
                          : fmt::format(" Kappa over {} is {}{} on average, from {} to {}.", counted(mean->n, "pair"),
                                        decimal(*mean->value, 2), interval_after(*mean, 2), decimal(*lowest->value, 2),
                                        decimal(*highest->value, 2));
  } else if (mean != nullptr && !mean->undefined.empty()) {
    words += " Its mean has no value: " + mean->undefined + ".";
  }
  section.blocks.emplace_back(Paragraph{words});
  Figure figure = error_consistency_matrix(figure_name, cells, who);
  section.blocks.emplace_back(figure);
  if (table.rows.size() <= kMostListed) {
    table.caption =
        "Error consistency of each pair. Attainable: the lowest and highest kappa that the two accuracies allow. "
        "Unbiased: kappa without its small-sample bias. Copying: how often one would have to copy the other’s "
        "response, "
        "and else decide independently, to agree like this.";
    table.notes = reasons.notes();
    table.folded = fmt::format("All {} as a table", counted(table.rows.size(), "pair"));
    section.blocks.emplace_back(std::move(table));
  } else if (const auto notes = reasons.notes(); !notes.empty()) {
    section.blocks.emplace_back(Bullets{{notes.begin(), notes.end()}, ""});
  }
}

}  // namespace tricky::analysis
