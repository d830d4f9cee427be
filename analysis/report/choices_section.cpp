#include <fmt/format.h>

#include "figures/accuracy_per_observer.h"
#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

Section choices_section(const Material& material, const SessionGroup& group, FigureNames& names) {
  const bool is_two_choice = group.task == Task::two_choice;
  Section section{group_id(group), group_heading(group), origin_badge(group), {}};
  if (auto notice = origin_notice(group)) section.blocks.emplace_back(std::move(*notice));

  const std::string level = level_text(material.level);
  Table table;
  table.caption = "Accuracy of each observer over the main trials.";
  if (is_two_choice) {
    table.caption +=
        " d′: how well the two are told apart, whatever side is preferred; c below 0: a preference for left, above 0 "
        "for "
        "right.";
  }
  table.columns = {
      {"Observer", Table::Align::text}, {"State", Table::Align::text}, {"Trials"}, {"Accuracy"}, {level + " interval"}};
  if (is_two_choice) {
    table.columns.push_back({"p (above chance)"});
    table.columns.push_back({"p, Holm"});
    table.columns.push_back({"Chose left"});
    table.columns.push_back({"d′"});
    table.columns.push_back({"Bias c"});
  }
  std::vector<Dot> dots;
  Reasons reasons;
  std::string method;
  std::size_t n_above = 0;
  for (const SessionOfGroup& session : group.sessions) {
    const Estimate* accuracy = material.results.find("accuracy", session.maker, group.over);
    if (accuracy == nullptr) continue;
    reasons.add(session.maker, *accuracy);
    dots.push_back({session.maker, accuracy->value, accuracy->ci, accuracy->n});
    if (accuracy->ci) method = accuracy->method;
    std::vector<Text> row{session.maker, session.record.state, count(accuracy->n), percent_text(*accuracy),
                          percent_interval_text(*accuracy)};
    if (is_two_choice) {
      const auto p_text = [](const Estimate* p) {
        return p == nullptr ? "–" : p->value ? p_value(*p->value) : kUndefined;
      };
      row.emplace_back(p_text(material.results.find("p_above_chance", session.maker, group.over)));
      const Estimate* corrected = material.results.find("p_above_chance_holm", session.maker, group.over);
      row.emplace_back(p_text(corrected));
      const auto number = [&](const char* statistic, bool is_share) {
        const Estimate* found = material.results.find(statistic, session.maker, group.over);
        if (found == nullptr) return Text("–");
        return Text(is_share ? percent_text(*found) : value_text(*found, 2) + interval_after(*found, 2));
      };
      row.push_back(number("share_left", true));
      row.push_back(number("d_prime", false));
      row.push_back(number("side_bias", false));
      n_above += corrected != nullptr && corrected->value && *corrected->value < 0.05 ? 1 : 0;
    }
    table.rows.push_back(std::move(row));
  }
  table.notes = reasons.notes();

  std::string words = counted(dots.size(), "session") + " of ";
  words += is_two_choice
               ? "the two-choice task: which of two images, one trivial and one impossible, is easier for a network?"
               : "a categorisation task: what does the image show?";
  const Estimate* mean = material.results.find("mean_accuracy", "observers", group.over);
  const Estimate* sd = material.results.find("sd_accuracy", "observers", group.over);
  if (mean != nullptr && mean->value) {
    words += fmt::format(" Observers are right in {}{} of trials on average", percent(*mean->value),
                         percent_interval_after(*mean));
    if (sd != nullptr && sd->value) words += fmt::format(" (SD {} percentage points)", decimal(100.0 * *sd->value, 1));
    if (is_two_choice) {
      words +=
          fmt::format("; {} of {} {} above chance (p < 0.05, one-sided, corrected for their number by Holm’s method)",
                      n_above, dots.size(), n_above == 1 ? "is" : "are");
    }
    words += ".";
  }
  section.blocks.emplace_back(Paragraph{words});
  Figure figure = accuracy_per_observer(names.unique("accuracy", group.over), dots,
                                        is_two_choice ? std::optional(0.5) : std::nullopt,
                                        mean != nullptr ? mean->value : std::nullopt, method);
  section.blocks.emplace_back(std::move(figure));
  section.blocks.emplace_back(std::move(table));
  if (dots.size() > 1) {
    add_error_consistency(section, material, group.over, "observers", "observers",
                          names.unique("error_consistency", group.over));
  } else {
    section.blocks.emplace_back(
        Paragraph{"Error consistency between observers will stand here once a second observer has done this task."});
  }
  return section;
}

}  // namespace tricky::analysis
