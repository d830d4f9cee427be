#include "tricky/analysis/study_analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tricky/analysis/agreement_between_kinds.h"
#include "tricky/analysis/class_accuracy.h"
#include "tricky/analysis/item_groups.h"
#include "tricky/analysis/label_ambiguity.h"
#include "tricky/analysis/networks_analysis.h"
#include "tricky/analysis/observers_analysis.h"
#include "tricky/analysis/rsa_analysis.h"
#include "tricky/analysis/rater_behaviour.h"
#include "tricky/analysis/training_analysis.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace fs = std::filesystem;

namespace {

void append(std::vector<Result>& results, std::vector<Result> more) {
  results.insert(results.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// What items.csv and votes.csv say about the items of each difficulty.
void add_item_properties(StudyAnalysis& analysis, const StudyFolder& study, const ItemSet& items,
                         const AnalysisOptions& options) {
  const std::vector<std::string> tables = study.difficulty_names();
  if (!options.group_column.empty() && !items.find_extra(options.group_column)) {
    const auto nearest = nearest_name(options.group_column, items.extra_columns());
    throw InputError({study.items_file(), 1, ""}, "has no column " + in_quotes(options.group_column) +
                                                      (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : ""));
  }
  const std::string column = options.group_column.empty() ? kDefaultGroupColumn : options.group_column;
  const bool has_column = items.find_extra(column).has_value();
  const bool has_votes = fs::exists(study.votes_file()) && !tables.empty();
  std::optional<RaterVotes> votes;
  if (has_votes) {
    votes = read_rater_votes(study.votes_file());
    analysis.inputs.push_back(study.votes_file());
  }
  for (const std::string& name : tables) {
    if (!has_column && !has_votes) break;
    const DifficultyTable table = read_difficulty(study.difficulty_file(name));
    if (has_column) {
      append(analysis.results, analyse_item_groups(table, name, items, column, options.bootstrap.level));
    }
    if (votes) append(analysis.results, analyse_label_ambiguity(*votes, table, name, options.bootstrap));
  }
}

/// The in-between items of every difficulty table that has some.
std::vector<NamedItems> in_between_items(const StudyFolder& study, const ItemSet& items) {
  std::vector<NamedItems> sets;
  for (const std::string& name : study.difficulty_names()) {
    NamedItems set{"in-between " + name, std::vector<bool>(items.size())};
    bool has_some = false;
    for (const ItemDifficulty& item : read_difficulty(study.difficulty_file(name)).items) {
      const auto at = items.find(item.item_id);
      if (!at || item.difficulty != Difficulty::in_between) continue;
      set.items[*at] = has_some = true;
    }
    if (has_some) sets.push_back(std::move(set));
  }
  return sets;
}

/// The networks' decisions, for comparing observers with them.
std::optional<CorrectnessMatrix> add_networks(StudyAnalysis& analysis, const StudyFolder& study,
                                              const AnalysisOptions& options) {
  const bool has_networks = !study.run_names().empty();
  const std::vector<std::string> tables = study.difficulty_names();
  if (!has_networks && tables.empty()) return std::nullopt;
  if (!fs::exists(study.items_file())) {
    throw InputError(
        {study.items_file(), 0, ""},
        "is missing, though the study has networks or difficulty tables; import it with: tricky import items");
  }
  const ItemSet items = read_items(study.items_file());
  analysis.inputs.push_back(study.items_file());
  for (fs::path& file : response_files(study, {}, std::nullopt)) analysis.inputs.push_back(std::move(file));
  for (const std::string& name : tables) analysis.inputs.push_back(study.difficulty_file(name));
  const ResponseMatrix responses = load_responses(study, items, {}, std::nullopt);
  for (std::string& doubt : doubts_about(study, responses)) analysis.notes.push_back(std::move(doubt));
  append(analysis.results, analyse_networks(study, items, options.bootstrap));
  if (const auto histories = load_training_histories(study, items); !histories.empty()) {
    for (fs::path& file : training_files(study)) {
      const auto& known = analysis.inputs;  // the last epochs are there already
      if (std::find(known.begin(), known.end(), file) == known.end()) analysis.inputs.push_back(std::move(file));
    }
    append(analysis.results, analyse_training(histories, in_between_items(study, items), options.bootstrap));
  }
  if (fs::exists(rsa_file(study))) {
    analysis.inputs.push_back(rsa_file(study));
    append(analysis.results, analyse_rsa(study, options.bootstrap.level));
  }
  append(analysis.results, analyse_difficulties(study, items, options.bootstrap.level));
  add_item_properties(analysis, study, items, options);
  if (responses.makers.empty()) return std::nullopt;
  CorrectnessMatrix matrix = correctness_of(responses, items);
  append(analysis.results, analyse_difficulty_for(matrix, "items", "networks", options.bootstrap.level,
                                                  analysis.item_difficulties));
  append(analysis.results, analyse_classes(matrix, items, options.bootstrap.level));
  analysis.class_accuracies = class_accuracy_csv(matrix, items, options.bootstrap.level);
  return matrix;
}

/// The items of a group's list, unless the list is not there or is not the one the sessions showed.
std::optional<RatedItems> items_of(const SessionGroup& group, const StudyFolder& study, StudyAnalysis& analysis) {
  const fs::path csv = study.list_file(group.list);
  const auto without = [&](const std::string& why) {
    analysis.notes.push_back(group.over + ": network accuracy and answers by difficulty are left out: " + why);
    return std::nullopt;
  };
  if (!is_plain_name(group.list) || !fs::exists(csv)) return without("there is no list " + in_quotes(group.list));
  const std::string digest = stimulus_list_digest(csv);
  for (const SessionOfGroup& session : group.sessions) {
    if (!session.record.list_sha256.empty() && session.record.list_sha256 != digest) {
      return without("the list " + in_quotes(group.list) + " was changed after the session of " + session.maker);
    }
  }
  analysis.inputs.push_back(csv);
  return rated_items(read_stimulus_list(csv));
}

/// Names in the selection that nothing has would leave out nothing without a word.
class SelectionCheck {
 public:
  void add(const SessionGroup& group, const std::optional<RatedItems>& items) {
    for (const std::string& question : questions_of(group)) questions_.insert(question);
    for (const SessionOfGroup& session : group.sessions) {
      observers_.insert(session.maker);
      if (items) continue;
      for (const TrialRecord& trial : session.trials) trials_.insert(trial.trial);
    }
    if (!items) return;
    for (const auto& [id, stimulus] : *items) trials_.insert(stimulus.trial);
  }

  void check(const RatingsSelection& selection) const {
    for (const auto& [excluded, reason] : selection.excluded_observers) {
      const auto& [question, observer] = excluded;
      require("--exclude-observer", "question", question, questions_);
      require("--exclude-observer", "observer", observer, observers_);
    }
    if (!selection.only_trials) return;
    for (const int trial : *selection.only_trials) {
      if (trials_.contains(trial)) continue;
      throw InputError(fmt::format("--only-trials: {} names trial {}, which no ratings session of the study has",
                                   selection.only_trials_source, trial));
    }
  }

 private:
  static void require(const char* option, const char* what, const std::string& name,
                      const std::set<std::string>& known) {
    if (known.contains(name)) return;
    const std::vector<std::string> names(known.begin(), known.end());
    const auto nearest = nearest_name(name, names);
    throw InputError(fmt::format("{}: no ratings session has {} {}; {}", option, what, in_quotes(name),
                                 nearest         ? "did you mean " + in_quotes(*nearest) + "?"
                                 : names.empty() ? "the study has no ratings sessions"
                                                 : "there are " + join(names, ", ")));
  }

  std::set<std::string> questions_;
  std::set<std::string> observers_;
  std::set<int> trials_;
};

void add_sessions(StudyAnalysis& analysis, const StudyFolder& study, const std::optional<CorrectnessMatrix>& networks,
                  const AnalysisOptions& options) {
  SessionGroups sessions = load_session_groups(study, options.simulated);
  analysis.notes.insert(analysis.notes.end(), sessions.notes.begin(), sessions.notes.end());
  SelectionCheck check;
  std::vector<std::optional<RatedItems>> items(sessions.groups.size());
  for (std::size_t i = 0; i < sessions.groups.size(); ++i) {
    const SessionGroup& group = sessions.groups[i];
    for (const SessionOfGroup& session : group.sessions) analysis.inputs.push_back(session.folder / "trials.tsv");
    if (group.task != Task::ratings) continue;
    items[i] = items_of(group, study, analysis);
    check.add(group, items[i]);
  }
  check.check(options.selection);
  for (std::size_t i = 0; i < sessions.groups.size(); ++i) {
    const SessionGroup& group = sessions.groups[i];
    if (group.task == Task::ratings) {
      append(analysis.results, analyse_ratings(group, items[i], options.selection, options.bootstrap));
      append(analysis.results, analyse_raters(group, options.bootstrap));
    } else {
      append(analysis.results, analyse_observers(group, options.bootstrap));
      append(analysis.results, analyse_behaviour(group, options.bootstrap, options.behaviour));
      const CorrectnessMatrix observers = correctness_of(group);
      append(analysis.results, analyse_difficulty_for(observers, group.over, "observers", options.bootstrap.level,
                                                      analysis.item_difficulties));
      if (networks) {
        append(analysis.results, compare_agreement(observers, *networks, group.over, options.bootstrap));
        append(analysis.results, compare_difficulties(observers, *networks, group.over, options.bootstrap.level));
      }
    }
  }
}

}  // namespace

StudyAnalysis analyse_study(const StudyFolder& study, const AnalysisOptions& options) {
  StudyAnalysis analysis;
  const std::optional<CorrectnessMatrix> networks = add_networks(analysis, study, options);
  add_sessions(analysis, study, networks, options);
  if (analysis.results.empty()) {
    std::string message =
        "holds nothing to analyse yet; import responses (tricky import), train networks (tricky train) or "
        "run sessions (tricky session)";
    for (const std::string& note : analysis.notes) message += "; " + note;
    throw InputError({study.root(), 0, ""}, message);
  }
  return analysis;
}

}  // namespace tricky::analysis
