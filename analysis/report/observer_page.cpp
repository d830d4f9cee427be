#include "report/observer_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "report/numbers.h"
#include "report/sections.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

/// Beyond this share of one side, in at least so many trials, the page says so loudly.
constexpr double kStrongSideShare = 0.65;
constexpr std::size_t kFewestForSides = 20;

double quantile(const std::vector<double>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

std::string detail(const SessionRecord& record, const char* field) {
  const Value* value = record.details.find(field);
  return value != nullptr && value->if_text() != nullptr ? *value->if_text() : "";
}

/// "2026-11-23T21:00:00Z" as "2026-11-23 21:00 UTC"; anything else as it stands.
std::string readable_time(const std::string& utc) {
  if (utc.size() != 20 || utc[10] != 'T') return utc;
  return utc.substr(0, 10) + " " + utc.substr(11, 5) + " UTC";
}

std::string origin_in_words(SessionOrigin origin) {
  switch (origin) {
    case SessionOrigin::observer: return "";
    case SessionOrigin::pilot: return "pilot session";
    case SessionOrigin::simulated: return "simulated observer";
    case SessionOrigin::imported: return "imported";
  }
  return "";
}

void add_response_times(Facts& facts, Section& section, const SessionOfGroup& session) {
  std::vector<double> times;
  std::size_t n_too_fast = 0;
  for (const TrialRecord& trial : session.trials) {
    if (!trial.response_time_s) continue;
    times.push_back(*trial.response_time_s);
    n_too_fast += *trial.response_time_s < kTooFastS ? 1 : 0;
  }
  if (times.empty()) {
    facts.facts.emplace_back("Response times", "not recorded");
    return;
  }
  std::sort(times.begin(), times.end());
  facts.facts.emplace_back("Response time",
                           fmt::format("median {}, middle half {} to {}, range {} to {}", seconds(quantile(times, 0.5)),
                                       seconds(quantile(times, 0.25)), seconds(quantile(times, 0.75)),
                                       seconds(times.front()), seconds(times.back())));
  facts.facts.emplace_back("Too fast", fmt::format("{} of {} faster than {}", counted(n_too_fast, "response"),
                                                   count(times.size()), seconds(kTooFastS)));
  if (static_cast<double>(n_too_fast) > 0.05 * static_cast<double>(times.size())) {
    section.blocks.emplace_back(
        Notice{Notice::Kind::warning, fmt::format("{} came faster than {}: too fast to be replies to what was seen.",
                                                  counted(n_too_fast, "response"), seconds(kTooFastS))});
  }
}

void add_sides(Facts& facts, Section& section, const SessionOfGroup& session) {
  std::size_t n_left = 0;
  std::size_t n_left_is_right = 0;
  std::size_t n = 0;
  for (const TrialRecord& trial : session.trials) {
    if (trial.response != "left" && trial.response != "right") continue;
    ++n;
    n_left += trial.response == "left" ? 1 : 0;
    n_left_is_right += trial.expected == "left" ? 1 : 0;
  }
  if (n == 0) return;
  const double share = static_cast<double>(n_left) / static_cast<double>(n);
  facts.facts.emplace_back(
      "Sides", fmt::format("chose left in {} of {} trials ({}); left was right in {}", count(n_left), count(n),
                           percent(share), percent(static_cast<double>(n_left_is_right) / static_cast<double>(n))));
  if (n < kFewestForSides || std::max(share, 1.0 - share) < kStrongSideShare) return;
  section.blocks.emplace_back(
      Notice{Notice::Kind::warning,
             strong(fmt::format("Chose {} in {} of trials.", share > 0.5 ? "left" : "right",
                                percent(std::max(share, 1.0 - share)))) +
                 " Such a strong preference for one side suggests that some responses were not about the images."});
}

/// What the catch trials say of the observer's attention.
void add_catch_trials(Facts& facts, Section& section, const Material& material, const SessionGroup& group,
                      const SessionOfGroup& session) {
  const Estimate* caught = material.results.find("catch_accuracy", session.maker, group.over);
  if (caught == nullptr || !caught->value) return;
  const std::size_t n_right = events_of(*caught);
  std::string text = fmt::format("{} of {} as the observer was told", count(n_right), count(caught->n));
  if (const Estimate* lapses = material.results.find("lapse_rate", session.maker, group.over); lapses && lapses->value) {
    text += "; lapse rate " + percent_text(*lapses) + " " + percent_interval_text(*lapses);
  }
  facts.facts.emplace_back("Catch trials", text);
  if (*caught->value >= kFewestCatchesRight) return;
  section.blocks.emplace_back(Notice{
      Notice::Kind::warning,
      strong(fmt::format("Got {} of {} wrong.", count(caught->n - n_right), counted(caught->n, "catch trial"))) +
          " A sentence on the screen said what to choose; other responses may not have been about the images either."});
}

void add_agreement(Section& section, const Material& material, const SessionGroup& group,
                   const SessionOfGroup& session) {
  Table table;
  table.caption = "Error consistency with the other observers.";
  table.columns = {{"With", Table::Align::text}, {"Kappa"}, {level_text(material.level) + " interval"}, {"Items"}};
  Reasons reasons;
  for (const Result* result : material.results.all("kappa", group.over)) {
    const auto [first, second] = makers_of_pair(result->of);
    if (first != session.maker && second != session.maker) continue;
    const std::string& other = first == session.maker ? second : first;
    reasons.add(other, result->estimate);
    table.rows.push_back(
        {other, value_text(result->estimate, 2), interval_text(result->estimate, 2), count(result->estimate.n)});
  }
  if (table.rows.empty()) return;
  table.notes = reasons.notes();
  section.blocks.emplace_back(std::move(table));
}

void add_answers(Section& section, const Material& material, const SessionGroup& group, const SessionOfGroup& session) {
  std::vector<std::string> questions;
  std::map<std::string, std::map<double, std::size_t>> n_of;
  for (const TrialRecord& trial : session.trials) {
    if (std::find(questions.begin(), questions.end(), trial.question) == questions.end())
      questions.push_back(trial.question);
    if (const auto answer = parse_real(trial.response)) ++n_of[trial.question][*answer];
  }
  Table table;
  table.caption = "Answers given, and agreement with the other observers (mean over them).";
  table.columns = {
      {"Question", Table::Align::text}, {"Answers", Table::Align::text}, {"Pearson correlation"}, {"Alpha, ordinal"}};
  const auto mean_with_others = [&](const char* statistic, const std::string& question) -> std::string {
    double sum = 0.0;
    std::size_t n = 0;
    for (const Result* result : material.results.all(statistic, group.over)) {
      const auto [first, second] = makers_of_pair(result->of);
      if (result->subset != question || (first != session.maker && second != session.maker) || !result->estimate.value)
        continue;
      sum += *result->estimate.value;
      ++n;
    }
    return n == 0 ? "–" : decimal(sum / static_cast<double>(n), 2);
  };
  for (const std::string& question : questions) {
    std::string answers;
    for (const auto& [answer, n] : n_of[question]) {
      answers += fmt::format("{}{}: {} times", answers.empty() ? "" : ", ", format_real(answer), count(n));
    }
    table.rows.push_back({question, answers.empty() ? "none" : answers, mean_with_others("pearson", question),
                          mean_with_others("alpha_ordinal", question)});
  }
  section.blocks.emplace_back(std::move(table));
}

Section session_section(const Material& material, const SessionGroup& group, const SessionOfGroup& session) {
  const SessionRecord& record = session.record;
  Section section{section_id(fmt::format("session-{}-{}-{}", record.session, to_text(record.origin), group.over)),
                  fmt::format("{}, session {}", group_heading(group), record.session),
                  origin_in_words(record.origin),
                  {}};
  Facts facts;
  const std::string begun = detail(record, "begun_utc");
  const std::string ended = detail(record, "ended_utc");
  if (!begun.empty()) {
    facts.facts.emplace_back("When", readable_time(begun) + (ended.empty() ? "" : " to " + readable_time(ended)));
  }
  facts.facts.emplace_back("State", record.state);
  const std::string timing = timing_sentence(record);
  facts.facts.emplace_back("Timing", timing.empty() ? "no timing certificate" : timing);

  std::set<std::pair<std::string, int>> trials;
  std::size_t n_missing = 0;
  int n_dropped_frames = 0;
  std::set<int> catch_trials;
  std::set<int> repeats;
  for (const TrialRecord& trial : session.shown) {
    trials.emplace(trial.item_id, trial.trial);
    if (trial.kind == TrialKind::catch_trial) catch_trials.insert(trial.trial);
    if (trial.kind == TrialKind::repeat) repeats.insert(trial.trial);
  }
  for (const TrialRecord& trial : session.trials) {
    n_missing += trial.response.empty() ? 1 : 0;
    n_dropped_frames += trial.dropped_frames.value_or(0);
  }
  std::string done = count(trials.size());
  if (const Value* planned = record.details.find("n_main_trials");
      planned != nullptr && planned->if_integer() != nullptr) {
    done += " of " + count(static_cast<std::size_t>(std::max<std::int64_t>(0, *planned->if_integer())));
  }
  std::vector<std::string> beside;
  const std::size_t n_main = trials.size() - catch_trials.size() - repeats.size();
  if (!catch_trials.empty()) beside.push_back(counted(catch_trials.size(), "catch trial"));
  if (!repeats.empty()) beside.push_back(counted(repeats.size(), "repeat"));
  if (!beside.empty()) done += ": " + count(n_main) + " main ones, " + join(beside, ", ");
  facts.facts.emplace_back("Trials", done);
  facts.facts.emplace_back("Missing responses", count(n_missing));
  if (const Estimate* accuracy = material.results.find("accuracy", session.maker, group.over)) {
    std::string text = percent_text(*accuracy) + " " + percent_interval_text(*accuracy);
    if (!accuracy->value) text = std::string(kUndefined) + ": " + accuracy->undefined;
    const Estimate* p = material.results.find("p_above_chance", session.maker, group.over);
    if (p != nullptr && p->value) text += "; p = " + p_value(*p->value) + " against guessing";
    facts.facts.emplace_back("Accuracy", text);
  }
  if (group.task == Task::two_choice) add_sides(facts, section, session);
  add_catch_trials(facts, section, material, group, session);
  add_response_times(facts, section, session);
  if (n_dropped_frames > 0)
    facts.facts.emplace_back("Dropped frames", count(static_cast<std::size_t>(n_dropped_frames)));
  section.blocks.emplace_back(std::move(facts));
  if (group.task == Task::ratings) {
    add_answers(section, material, group, session);
  } else {
    add_agreement(section, material, group, session);
  }
  return section;
}

}  // namespace

void require_observer(const Material& material, const std::string& observer) {
  std::set<std::string> known;
  for (const SessionGroup& group : material.sessions.groups) {
    for (const SessionOfGroup& session : group.sessions) known.insert(session.record.observer);
  }
  if (known.contains(observer)) return;
  const std::vector<std::string> names(known.begin(), known.end());
  const auto nearest = nearest_name(observer, names);
  throw InputError("--observer: no session with responses by " + in_quotes(observer) +
                   (nearest         ? "; did you mean " + in_quotes(*nearest) + "?"
                    : names.empty() ? "; the study has no sessions yet"
                                    : "; there are " + join(names, ", ")));
}

Page observer_page(const Material& material, const std::string& observer, const std::string& program) {
  require_observer(material, observer);
  Page page;
  page.title = "Observer " + observer;
  page.subtitle = material.title + ".";
  for (const SessionGroup& group : material.sessions.groups) {
    for (const SessionOfGroup& session : group.sessions) {
      if (session.record.observer == observer) page.sections.push_back(session_section(material, group, session));
    }
  }
  std::string words = counted(page.sections.size(), "session") + " by this observer.";
  words += fmt::format(" Intervals are at {}. Practice trials are not counted.", level_text(material.level));
  page.opening.emplace_back(Paragraph{words});
  page.footer = "Written by " + program + ". When the numbers were computed stands in results.json.";
  return page;
}

}  // namespace tricky::analysis
