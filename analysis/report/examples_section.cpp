#include <fmt/format.h>

#include "figures/contact_sheet.h"
#include "report/sections.h"

namespace tricky::analysis {

std::optional<Section> examples_section(const Material& material, FigureNames& names) {
  Section section{"examples", "Example images", "", {}};
  for (const StimulusList& list : material.lists) {
    std::optional<Figure> figure = contact_sheet(list, material.study.root() / "lists", "../../lists");
    if (!figure) continue;
    figure->name = names.unique("examples", list.name);
    const bool are_pairs = list.kind == StimulusList::Kind::pairs;
    figure->caption = fmt::format(
        "{} of the list {}, pixel for pixel as observers see them. Below each: its item id, how many of the networks were "
        "right, and its category.",
        are_pairs ? "The first pairs: impossible images above, the trivial ones that they are shown with below"
                  : "The first trivial, in-between and impossible images",
        list.name);
    figure->alt = fmt::format("Contact sheet of {} example images of the list {}: {}.", figure->n_shown, list.name,
                              are_pairs ? "impossible above trivial" : "a row of each difficulty");
    section.blocks.emplace_back(std::move(*figure));
  }
  if (section.blocks.empty()) return std::nullopt;
  return section;
}

}  // namespace tricky::analysis
