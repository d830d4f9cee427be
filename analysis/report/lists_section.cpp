#include <fmt/format.h>

#include <map>

#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

std::optional<Section> lists_section(const Material& material) {
  if (material.lists.empty()) return std::nullopt;
  Section section{"lists", "Stimulus lists", "", {}};
  section.blocks.emplace_back(
      Paragraph{"What observers see, in which order and role. Counts of images are of the main trials."});
  Table table;
  table.caption = "Stimulus lists of the study.";
  table.columns = {{"List", Table::Align::text},
                   {"Kind", Table::Align::text},
                   {"Drawn from", Table::Align::text},
                   {"Main trials"},
                   {"Practice trials"},
                   {"Trivial"},
                   {"In-between"},
                   {"Impossible"},
                   {"Label errors"},
                   {"Images", Table::Align::text}};
  for (const StimulusList& list : material.lists) {
    std::map<Difficulty, std::size_t> n_of;
    std::map<Phase, int> n_trials;
    std::size_t n_label_errors = 0;
    for (const ListedStimulus& stimulus : list.stimuli) {
      if (stimulus.catch_side) continue;
      n_trials[stimulus.phase] = std::max(n_trials[stimulus.phase], stimulus.trial);
      if (stimulus.phase == Phase::practice) continue;
      ++n_of[stimulus.difficulty];
      n_label_errors += stimulus.label_error ? 1 : 0;
    }
    table.rows.push_back(
        {list.name, std::string(to_text(list.kind)),
         list.difficulty_name.empty() ? Text("imported") : Text("difficulty " + list.difficulty_name),
         count(static_cast<std::size_t>(n_trials[Phase::main])),
         count(static_cast<std::size_t>(n_trials[Phase::practice])), count(n_of[Difficulty::trivial]),
         count(n_of[Difficulty::in_between]), count(n_of[Difficulty::impossible]), count(n_label_errors),
         list.image_width_px == 0 ? Text("none")
                                  : Text(fmt::format("{} × {} px", list.image_width_px, list.image_height_px))});
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

}  // namespace tricky::analysis
