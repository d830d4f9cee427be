#include "report/list_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "figures/class_distributions.h"
#include "figures/dot_plot.h"
#include "report/numbers.h"
#include "report/result_index.h"
#include "summary.h"

namespace tricky::analysis {

namespace {

constexpr double kSignificant = 0.05;
/// Mean accuracy of the observers of Meding et al. (2022), section 4.1.
constexpr double kPaperAccuracy = 0.814;

constexpr Difficulty kClasses[] = {Difficulty::trivial, Difficulty::in_between, Difficulty::impossible};

bool is_pairs(const ListMaterial& material) { return material.list.kind == StimulusList::Kind::pairs; }

std::string where(const ListMaterial& material) {
  return is_pairs(material) ? "of the pairs" : "of all pairs of a trivial and an impossible image";
}

/// The first thing one must know.
Notice verdict(const ListMaterial& material, const ListAnalysis& analysis) {
  if (material.features.empty()) {
    return {Notice::Kind::warning, strong("The list has no images,") + " so nothing can be said about them."};
  }
  const TrivialRules& rules = analysis.rules;
  if (!rules.best) {
    return {Notice::Kind::note, "No number measured here differs between the trivial and the impossible images."};
  }
  const TrivialRule& best = rules.rules[*rules.best];
  const std::string share = percent(*best.share_right.value) + percent_interval_after(best.share_right);
  const std::string p = rules.p_best.value ? "p = " + p_value(*rules.p_best.value) : "p is not known";
  if (rules.p_best.value && *rules.p_best.value < kSignificant) {
    std::string words = fmt::format(
        " Always choosing {} is right in {} {} ({} for the best of {} rules). Observers who are no better than that "
        "may not have seen what makes an image easy for networks.",
        best.words, share, where(material), p, rules.rules.size());
    if (best.share_right.ci && best.share_right.ci->second >= kPaperAccuracy) {
      words += fmt::format(" It could be as good as the observers of the original experiment, who were right in {}.",
                           percent(kPaperAccuracy));
    }
    words += fmt::format(
        " Draw another list (another --seed, --balance), or show beside the observers’ accuracy what they achieve where "
        "this rule is wrong.");
    return {Notice::Kind::warning, strong("A rule that does not look at what images show beats guessing.") + words};
  }
  std::string words =
      fmt::format(" The best of {}, always choosing {}, is right in {} {}, which the best of them reaches by chance "
                  "easily enough ({}).",
                  counted(rules.rules.size(), "rule"), best.words, share, where(material), p);
  if (rules.best_by_chance.value) {
    words += fmt::format(" With so few images, rules that would be right in up to about {} cannot be told from chance.",
                         percent(*rules.best_by_chance.value));
  }
  return {Notice::Kind::note, strong("No simple rule was found that beats guessing.") + words};
}

Section rules_section(const ListMaterial& material, const ListAnalysis& analysis) {
  Section section{"rules", "How far simple rules get", "", {}};
  section.blocks.emplace_back(Paragraph{fmt::format(
      "Each rule always chooses the image with more, or always the one with less, of one number, whichever is right more "
      "often {}. File size, original size and aspect ratio cannot be seen in a session, but stand for how an image was "
      "taken.",
      where(material))});
  Table table;
  table.caption = "Simple rules, each in its better direction.";
  table.columns = {{"Rule: choose", Table::Align::text},
                   {"Right"},
                   {level_text(analysis.trivial_left.level) + " interval"},
                   {"p"},
                   {"p, Holm"},
                   {is_pairs(material) ? "Pairs" : "Images"}};
  Reasons reasons;
  DotPlot plot{{}, "share " + where(material) + " in which a rule is right", 0.5, std::nullopt, "a rule"};
  for (const TrivialRule& rule : analysis.rules.rules) {
    const Estimate& share = rule.share_right;
    const auto p_text = [](const std::optional<double>& p) { return p ? p_value(*p) : std::string("–"); };
    reasons.add(rule.number.name, share);
    table.rows.push_back({share.value ? rule.words : "by " + rule.number.name, percent_text(share),
                          percent_interval_text(share), p_text(rule.p), p_text(rule.p_holm), count(share.n)});
    plot.dots.push_back({share.value ? rule.words : rule.number.name, share.value, share.ci, share.n});
  }
  table.notes = reasons.notes();
  Figure figure;
  figure.name = section_id("list " + material.list.name + " rules");
  std::replace(figure.name.begin(), figure.name.end(), '-', '_');
  figure.alt = fmt::format("Dots with intervals for {} against the line of guessing at 50 %.",
                           counted(plot.dots.size(), "simple rule"));
  figure.caption = fmt::format(
      "Share {} in which each rule is right, in the better of its two directions, with its {} interval: {}.",
      where(material), level_text(analysis.trivial_left.level),
      is_pairs(material) ? "Clopper-Pearson" : "DeLong, on the logit scale");
  fill_dot_plot(figure, std::move(plot), DotOrder::as_given);
  section.blocks.emplace_back(std::move(figure));
  section.blocks.emplace_back(std::move(table));
  return section;
}

Section numbers_section(const ListMaterial& material, const ListAnalysis& analysis) {
  Section section{"numbers", "Images by difficulty", "", {}};
  section.blocks.emplace_back(Paragraph{
      "Luminance is the mean of Y = 0.2126 R + 0.7152 G + 0.0722 B of linear light, sRGB decoded (0 black, 1 white); "
      "contrast is the standard deviation of Y over its mean (RMS contrast); entropy is that of the histogram of 256 "
      "shades of grey, in bits. All three are of the image as shown. File size in bytes, size in pixels and aspect ratio "
      "(width over height) are of the original."});
  Table table;
  table.caption = "Mean ± standard deviation in each class of difficulty, main trials.";
  table.columns = {{"", Table::Align::text}};
  std::vector<Difficulty> present;
  for (const Difficulty difficulty : kClasses) {
    const bool is_there = std::any_of(analysis.numbers.begin(), analysis.numbers.end(),
                                      [&](const ClassSummary& each) { return each.difficulty == difficulty; });
    if (!is_there) continue;
    present.push_back(difficulty);
    table.columns.push_back({std::string(to_text(difficulty))});
  }
  table.columns[0].heading = "Number";
  std::vector<ClassPanel> panels;
  for (const ClassSummary& each : analysis.numbers) {
    if (panels.empty() || panels.back().title != each.number) {
      panels.push_back({each.number, {}});
      table.rows.push_back({each.number});
    }
    const bool is_whole = each.number == "file size" || each.number == "original size";
    std::string cell = "not known";
    if (!each.values.empty()) {
      const Summary summary = summary_of(each.values);
      cell = is_whole ? count(static_cast<std::size_t>(summary.mean + 0.5)) + " ± " +
                            count(static_cast<std::size_t>(summary.sd + 0.5))
                      : decimal(summary.mean, 3) + " ± " + decimal(summary.sd, 3);
    }
    table.rows.back().emplace_back(cell);
    panels.back().classes.push_back({each.difficulty, each.values});
  }
  for (auto& row : table.rows) row.resize(table.columns.size(), Text("–"));
  std::string name = section_id("list " + material.list.name + " images");
  std::replace(name.begin(), name.end(), '-', '_');
  section.blocks.emplace_back(class_distributions(name, panels));
  section.blocks.emplace_back(std::move(table));
  return section;
}

Section balance_section(const ListMaterial& material, const ListAnalysis& analysis) {
  Section section{"balance", "Sides, groups, label errors", "", {}};
  std::map<std::string, std::map<Difficulty, std::size_t>> n_of;
  std::map<Difficulty, std::size_t> n_errors;
  std::set<Difficulty> present;
  std::size_t n_practice = 0;
  for (const ListedStimulus& stimulus : material.list.stimuli) {
    n_practice += stimulus.phase == Phase::practice ? 1 : 0;
    if (!is_main_trial(stimulus)) continue;
    present.insert(stimulus.difficulty);
    n_errors[stimulus.difficulty] += stimulus.label_error ? 1 : 0;
    if (!material.group_column.empty()) ++n_of[material.group_of.at(stimulus.item_id)][stimulus.difficulty];
  }
  if (is_pairs(material)) {
    section.blocks.emplace_back(
        Paragraph{fmt::format("The trivial image is on the left in {} of {}.", percent(*analysis.trivial_left.value),
                              counted(analysis.trivial_left.n, "main trial"))});
  }
  std::string errors = "Label errors among the main images:";
  std::size_t n_all = 0;
  for (const Difficulty difficulty : kClasses) {
    if (!present.contains(difficulty)) continue;
    errors += fmt::format("{} {} {}", n_all++ == 0 ? "" : ",", count(n_errors[difficulty]), to_text(difficulty));
  }
  section.blocks.emplace_back(Paragraph{
      errors + ". An “impossible” image may just be mislabelled; tricky stimuli --exclude-label-errors leaves them out."});
  if (material.group_column.empty()) return section;
  const Association& groups = analysis.groups;
  if (groups.cramers_v.value && groups.p.value) {
    section.blocks.emplace_back(Notice{
        *groups.p.value < kSignificant ? Notice::Kind::warning : Notice::Kind::note,
        fmt::format("{} and difficulty {}: Cramér’s V = {}, p = {} (permutation of chi-square).{}",
                    material.group_column == "superclass" ? "Superclass" : "Category",
                    *groups.p.value < kSignificant ? "belong together" : "are not seen to belong together",
                    decimal(*groups.cramers_v.value, 2), p_value(*groups.p.value),
                    *groups.p.value < kSignificant
                        ? fmt::format(" Who knows which kinds of things are easy needs not look at the image itself; "
                                      "tricky stimuli --balance {} evens them out.",
                                      material.group_column)
                        : "")});
  }
  Table table;
  table.caption = "Main images of each " + material.group_column + " by difficulty.";
  table.columns = {{material.group_column == "superclass" ? "Superclass" : "Category", Table::Align::text}};
  for (const Difficulty difficulty : kClasses) {
    if (present.contains(difficulty)) table.columns.push_back({std::string(to_text(difficulty))});
  }
  for (auto& [group, counts] : n_of) {
    std::vector<Text> row{group.empty() ? "(none)" : group};
    for (const Difficulty difficulty : kClasses) {
      if (present.contains(difficulty)) row.emplace_back(count(counts[difficulty]));
    }
    table.rows.push_back(std::move(row));
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

Section duplicates_section(const ListAnalysis& analysis) {
  constexpr std::size_t kMostListed = 50;
  Section section{"near-duplicates", "Near-duplicates", "", {}};
  const std::string rule = fmt::format(
      "Two images count as near-duplicates when their 32 × 32 grey thumbnails correlate by at least {}, as they are or "
      "mirrored. Only each image’s nearest other one is looked at.",
      decimal(kNearDuplicate, 2));
  const std::size_t n = analysis.near_duplicates.size();
  section.blocks.emplace_back(
      Paragraph{rule + (n == 0 ? " There are none in this list, practice included."
                               : fmt::format(" There {} {} in this list, practice included.", n == 1 ? "is" : "are",
                                             counted(n, "such pair")))});
  if (n == 0) return section;
  Table table;
  table.caption = n > kMostListed ? fmt::format("The {} most alike pairs of images.", kMostListed)
                                  : "Pairs of images that are nearly alike.";
  table.columns = {{"Image", Table::Align::text}, {"Other image", Table::Align::text}, {"Correlation"}};
  for (std::size_t i = 0; i < std::min(n, kMostListed); ++i) {
    const NearDuplicate& each = analysis.near_duplicates[i];
    table.rows.push_back({each.first, each.second, decimal(each.correlation, 3)});
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

}  // namespace

Page list_page(const ListMaterial& material, const ListAnalysis& analysis, const std::string& program) {
  Page page;
  page.title = "Stimulus list " + material.list.name;
  std::size_t n_main = 0;
  std::size_t n_practice = 0;
  std::size_t n_catch = 0;
  for (const ListedStimulus& stimulus : material.list.stimuli) {
    if (stimulus.position == Position::right) continue;
    ++(stimulus.catch_side ? n_catch : stimulus.phase == Phase::main ? n_main : n_practice);
  }
  page.subtitle = fmt::format("A list of {}: {} and {} for practice{}{}.", to_text(material.list.kind),
                              counted(n_main, "main trial"), count(n_practice),
                              n_catch == 0 ? "" : fmt::format(" ({} more, not looked at here)", counted(n_catch, "catch trial")),
                              material.list.difficulty_name.empty()
                                  ? ""
                                  : ", drawn from difficulty " + material.list.difficulty_name);
  page.opening.emplace_back(verdict(material, analysis));
  if (!analysis.near_duplicates.empty()) {
    page.opening.emplace_back(
        Notice{Notice::Kind::note, link(fmt::format("{} nearly alike.", analysis.near_duplicates.size() == 1
                                                                            ? "Two images are"
                                                                            : counted(analysis.near_duplicates.size(),
                                                                                      "pair") + " of images are"),
                                        "#near-duplicates")});
  }
  if (!material.features.empty()) {
    page.sections.push_back(rules_section(material, analysis));
    page.sections.push_back(numbers_section(material, analysis));
  }
  page.sections.push_back(balance_section(material, analysis));
  if (!material.features.empty()) page.sections.push_back(duplicates_section(analysis));
  page.footer = "Written by " + program + " before any session. Only main trials are counted unless it says otherwise.";
  return page;
}

}  // namespace tricky::analysis
