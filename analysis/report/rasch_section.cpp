#include <fmt/format.h>

#include <filesystem>
#include <unordered_map>

#include "figures/item_scatter.h"
#include "report/numbers.h"
#include "report/sections.h"
#include "tricky/data/csv.h"

namespace tricky::analysis {

namespace {

using Difficulties = std::unordered_map<std::string, double>;  ///< by item_id

/// From reports/item_difficulty.csv, by `over`.
std::unordered_map<std::string, Difficulties> read_difficulties(const Material& material) {
  std::unordered_map<std::string, Difficulties> difficulties;
  const std::filesystem::path csv = material.study.reports() / "item_difficulty.csv";
  if (!std::filesystem::exists(csv)) return difficulties;
  CsvReader reader(csv);
  const std::size_t over = reader.column("over");
  const std::size_t item = reader.column("item_id");
  const std::size_t difficulty = reader.column("difficulty");
  while (reader.next()) difficulties[reader[over]].try_emplace(reader[item], reader.real(difficulty));
  return difficulties;
}

std::optional<Figure> people_against_networks(const Material& material, FigureNames& names) {
  const auto difficulties = read_difficulties(material);
  const auto networks = difficulties.find("items");
  if (networks == difficulties.end()) return std::nullopt;
  std::vector<ScatterPanel> panels;
  for (const SessionGroup& group : material.sessions.groups) {
    const auto people = difficulties.find(group.over);
    if (people == difficulties.end()) continue;
    ScatterPanel panel{group_heading(group), {}};
    for (const auto& [item, difficulty] : people->second) {
      if (const auto found = networks->second.find(item); found != networks->second.end())
        panel.items.emplace_back(found->second, difficulty);
    }
    if (!panel.items.empty()) panels.push_back(std::move(panel));
  }
  if (panels.empty()) return std::nullopt;
  Figure figure = item_scatter(panels, "difficulty for networks (logits)", "difficulty for people (logits)");
  figure.name = names.unique("difficulty_people_networks", "");
  figure.caption =
      "How hard each item is for people and for networks, by a Rasch model of each: a dot’s area says how many items "
      "have the same two difficulties. Items that all, or none, get right stand at the ends, as far out as can be known. "
      "Every item’s numbers stand in item_difficulty.csv.";
  figure.alt = "Items as dots: their difficulty for networks against their difficulty for people.";
  return figure;
}

/// The correlation of shares right beside what it could be.
std::string ceiling_in_words(const Material& material, const SessionGroup& group) {
  const auto find = [&](const char* statistic) {
    const Estimate* found = material.results.find(statistic, "observers & networks", group.over, "items of both");
    return found != nullptr && found->value ? found : nullptr;
  };
  const Estimate* correlation = find("share_right_correlation");
  if (correlation == nullptr) return "";
  std::string words = fmt::format(" The shares of observers and of networks that are right on an item correlate with {}{}",
                                  decimal(*correlation->value, 2), interval_after(*correlation, 2));
  const Estimate* ceiling = find("noise_ceiling");
  const Estimate* corrected = find("share_right_correlation_corrected");
  if (ceiling == nullptr || corrected == nullptr)
    return words + "; how high this could be is not known, as one kind agrees no more than independent ones do.";
  return words +
         fmt::format("; no more than {}{} can be expected of so few of either (the noise ceiling, from split halves of "
                     "each kind), and without this noise it would be {}{}.",
                     decimal(*ceiling->value, 2), interval_after(*ceiling, 2), decimal(*corrected->value, 2),
                     interval_after(*corrected, 2));
}

}  // namespace

std::optional<Section> rasch_section(const Material& material, FigureNames& names) {
  Section section{"rasch", "How hard items are, and for whom", "", {}};
  Table table;
  table.caption =
      "Difficulty of items in logits, by a Rasch model: SD over items, and how much of what differs between items is "
      "known (reliability, 1: all). Split-half: reliability of how many get an item right, without a model: the correlation "
      "with as many others. Every item’s difficulty with its standard error stands in item_difficulty.csv.";
  table.columns = {{"Decision makers", Table::Align::text},
                   {"SD of difficulty"},
                   {level_text(material.level) + " interval"},
                   {"Reliability"},
                   {"Split-half"},
                   {"Items"}};
  Reasons reasons;
  const auto add = [&](const std::string& over, const std::string& group, const std::string& label) {
    const Estimate* sd = material.results.find("rasch_sd_difficulty", group, over);
    const Estimate* reliability = material.results.find("rasch_reliability", group, over);
    if (sd == nullptr || reliability == nullptr) return;
    reasons.add(label, *sd);
    const Estimate* halves = material.results.find("split_half_reliability", group, over);
    table.rows.push_back({label, value_text(*sd, 2), interval_text(*sd, 2), value_text(*reliability, 2),
                          halves == nullptr ? "–" : value_text(*halves, 2) + interval_after(*halves, 2), count(sd->n)});
  };
  add("items", "networks", "networks");
  std::string words;
  for (const SessionGroup& group : material.sessions.groups) {
    std::string who = "observers, " + group_heading(group);
    if (const std::string badge = origin_badge(group); !badge.empty()) who += " (" + badge + ")";
    add(group.over, "observers", who);
    const Estimate* correlation =
        material.results.find("difficulty_correlation", "observers & networks", group.over, "items of both");
    if (correlation == nullptr) continue;
    words += fmt::format(" {}: ", group_heading(group));
    words += correlation->value
                 ? fmt::format("the two difficulties correlate with {}{} over {}", decimal(*correlation->value, 2),
                               interval_after(*correlation, 2), counted(correlation->n, "item"))
                 : "how the two difficulties go together is undefined (" + correlation->undefined + ")";
    words += ".";
    words += ceiling_in_words(material, group);
  }
  if (table.rows.empty()) return std::nullopt;
  section.blocks.emplace_back(Paragraph{
      "A Rasch model gives every decision maker an ability and every item a difficulty on one scale: right and wrong are "
      "even where they are equal, and one logit more multiplies the odds of being right by 2.7." +
      (words.empty() ? std::string() : " Networks against people." + words)});
  if (auto figure = people_against_networks(material, names)) section.blocks.emplace_back(std::move(*figure));
  table.notes = reasons.notes();
  section.blocks.emplace_back(std::move(table));
  return section;
}

}  // namespace tricky::analysis
