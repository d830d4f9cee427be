#include "tricky/analysis/ratings_analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "rating_answers.h"
#include "showing.h"
#include "summary.h"
#include "tricky/analysis/bootstrap_agreement.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/krippendorff_alpha.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

/// One question: the selected ratings, and which items the units are.
struct QuestionRatings {
  std::string question;
  std::string note;  ///< what was left out
  Ratings ratings;
  std::vector<std::string> item_ids;  ///< of the units
};

[[noreturn]] void fail(const SessionOfGroup& session, const TrialRecord& trial, const std::string& message) {
  throw InputError({session.folder / "trials.tsv", 0, "response"},
                   fmt::format("trial {}, question {}: {}", trial.trial, in_quotes(trial.question), message));
}

double rating_of(const SessionOfGroup& session, const TrialRecord& trial) {
  if (trial.response.empty()) return kMissingRating;
  const auto value = parse_integer(trial.response);
  if (!value) fail(session, trial, "expected a whole number, got " + in_quotes(trial.response));
  return static_cast<double>(*value);
}

const ListedStimulus& listed(const RatedItems& items, const SessionOfGroup& session, const TrialRecord& trial) {
  const auto found = items.find(trial.item_id);
  if (found == items.end()) {
    fail(session, trial,
         fmt::format("{} is not in the list {}", in_quotes(trial.item_id), in_quotes(session.record.list)));
  }
  return found->second;
}

bool is_selected(const std::optional<RatedItems>& items, const RatingsSelection& selection,
                 const SessionOfGroup& session, const TrialRecord& trial) {
  const ListedStimulus* stimulus = items ? &listed(*items, session, trial) : nullptr;
  if (selection.only_trials && !selection.only_trials->contains(stimulus != nullptr ? stimulus->trial : trial.trial)) {
    return false;
  }
  return selection.label_errors == LabelErrors::keep || !stimulus->label_error;
}

QuestionRatings select(const SessionGroup& group, const std::string& question, const std::optional<RatedItems>& items,
                       const RatingsSelection& selection) {
  std::map<Showing, std::size_t> units;
  std::vector<std::map<Showing, double>> by_rater;
  QuestionRatings result;
  for (const SessionOfGroup& session : group.sessions) {
    std::map<Showing, double>& values = by_rater.emplace_back();
    const std::vector<Showing> showings = showings_of(session.trials);
    for (std::size_t i = 0; i < showings.size(); ++i) {
      const TrialRecord& trial = session.trials[i];
      if (trial.question != question || !is_selected(items, selection, session, trial)) continue;
      values[showings[i]] = rating_of(session, trial);
      units.try_emplace(showings[i], 0);
    }
    result.ratings.raters.push_back(session.maker);
  }
  for (auto& [showing, unit] : units) {
    unit = result.item_ids.size();
    result.item_ids.push_back(showing.item_id);
  }
  result.question = question;
  if (selection.label_errors == LabelErrors::exclude) result.note = "without label errors";
  if (selection.only_trials) {
    result.note = joined(result.note, fmt::format("only the {} trials of {}", selection.only_trials->size(),
                                                  selection.only_trials_source));
  }
  result.ratings.n_units = units.size();
  result.ratings.values.resize(by_rater.size() * units.size(), kMissingRating);
  for (std::size_t rater = 0; rater < by_rater.size(); ++rater) {
    for (const auto& [showing, value] : by_rater[rater]) {
      result.ratings.values[rater * units.size() + units.at(showing)] = value;
    }
  }
  return result;
}

QuestionRatings without_excluded_observers(const QuestionRatings& all, const RatingsSelection& selection) {
  QuestionRatings kept{all.question, all.note, {{}, all.ratings.n_units, {}}, all.item_ids};
  for (std::size_t rater = 0; rater < all.ratings.raters.size(); ++rater) {
    const std::string& maker = all.ratings.raters[rater];
    const auto excluded = selection.excluded_observers.find({all.question, maker});
    if (excluded != selection.excluded_observers.end()) {
      const std::string& reason = excluded->second;
      kept.note = joined(kept.note, fmt::format("without {} ({})", maker, reason.empty() ? "no reason given" : reason));
      continue;
    }
    const auto row = all.ratings.row(rater);
    kept.ratings.raters.push_back(maker);
    kept.ratings.values.insert(kept.ratings.values.end(), row.begin(), row.end());
  }
  return kept;
}

void add_agreement(std::vector<Result>& results, const QuestionRatings& question, const std::string& over,
                   const BootstrapOptions& options) {
  const Ratings& ratings = question.ratings;
  const auto add = [&](std::string statistic, std::string of, const std::string& subset, Estimate estimate) {
    estimate.method = joined(estimate.method, question.note);
    results.push_back({std::move(statistic), std::move(of), over, subset, std::move(estimate)});
  };
  const std::string name = over + '\n' + question.question;
  std::vector<Estimate> pearsons;
  std::array<std::vector<Estimate>, kMeasurementLevels.size()> alphas;
  for (std::size_t first = 0; first < ratings.raters.size(); ++first) {
    for (std::size_t second = first + 1; second < ratings.raters.size(); ++second) {
      const std::string of = pair_name(ratings.raters[first], ratings.raters[second]);
      pearsons.push_back(pearson_correlation(ratings.row(first), ratings.row(second), options.level));
      add("pearson", of, question.question, pearsons.back());
      const auto of_pair = bootstrap_alpha(pair_of(ratings, first, second), name + '\n' + of, options);
      for (std::size_t scale = 0; scale < of_pair.size(); ++scale) {
        alphas[scale].push_back(of_pair[scale]);
        add(fmt::format("alpha_{}", to_text(kMeasurementLevels[scale])), of, question.question, of_pair[scale]);
      }
    }
  }
  const MeanAgreement mean = bootstrap_mean_agreement(ratings, name, options);
  add_summary_of_pairs(results, {"pearson", question.question, over, "all", question.note}, pearsons, &mean.pearson);
  const auto joint = bootstrap_alpha(ratings, name + "\njoint", options);
  for (std::size_t scale = 0; scale < joint.size(); ++scale) {
    const std::string statistic = fmt::format("alpha_{}", to_text(kMeasurementLevels[scale]));
    add_summary_of_pairs(results, {statistic, question.question, over, "all", question.note}, alphas[scale],
                         &mean.alpha[scale]);
    Estimate estimate = joint[scale];
    estimate.method = joined(estimate.method, fmt::format("all {} raters at once", ratings.raters.size()));
    add("joint_" + statistic, question.question, "all", estimate);
  }
}

/// The question with what the list says of its items.
RatedQuestion with_items(const QuestionRatings& question, const RatedItems& items) {
  RatedQuestion result{question.question, question.note, question.ratings, {}};
  for (const std::string& id : question.item_ids) result.items.push_back(items.at(id));
  return result;
}

void append(std::vector<Result>& results, std::vector<Result> more) {
  results.insert(results.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void add_answers(std::vector<Result>& results, const SessionGroup& group, const QuestionRatings& question,
                 const RatedItems& items, const RatingsSelection& selection, const BootstrapOptions& options) {
  const RatedQuestion all = with_items(question, items);
  append(results, analyse_answers(all, group.over, options));
  append(results, analyse_answers_of_observers(all, group.over, options.level));
  if (selection.only_trials) return;  // whoever names the trials has chosen
  RatedQuestion kept = all;
  std::string over = group.over;
  const bool has_errors =
      std::any_of(all.items.begin(), all.items.end(), [](const ListedStimulus& item) { return item.label_error; });
  if (has_errors) {
    RatingsSelection without = selection;
    without.label_errors = LabelErrors::exclude;
    kept = with_items(select(group, question.question, items, without), items);
    over += kWithoutLabelErrors;
    append(results, analyse_answers(kept, over, options));
    append(results, analyse_answers_of_observers(kept, over, options.level));
  }
  if (const auto drawn = balanced(kept, options.seed)) append(results, analyse_answers(*drawn, over + kBalanced, options));
}

}  // namespace

RatedItems rated_items(const StimulusList& list) {
  RatedItems items;
  for (const ListedStimulus& stimulus : list.stimuli) {
    if (stimulus.phase == Phase::main) items.emplace(stimulus.item_id, stimulus);
  }
  return items;
}

std::vector<std::string> questions_of(const SessionGroup& group) {
  std::vector<std::string> questions;
  for (const SessionOfGroup& session : group.sessions) {
    for (const TrialRecord& trial : session.trials) {
      if (std::find(questions.begin(), questions.end(), trial.question) == questions.end()) {
        questions.push_back(trial.question);
      }
    }
  }
  return questions;
}

std::vector<Result> analyse_ratings(const SessionGroup& group, const std::optional<RatedItems>& items,
                                    const RatingsSelection& selection, const BootstrapOptions& options) {
  TRICKY_ASSERT(group.task == Task::ratings);
  if (selection.label_errors == LabelErrors::exclude && !items) {
    throw InputError("label errors of " + group.over + " cannot be left out: its list " + in_quotes(group.list) +
                     ", which says which items have one, is missing or was changed after the sessions");
  }
  const bool all_imported =
      std::all_of(group.sessions.begin(), group.sessions.end(),
                  [](const SessionOfGroup& session) { return session.record.origin == SessionOrigin::imported; });
  if (selection.only_trials && !items && !all_imported) {
    throw InputError("single trials of " + group.over + " cannot be picked: its list " + in_quotes(group.list) +
                     ", which numbers them the same for all observers, is missing or was changed after the sessions");
  }
  std::vector<Result> results;
  for (const std::string& name : questions_of(group)) {
    const QuestionRatings question = select(group, name, items, selection);
    add_agreement(results, without_excluded_observers(question, selection), group.over, options);
    if (items) add_answers(results, group, question, *items, selection, options);
  }
  return results;
}

}  // namespace tricky::analysis
