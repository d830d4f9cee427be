#pragma once

#include <optional>
#include <set>
#include <string>

#include "material.h"
#include "page.h"

namespace tricky::analysis {

/// Gives each figure of a page a file name of its own, made from what it shows.
class FigureNames {
 public:
  /// "accuracy", "task-x_list-y (simulated)" -> "accuracy_task-x-list-y-simulated".
  std::string unique(const std::string& kind, const std::string& of);

 private:
  std::set<std::string> used_;
};

// Each writes one section of study.html, or nothing when the study has nothing for it.
std::optional<Section> networks_section(const Material& material, FigureNames& names);
std::optional<Section> network_consistency_section(const Material& material, FigureNames& names);
/// What trained networks do over the epochs, and how conditions differ.
std::optional<Section> training_section(const Material& material, FigureNames& names);
/// Accuracy within each class, the easiest and hardest of them; Gaussian noise: its divergence.
std::optional<Section> classes_section(const Material& material, FigureNames& names);
/// What `tricky rsa` found.
std::optional<Section> representations_section(const Material& material, FigureNames& names);
Section difficulty_section(const Material& material, const NamedDifficulty& difficulty, FigureNames& names);
/// Difficulty over superclasses or other groups of items.
std::optional<Section> item_groups_section(const Material& material, const NamedDifficulty& difficulty,
                                           FigureNames& names);
/// Raters' votes on labels.
std::optional<Section> ambiguity_section(const Material& material, const NamedDifficulty& difficulty,
                                         FigureNames& names);
std::optional<Section> lists_section(const Material& material);
/// Images of the lists.
std::optional<Section> examples_section(const Material& material, FigureNames& names);
/// Tasks with right responses: accuracy, and error consistency between observers.
Section choices_section(const Material& material, const SessionGroup& group, FigureNames& names);
/// What these observers are really doing: change over the session, response times, sides, attention; warnings in words.
std::optional<Section> behaviour_section(const Material& material, const SessionGroup& group, FigureNames& names);
/// Error consistency of observers against that of networks, on the items that both answered.
std::optional<Section> agreement_section(const Material& material, const SessionGroup& group);
/// Difficulty of items for networks and for observers, and how one goes with the other.
std::optional<Section> rasch_section(const Material& material, FigureNames& names);
Section ratings_section(const Material& material, const SessionGroup& group, FigureNames& names);
/// Every choice made, as a paragraph for a paper; then how each number was computed, and from which files.
/// What raters are really doing: use of the scale, disagreement, drift, repeats; warnings in words.
std::optional<Section> raters_section(const Material& material, const SessionGroup& group, FigureNames& names);
Section methods_section(const Material& material);
/// The paragraph alone: networks, difficulty, lists, sessions, who was left out and why, statistics, seeds, versions.
std::string methods_paragraph(const Material& material);

/// "simulated observers", "pilot sessions", "imported"; empty for real observers' own sessions.
std::string origin_badge(const SessionGroup& group);
/// A warning for groups that are not data; nothing for the rest.
std::optional<Notice> origin_notice(const SessionGroup& group);
/// "easier_image on list pairs".
std::string group_heading(const SessionGroup& group);
std::string group_id(const SessionGroup& group);

/// The sentence on display and timing that the session's certificate gives; empty when there is none.
std::string timing_sentence(const SessionRecord& record);

/// Matrix of kappa over all pairs of `over`, the words before it, and the pairs as a folded table if there are at most
/// 120.
void add_error_consistency(Section& section, const Material& material, const std::string& over,
                           const std::string& group, const std::string& who, const std::string& figure_name);

}  // namespace tricky::analysis
