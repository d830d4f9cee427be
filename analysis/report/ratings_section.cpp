#include <fmt/format.h>

#include <algorithm>

#include "figures/answer_proportions.h"
#include "report/numbers.h"
#include "report/sections.h"

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

void add_answers(Section& section, const Material& material, const SessionGroup& group,
                 const std::vector<std::string>& questions, FigureNames& names) {
  std::vector<QuestionAnswers> shown;
  Table table;
  table.caption = "Share of networks that are right on the images that were given each answer.";
  table.columns = {{"Question", Table::Align::text}, {"Answer", Table::Align::text},
                   {"Mean over observers"},          {"Observers"},
                   {"Over all responses"},           {"Responses"}};
  Reasons reasons;
  for (const std::string& question : questions) {
    QuestionAnswers panel{question, {}};
    for (const std::string& answer : answers_of(material, group.over, question)) {
      const std::string subset = "answer = " + answer;
      const Estimate* mean = material.results.find("network_accuracy_observer_mean", question, group.over, subset);
      const Estimate* pooled = material.results.find("network_accuracy_pooled", question, group.over, subset);
      if (mean == nullptr || pooled == nullptr) continue;
      reasons.add(question + " = " + answer, *mean);
      table.rows.push_back(
          {question, answer, value_text(*mean, 2), count(mean->n), value_text(*pooled, 2), count(pooled->n)});
      AnswerShares shares{answer, 0, 0.0, 0.0, 0.0};
      bool is_defined = true;
      const auto share = [&](const char* kind, double& into) {
        const Estimate* found = material.results.find("answer_share_within_answer", question, group.over,
                                                      std::string(kind) + ", " + subset);
        if (found == nullptr || !found->value) {
          is_defined = false;
          return;
        }
        into = *found->value;
        shares.n = found->n;
      };
      share("trivial", shares.trivial);
      share("in-between", shares.in_between);
      share("impossible", shares.impossible);
      if (is_defined) panel.answers.push_back(shares);
    }
    if (!panel.answers.empty()) shown.push_back(std::move(panel));
  }
  if (!shown.empty()) {
    section.blocks.emplace_back(Paragraph{
        "How the images that were given an answer divide into trivial, in-between and impossible. Where the list "
        "holds equal numbers of each, equal thirds mean that the answer says nothing about difficulty."});
    section.blocks.emplace_back(answer_proportions(names.unique("answers", group.over), shown));
  }
  if (!table.rows.empty()) {
    table.notes = reasons.notes();
    section.blocks.emplace_back(std::move(table));
  } else {
    section.blocks.emplace_back(
        Paragraph{"How answers relate to difficulty is not shown: it needs the stimulus list that these sessions used, "
                  "as it was then."});
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
