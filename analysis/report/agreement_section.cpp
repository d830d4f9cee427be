#include <fmt/format.h>

#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

std::optional<Section> agreement_section(const Material& material, const SessionGroup& group) {
  constexpr const char* kMean = "mean_kappa_on_shared_items";
  constexpr const char* kDifference = "mean_kappa_difference";
  const Estimate* observers = material.results.find(kMean, "observers", group.over);
  const Estimate* networks = material.results.find(kMean, "networks", group.over);
  const Estimate* between = material.results.find(kMean, "observers & networks", group.over);
  if (observers == nullptr || networks == nullptr || between == nullptr) return std::nullopt;
  Section section{"agreement-" + group_id(group), "Observers against networks: " + group_heading(group),
                  origin_badge(group), {}};
  section.blocks.emplace_back(Paragraph{
      "Do observers err on the same items as each other, networks as each other, and observers as networks? Mean error "
      "consistency over the items that both kinds answered, and the differences, with intervals from one and the same "
      "bootstrap: what two means share cancels in their difference."});
  Table table;
  table.caption = "Mean kappa within and between kinds, and differences of these means.";
  table.columns = {{"", Table::Align::text},
                   {"Kappa"},
                   {level_text(material.level) + " interval"},
                   {"Pairs"},
                   {"How", Table::Align::text}};
  Reasons reasons;
  const auto add = [&](const std::string& what, const Estimate& estimate, bool is_mean) {
    reasons.add(what, estimate);
    table.rows.push_back({what, value_text(estimate, 3), interval_text(estimate, 3),
                          is_mean ? Text(count(estimate.n)) : Text("–"), estimate.method});
  };
  add("among observers", *observers, true);
  add("among networks", *networks, true);
  add("between observers and networks", *between, true);
  for (const Result* result : material.results.all(kDifference, group.over)) add(result->of, result->estimate, false);
  table.notes = reasons.notes();
  section.blocks.emplace_back(std::move(table));
  return section;
}

}  // namespace tricky::analysis
