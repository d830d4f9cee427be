#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "report/numbers.h"
#include "report/sections.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

namespace fs = std::filesystem;

/// The seed and the command line in a derived file's provenance, where it has them.
struct Origin {
  std::string seed;
  std::string command_line;
};

Origin origin_of(const fs::path& csv) {
  const fs::path json = fs::path(csv).replace_extension(".json");
  Origin origin;
  if (!fs::exists(json)) return origin;
  const Value content = read_json(json);
  const Value* provenance = content.find("provenance");
  if (provenance == nullptr) return origin;
  if (const Value* seed = provenance->find("seed"); seed != nullptr && seed->if_integer() != nullptr)
    origin.seed = std::to_string(*seed->if_integer());
  if (const Value* line = provenance->find("command_line"); line != nullptr && line->if_text() != nullptr)
    origin.command_line = *line->if_text();
  return origin;
}

std::string first_method(const Material& material, const std::string& statistic) {
  for (const Result& result : material.results.results()) {
    if (result.statistic == statistic && !result.estimate.method.empty()) return result.estimate.method;
  }
  return "";
}

std::string networks_in_words(const Material& material) {
  if (material.networks.empty()) return "";
  std::map<std::string, std::size_t> n_trained;
  std::size_t n_imported = 0;
  std::set<std::size_t> n_items;
  for (const NetworkOfStudy& network : material.networks) {
    n_items.insert(network.run.n_items);
    if (network.run.origin == RunRecord::Origin::trained) {
      ++n_trained[network.run.condition];
    } else {
      ++n_imported;
    }
  }
  std::string words;
  if (!n_trained.empty()) {
    std::vector<std::string> conditions;
    std::size_t n = 0;
    for (const auto& [condition, count] : n_trained) {
      conditions.push_back(fmt::format("{} ({})", condition, count));
      n += count;
    }
    words += fmt::format("{} trained under {}: {}. ", counted(n, "network") + (n == 1 ? " was" : " were"),
                         counted(conditions.size(), "condition"), join(conditions, ", "));
  }
  if (n_imported > 0) {
    words += fmt::format("Responses of {} were imported. ",
                         counted(n_imported, n_trained.empty() ? "network" : "further network"));
  }
  words += fmt::format("Each classified {} items.", count(*n_items.rbegin()));
  return words;
}

std::string difficulty_in_words(const NamedDifficulty& difficulty) {
  const DifficultyTable& table = difficulty.table;
  int n_makers = 0;
  for (const ItemDifficulty& item : table.items) n_makers = std::max(n_makers, item.n_makers);
  const int exceptions = table.rule.allowed_exceptions;
  return fmt::format(
      " For difficulty {}, items were called trivial when {} of {} were right, impossible when {} right, in-between "
      "otherwise ({} trivial, {} in-between, {} impossible{}).",
      difficulty.name, exceptions == 0 ? "all" : fmt::format("all but at most {}", exceptions),
      counted(static_cast<std::size_t>(n_makers), "network"),
      exceptions == 0 ? "none was" : fmt::format("at most {} {}", exceptions, exceptions == 1 ? "was" : "were"),
      count(table.count(Difficulty::trivial)), count(table.count(Difficulty::in_between)),
      count(table.count(Difficulty::impossible)),
      table.count(Difficulty::unclassified) == 0
          ? ""
          : "; " + count(table.count(Difficulty::unclassified)) + " unclassified, responses being missing");
}

std::string list_in_words(const Material& material, const StimulusList& list) {
  std::map<Phase, int> n_trials;
  std::size_t n_catch_images = 0;
  for (const ListedStimulus& stimulus : list.stimuli) {
    n_catch_images += stimulus.catch_side ? 1 : 0;
    if (!stimulus.catch_side) n_trials[stimulus.phase] = std::max(n_trials[stimulus.phase], stimulus.trial);
  }
  const Origin origin = origin_of(material.study.list_file(list.name));
  std::string words = fmt::format(" Stimulus list {} holds {} and {} for practice", list.name,
                                  counted(static_cast<std::size_t>(n_trials[Phase::main]),
                                          list.kind == StimulusList::Kind::pairs
                                              ? "pair of a trivial and an impossible image"
                                              : "image"),
                                  count(static_cast<std::size_t>(n_trials[Phase::practice])));
  if (list.kind == StimulusList::Kind::pairs && n_trials[Phase::main] != 1) {
    words = fmt::format(" Stimulus list {} holds {} pairs of a trivial and an impossible image and {} for practice",
                        list.name, count(static_cast<std::size_t>(n_trials[Phase::main])),
                        count(static_cast<std::size_t>(n_trials[Phase::practice])));
  }
  if (n_catch_images > 0) words += ", and " + counted(n_catch_images / 2, "catch trial");
  if (!list.difficulty_name.empty()) {
    words += ", drawn at random from difficulty " + list.difficulty_name;
    if (!origin.seed.empty()) words += " (seed " + origin.seed + ")";
    words += origin.command_line.find("--exclude-label-errors") == std::string::npos ? ", label errors kept"
                                                                                     : ", label errors left out";
    const std::size_t balance = origin.command_line.find("--balance ");
    if (balance != std::string::npos) {
      const std::string rest = origin.command_line.substr(balance + 10);
      words += ", balanced by " + rest.substr(0, rest.find(' '));
    }
  }
  if (list.image_width_px > 0)
    words += fmt::format(", shown as {} × {} pixels", list.image_width_px, list.image_height_px);
  return words + ".";
}

/// Trials that a group's numbers leave out, and why.
std::string left_out_in_words(const Material& material, const SessionGroup& group) {
  std::size_t n_missing = 0;
  std::size_t n_wrong = 0;  // without a response; imported tables may say so
  std::size_t n_catch = 0;
  std::size_t n_repeats = 0;
  std::size_t n_too_fast = 0;
  for (const SessionOfGroup& session : group.sessions) {
    for (const TrialRecord& trial : session.trials) {
      n_missing += trial.correct == Correctness::missing ? 1 : 0;
      n_wrong += trial.response.empty() && trial.correct == Correctness::wrong ? 1 : 0;
    }
    for (const TrialRecord& trial : session.shown) {
      n_catch += trial.kind == TrialKind::catch_trial ? 1 : 0;
      n_repeats += trial.kind == TrialKind::repeat ? 1 : 0;
    }
    const Estimate* fast = material.results.find("share_too_fast", session.maker, group.over);
    if (fast != nullptr && fast->value) n_too_fast += events_of(*fast);
  }
  std::string words;
  std::vector<std::string> apart;
  if (n_catch > 0) apart.push_back(counted(n_catch, "catch trial"));
  if (n_repeats > 0) apart.push_back(counted(n_repeats, "repeated trial"));
  if (!apart.empty()) {
    words += " Accuracies and error consistency leave out " + join(apart, " and ") + ", which are counted apart.";
  }
  if (n_missing > 0) {
    words += fmt::format(" Accuracies leave out {} without a response.", counted(n_missing, "main trial"));
  }
  if (n_wrong > 0) {
    words += fmt::format(" {} without a response {} as wrong, as the imported table has it.",
                         counted(n_wrong, "main trial"), n_wrong == 1 ? "counts" : "count");
  }
  if (n_too_fast > 0) {
    words += fmt::format(
        " {} too soon to have seen the stimulus {} out of trends and ratios of response times, not of "
        "accuracies.",
        counted(n_too_fast, "response"), n_too_fast == 1 ? "is left" : "are left");
  }
  return words;
}

std::string sessions_in_words(const Material& material) {
  std::string words;
  for (const SessionGroup& group : material.sessions.groups) {
    std::set<std::string> observers;
    std::size_t n_unfinished = 0;
    std::vector<std::string> timings;
    for (const SessionOfGroup& session : group.sessions) {
      observers.insert(session.record.observer);
      n_unfinished += session.record.state == "interrupted" ? 1 : 0;
      const std::string timing = timing_sentence(session.record);
      if (!timing.empty() && std::find(timings.begin(), timings.end(), timing) == timings.end())
        timings.push_back(timing);
    }
    const std::string badge = origin_badge(group);
    words += fmt::format(" {}{}: {}, {}.", group_heading(group), badge.empty() ? "" : " (" + badge + ")",
                         counted(observers.size(), "observer"), counted(group.sessions.size(), "session"));
    if (n_unfinished > 0) words += fmt::format(" {} interrupted; what it holds is counted.", n_unfinished);
    for (const std::string& timing : timings) words += " " + timing;
    if (group.task != Task::ratings) words += left_out_in_words(material, group);
  }
  return words;
}

/// A method's parts: how the interval was made, what it is over, and what was left out.
std::vector<std::string> parts_of(const std::string& method) {
  std::vector<std::string> parts;
  for (std::string& part : split(method, ';')) parts.push_back(part.starts_with(' ') ? part.substr(1) : part);
  return parts;
}

/// Pairwise and joint agreement of raters; per question only who and what was left out.
std::string agreement_in_words(const Material& material) {
  const std::string pairs = first_method(material, "mean_alpha_ordinal");
  const std::string joint = first_method(material, "joint_alpha_ordinal");
  if (pairs.empty() && joint.empty()) return "";
  std::string words =
      fmt::format(" Agreement of raters is Pearson’s correlation and Krippendorff’s ordinal alpha, mean over pairs of "
                  "observers ({}), and alpha of all at once ({}).",
                  parts_of(pairs).front(), parts_of(joint).front());
  std::set<std::string> told;
  for (const Result& result : material.results.results()) {
    if (result.statistic != "mean_alpha_ordinal") continue;
    std::vector<std::string> kept;
    std::vector<std::string> excluded;  // observers, each with the reason
    for (const std::string& part : parts_of(result.estimate.method)) {
      if (part.starts_with("only ") || part == "without label errors") {
        kept.push_back(part);
      } else if (part.starts_with("without ")) {
        excluded.push_back(part.substr(std::string("without ").size()));
      }
    }
    if (!excluded.empty()) kept.push_back("excluded: " + join(excluded, ", "));
    const std::string& question = result.subset == "all" ? result.of : result.subset;
    if (!kept.empty() && told.insert(question).second) words += fmt::format(" On {}: {}.", question, join(kept, ", "));
  }
  return words;
}

}  // namespace

std::string methods_paragraph(const Material& material) {
  std::string words = networks_in_words(material);
  for (const NamedDifficulty& difficulty : material.difficulties) words += difficulty_in_words(difficulty);
  for (const StimulusList& list : material.lists) words += list_in_words(material, list);
  words += sessions_in_words(material);
  if (!material.sessions.groups.empty()) words += " Practice trials were not analysed.";
  for (const std::string& note : material.sessions.notes) words += " " + note + ".";
  if (!material.results.all("kappa", "items").empty() || !first_method(material, "kappa").empty()) {
    words += " Error consistency is Cohen’s kappa on right and wrong, pair by pair (Geirhos et al. 2020); interval of a "
             "pair: " + first_method(material, "kappa") + "; of their mean: " + first_method(material, "mean_kappa") + ".";
  }
  if (const std::string method = first_method(material, "accuracy"); !method.empty())
    words += " Accuracies have " + method + " intervals.";
  words += agreement_in_words(material);
  words += fmt::format(" Intervals are at {}", level_text(material.level));
  if (material.analysis.seed) words += fmt::format("; seed {}", *material.analysis.seed);
  words += fmt::format(". Computed with tricky {} (revision {}).", material.analysis.program_version,
                       material.analysis.git_revision);
  return words.starts_with(' ') ? words.substr(1) : words;
}

}  // namespace tricky::analysis
