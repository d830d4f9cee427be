#include "report/study_page.h"

#include <fmt/format.h>

#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

namespace {

Cards cards_of(const Material& material) {
  Cards cards;
  if (!material.networks.empty()) {
    const Estimate* mean = material.results.find("mean_accuracy", "networks", "items");
    cards.cards.push_back(
        {count(material.networks.size()),
         std::string(material.networks.size() == 1 ? "network" : "networks") +
             (mean != nullptr && mean->value ? ", " + percent(*mean->value) + " right on average" : ""),
         "#networks"});
  }
  for (const NamedDifficulty& difficulty : material.difficulties) {
    const std::string over = "difficulty " + difficulty.name;
    const Estimate* trivial = material.results.find("share_trivial", "items", over);
    const Estimate* impossible = material.results.find("share_impossible", "items", over);
    if (trivial == nullptr || !trivial->value || impossible == nullptr || !impossible->value) continue;
    cards.cards.push_back({percent(*trivial->value),
                           fmt::format("of {} items trivial, {} impossible ({})", count(trivial->n),
                                       percent(*impossible->value), difficulty.name),
                           "#" + section_id(over)});
  }
  if (const Estimate* kappa = material.results.find("mean_kappa", "networks", "items");
      kappa != nullptr && kappa->value) {
    cards.cards.push_back(
        {decimal(*kappa->value, 2), "mean error consistency between networks", "#network-consistency"});
  }
  for (const SessionGroup& group : material.sessions.groups) {
    const std::string badge = origin_badge(group);
    const std::string suffix = badge.empty() ? "" : " (" + badge + ")";
    if (group.task == Task::ratings) {
      cards.cards.push_back(
          {count(group.sessions.size()), "rating sessions, " + group_heading(group) + suffix, "#" + group_id(group)});
    } else if (const Estimate* mean = material.results.find("mean_accuracy", "observers", group.over);
               mean != nullptr && mean->value) {
      cards.cards.push_back({percent(*mean->value),
                             fmt::format("of trials right, {}, {}{}", counted(group.sessions.size(), "session"),
                                         group_heading(group), suffix),
                             "#" + group_id(group)});
    }
  }
  return cards;
}

/// What would fill the sections that are not there.
std::string missing_in_words(const Material& material) {
  std::string words;
  if (material.networks.empty() && material.difficulties.empty()) {
    words += " There are no networks yet: `tricky train` or `tricky import responses` brings them.";
  } else if (material.difficulties.empty()) {
    words += " Images are not sorted by difficulty yet: `tricky difficulty` does that.";
  }
  if (material.sessions.groups.empty()) {
    words +=
        " There are no observers’ responses yet: `tricky session` runs a session, `tricky import` brings those of "
        "other software.";
  }
  return words;
}

/// `words` in backquotes as code.
Text with_code(const std::string& words) {
  Text text;
  bool is_code = false;
  std::string part;
  for (const char character : words + "`") {
    if (character != '`') {
      part += character;
      continue;
    }
    if (!part.empty()) text += is_code ? code(part) : Text(part);
    part.clear();
    is_code = !is_code;
  }
  return text;
}

}  // namespace

Page study_page(const Material& material, const std::string& program) {
  Page page;
  page.title = material.title;
  page.subtitle = fmt::format("Report of a study of which images are tricky. Analysed with tricky {}.",
                              material.analysis.program_version);
  if (Cards cards = cards_of(material); !cards.cards.empty()) page.opening.emplace_back(std::move(cards));
  if (const std::string missing = missing_in_words(material); !missing.empty()) {
    page.opening.emplace_back(Paragraph{with_code(missing.substr(1))});
  }
  FigureNames names;
  const auto add = [&](std::optional<Section> section) {
    if (section) page.sections.push_back(std::move(*section));
  };
  add(networks_section(material, names));
  add(classes_section(material, names));
  add(training_section(material, names));
  add(representations_section(material, names));
  for (const NamedDifficulty& difficulty : material.difficulties) {
    add(difficulty_section(material, difficulty, names));
    add(item_groups_section(material, difficulty, names));
    add(ambiguity_section(material, difficulty, names));
  }
  add(network_consistency_section(material, names));
  add(lists_section(material));
  add(examples_section(material, names));
  for (const SessionGroup& group : material.sessions.groups) {
    add(group.task == Task::ratings ? ratings_section(material, group, names)
                                    : choices_section(material, group, names));
    add(group.task == Task::ratings ? raters_section(material, group, names)
                                    : behaviour_section(material, group, names));
    add(agreement_section(material, group));
  }
  add(rasch_section(material, names));
  add(methods_section(material));
  page.footer = "Written by " + program + ". When the numbers were computed stands in results.json.";
  return page;
}

}  // namespace tricky::analysis
