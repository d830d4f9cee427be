#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "figures/answer_proportions.h"
#include "report/numbers.h"
#include "report/sections.h"
#include "tricky/analysis/ratings_analysis.h"

namespace tricky::analysis {

namespace {

constexpr std::pair<const char*, const char*> kAgreement[] = {{"pearson", "Pearson correlation"},
                                                              {"alpha_nominal", "Alpha, nominal"},
                                                              {"alpha_ordinal", "Alpha, ordinal"},
                                                              {"alpha_interval", "Alpha, interval"},
                                                              {"alpha_ratio", "Alpha, ratio"}};

/// The answers of a question in the order of the results: the text after "answer = ".
std::vector<std::string> answers_of(const Material& material, const std::string& over, const std::string& question) {
  constexpr std::string_view kPrefix = "answer = ";
  std::vector<std::string> answers;
  for (const Result* result : material.results.all("network_accuracy_pooled", over)) {
    if (result->of == question && result->subset.starts_with(kPrefix))
      answers.push_back(result->subset.substr(kPrefix.size()));
  }
  return answers;
}

Table sessions_table(const SessionGroup& group, std::size_t n_questions) {
  Table table;
  table.caption = "Who rated.";
  table.columns = {
      {"Observer", Table::Align::text}, {"State", Table::Align::text}, {"Images"}, {"Answers"}, {"Missing answers"}};
  for (const SessionOfGroup& session : group.sessions) {
    std::set<std::string> items;
    std::size_t n_answers = 0;
    for (const TrialRecord& trial : session.trials) {
      items.insert(trial.item_id);
      n_answers += trial.response.empty() ? 0 : 1;
    }
    const std::size_t n_asked = items.size() * n_questions;
    table.rows.push_back({session.maker, session.record.state, count(items.size()), count(n_answers),
                          count(n_asked > n_answers ? n_asked - n_answers : 0)});
  }
  return table;
}

void add_agreement(Section& section, const Material& material, const SessionGroup& group,
                   const std::vector<std::string>& questions) {
  Table table;
  table.caption =
      "Agreement between observers (Pearson correlation, Krippendorff’s alpha). Mean, lowest and highest over pairs of "
      "observers, and one alpha of all observers "
      "at once.";
  table.columns = {{"Question", Table::Align::text},
                   {"Statistic", Table::Align::text},
                   {"Mean"},
                   {level_text(material.level) + " interval"},
                   {"Lowest to highest"},
                   {"Pairs"},
                   {"All at once"},
                   {level_text(material.level) + " interval"}};
  Reasons reasons;
  std::set<std::string> left_out;
  for (const std::string& question : questions) {
    for (const auto& [statistic, label] : kAgreement) {
      const auto find = [&](const std::string& which) {
        return material.results.find(which + statistic, question, group.over);
      };
      const Estimate* mean = find("mean_");
      if (mean == nullptr) continue;
      const Estimate* lowest = find("lowest_");
      const Estimate* highest = find("highest_");
      const Estimate* joint = find("joint_");
      Estimate range;
      if (lowest != nullptr && highest != nullptr && lowest->value && highest->value)
        range.ci = {*lowest->value, *highest->value};
      const std::string what = question + " (" + label + ")";
      reasons.add(what, *mean);
      if (joint != nullptr) reasons.add(what + ", all at once", *joint);
      table.rows.push_back({question, label, value_text(*mean, 2), interval_text(*mean, 2), interval_text(range, 2),
                            count(mean->n), joint == nullptr ? Text("–") : Text(value_text(*joint, 2)),
                            joint == nullptr ? Text("–") : Text(interval_text(*joint, 2))});
      // "over 28 pairs; observer subj3 left out": what follows the first part was left out.
      if (lowest == nullptr) continue;
      if (const std::size_t note = lowest->method.find("; "); note != std::string::npos) {
        left_out.insert(question + ": " + lowest->method.substr(note + 2) + ".");
      }
    }
  }
  if (table.rows.empty()) return;
  table.notes = reasons.notes();
  table.notes.insert(table.notes.begin(), left_out.begin(), left_out.end());
  section.blocks.emplace_back(std::move(table));
}

/// The three shares of an answer; nothing where they are not known.
std::optional<AnswerShares> shares_of(const Material& material, const char* statistic, const std::string& of,
                                      const std::string& over, const std::string& before, const std::string& answer) {
  AnswerShares shares{answer, 0, 0.0, 0.0, 0.0};
  const std::pair<const char*, double AnswerShares::*> kinds[] = {{"trivial", &AnswerShares::trivial},
                                                                  {"in-between", &AnswerShares::in_between},
                                                                  {"impossible", &AnswerShares::impossible}};
  double all = 0.0;
  for (const auto& [kind, field] : kinds) {
    const Estimate* found = material.results.find(statistic, of, over, before + kind + ", answer = " + answer);
    if (found == nullptr || !found->value) return std::nullopt;
    shares.*field = *found->value;
    shares.n = found->n;
    all += *found->value;
  }
  // Of all responses: n is theirs; the bar's own follows from its share.
  if (statistic == std::string("answer_share_of_all")) {
    shares.n = static_cast<std::size_t>(std::lround(all * static_cast<double>(shares.n)));
  }
  return shares;
}

std::vector<QuestionAnswers> panels_of(const Material& material, const char* statistic, const std::string& over,
                                       const std::vector<std::string>& questions) {
  std::vector<QuestionAnswers> panels;
  for (const std::string& question : questions) {
    QuestionAnswers panel{question, {}};
    for (const std::string& answer : answers_of(material, over, question)) {
      if (auto shares = shares_of(material, statistic, question, over, "", answer)) panel.answers.push_back(*shares);
    }
    if (!panel.answers.empty()) panels.push_back(std::move(panel));
  }
  return panels;
}

/// A selection of items that the answers are given for.
struct AnswerItems {
  std::string over;
  std::string words;  ///< "all rated images"
  std::string short_name;
};

/// As they are, without label errors, balanced: those that the results have.
std::vector<AnswerItems> selections_of(const Material& material, const SessionGroup& group) {
  std::vector<AnswerItems> selections{{group.over, "all images that were analysed", "all"}};
  const std::string without = group.over + kWithoutLabelErrors;
  const auto has = [&](const std::string& over) { return !material.results.all("answer_share_of_all", over).empty(); };
  if (has(without)) selections.push_back({without, "images without label errors", "without-label-errors"});
  for (const std::string& over : {group.over + kBalanced, without + kBalanced}) {
    if (has(over)) selections.push_back({over, "as many images of each difficulty, drawn at random" +
                                                   std::string(over.starts_with(without) ? " from those without label errors" : ""),
                                         "balanced"});
  }
  return selections;
}

void add_answer_figures(Section& section, const Material& material, const SessionGroup& group,
                        const std::vector<std::string>& questions, FigureNames& names) {
  const std::vector<AnswerItems> selections = selections_of(material, group);
  const auto add = [&](const std::vector<QuestionAnswers>& panels, AnswerTotal total, const std::string& kind,
                       const AnswerItems& items, const std::string& more) {
    if (panels.empty()) return;
    Figure figure = answer_proportions(names.unique(kind, group.over + " " + items.short_name), panels, total);
    figure.caption += " Over " + items.words + "." + more;
    section.blocks.emplace_back(std::move(figure));
  };
  const AnswerItems& last = selections.back();
  const auto panels = panels_of(material, "answer_share_within_answer", last.over, questions);
  if (panels.empty()) return;
  section.blocks.emplace_back(Paragraph{
      "How the images that were given an answer divide into trivial, in-between and impossible. Where there are equal "
      "numbers of each, equal thirds mean that the answer says nothing about difficulty."});
  add(panels, AnswerTotal::one_answer, "answers", last, "");
  section.blocks.emplace_back(Paragraph{"How frequent the answers are."});
  for (const AnswerItems& items : selections) {
    add(panels_of(material, "answer_share_of_all", items.over, questions), AnswerTotal::all_answers, "answers_of_all", items,
        "");
  }
  if (group.sessions.size() < 2) return;
  section.blocks.emplace_back(Paragraph{"The same for each observer, question by question."});
  for (const AnswerItems& items : selections) {
    for (const std::string& question : questions) {
      std::vector<QuestionAnswers> observers;
      for (const SessionOfGroup& session : group.sessions) {
        QuestionAnswers panel{session.maker, {}};
        for (const std::string& answer : answers_of(material, items.over, question)) {
          if (auto shares =
                  shares_of(material, "answer_share_of_all", session.maker, items.over, question + ", ", answer)) {
            panel.answers.push_back(*shares);
          }
        }
        if (!panel.answers.empty()) observers.push_back(std::move(panel));
      }
      add(observers, AnswerTotal::all_answers, "answers_" + section_id(question), items,
          " Question “" + question + "”, a panel an observer.");
    }
  }
}

/// Network accuracy by answer, and how the mean answer goes with it.
void add_answers(Section& section, const Material& material, const SessionGroup& group,
                 const std::vector<std::string>& questions, FigureNames& names) {
  add_answer_figures(section, material, group, questions, names);
  const std::string level = level_text(material.level);
  for (const AnswerItems& items : selections_of(material, group)) {
    Table table;
    table.caption = "Share of networks that are right on the images that were given each answer, over " + items.words + ".";
    table.columns = {{"Question", Table::Align::text}, {"Answer", Table::Align::text},
                     {"Mean over observers"},          {level + " interval"},
                     {"Observers"},                    {"Over all responses"},
                     {level + " interval"},            {"Responses"}};
    Reasons reasons;
    Table correlations;
    correlations.caption =
        "Correlation, over images, of the mean answer with the share of networks that are right, over " + items.words + ".";
    correlations.columns = {{"Question", Table::Align::text}, {"Pearson correlation"}, {level + " interval"}, {"Images"}};
    for (const std::string& question : questions) {
      for (const std::string& answer : answers_of(material, items.over, question)) {
        const std::string subset = "answer = " + answer;
        const Estimate* mean = material.results.find("network_accuracy_observer_mean", question, items.over, subset);
        const Estimate* pooled = material.results.find("network_accuracy_pooled", question, items.over, subset);
        if (mean == nullptr || pooled == nullptr) continue;
        reasons.add(question + " = " + answer, *mean);
        table.rows.push_back({question, answer, value_text(*mean, 2), interval_text(*mean, 2), count(mean->n),
                              value_text(*pooled, 2), interval_text(*pooled, 2), count(pooled->n)});
      }
      const Estimate* correlation = material.results.find("pearson_answer_network_accuracy", question, items.over);
      if (correlation == nullptr) continue;
      reasons.add(question, *correlation);
      correlations.rows.push_back(
          {question, value_text(*correlation, 2), interval_text(*correlation, 2), count(correlation->n)});
    }
    if (table.rows.empty()) {
      section.blocks.emplace_back(Paragraph{
          "How answers relate to difficulty is not shown: it needs the stimulus list that these sessions used, "
          "as it was then."});
      return;
    }
    table.notes = reasons.notes();
    if (items.over != group.over) table.folded = "Network accuracy by answer over " + items.words;
    section.blocks.emplace_back(std::move(table));
    if (correlations.rows.empty()) continue;
    if (items.over != group.over) correlations.folded = "Correlation with network accuracy over " + items.words;
    section.blocks.emplace_back(std::move(correlations));
  }
}

}  // namespace

Section ratings_section(const Material& material, const SessionGroup& group, FigureNames& names) {
  Section section{group_id(group), group_heading(group), origin_badge(group), {}};
  if (auto notice = origin_notice(group)) section.blocks.emplace_back(std::move(*notice));
  std::vector<std::string> questions;
  for (const SessionOfGroup& session : group.sessions) {
    for (const TrialRecord& trial : session.trials) {
      if (std::find(questions.begin(), questions.end(), trial.question) == questions.end())
        questions.push_back(trial.question);
    }
  }
  std::string words =
      fmt::format("{} in which observers answered {} on each image: ", counted(group.sessions.size(), "session"),
                  counted(questions.size(), "question"));
  for (std::size_t i = 0; i < questions.size(); ++i) words += (i == 0 ? "“" : ", “") + questions[i] + "”";
  section.blocks.emplace_back(Paragraph{words + "."});
  Table sessions = sessions_table(group, questions.size());
  sessions.folded = "The " + counted(group.sessions.size(), "session");
  section.blocks.emplace_back(std::move(sessions));
  if (group.sessions.size() > 1) {
    add_agreement(section, material, group, questions);
  } else {
    section.blocks.emplace_back(Paragraph{"Agreement will stand here once a second observer has rated these images."});
  }
  add_answers(section, material, group, questions, names);
  return section;
}

}  // namespace tricky::analysis
