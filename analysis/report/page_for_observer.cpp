#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "quantile.h"
#include "report/numbers.h"
#include "report/observer_page.h"
#include "report/sections.h"

namespace tricky::analysis {

namespace {

std::string what_was_done(Task task) {
  switch (task) {
    case Task::two_choice:
      return "You saw two photographs at a time and said which of them you think is easier for a computer to recognise.";
    case Task::ratings: return "You saw one image at a time and answered questions about it.";
    case Task::categorisation: return "You saw one image at a time and said what it shows.";
  }
  return "";
}

Section part(const Material& material, const SessionGroup& group, const SessionOfGroup& session) {
  Section section{section_id(fmt::format("session-{}-{}", session.record.session, group.over)),
                  fmt::format("Session {}", session.record.session),
                  origin_badge(group),
                  {}};
  section.blocks.emplace_back(Paragraph{what_was_done(group.task)});
  Facts facts;
  const Value* begun = session.record.details.find("begun_utc");
  if (begun != nullptr && begun->if_text() != nullptr) facts.facts.emplace_back("Day", begun->if_text()->substr(0, 10));
  std::set<int> trials;
  std::vector<double> times_s;
  for (const TrialRecord& trial : session.trials) {
    trials.insert(trial.trial);
    if (trial.response_time_s) times_s.push_back(*trial.response_time_s);
  }
  facts.facts.emplace_back("Trials", count(trials.size()));
  if (const Estimate* accuracy = material.results.find("accuracy", session.maker, group.over);
      accuracy != nullptr && accuracy->value) {
    facts.facts.emplace_back("Right", percent_text(*accuracy) + " " + percent_interval_text(*accuracy));
    if (accuracy->ci) {
      section.blocks.emplace_back(Paragraph{fmt::format(
          "You were right in {} of the {}. With so many trials, chance alone moves such a share within about {} to {}.{}",
          percent(*accuracy->value), counted(accuracy->n, "trial"), percent(accuracy->ci->first),
          percent(accuracy->ci->second),
          group.task == Task::two_choice ? " Guessing would be right in about half of them." : "")});
    }
  }
  if (!times_s.empty()) {
    std::sort(times_s.begin(), times_s.end());
    facts.facts.emplace_back("Time to respond", fmt::format("{} in half of the trials, or less",
                                                            seconds(quantile(times_s, 0.5))));
  }
  section.blocks.emplace_back(std::move(facts));
  return section;
}

}  // namespace

Page page_for_observer(const Material& material, const std::string& observer, const std::string& program) {
  require_observer(material, observer);
  Page page;
  page.title = "Your part in the study";
  page.subtitle = "Observer " + observer + ".";
  page.opening.emplace_back(Paragraph{
      "Thank you for taking part. This page says what you did and how it came out. No response was good or bad: the study "
      "asks what people see, not how well anybody does."});
  for (const SessionGroup& group : material.sessions.groups) {
    for (const SessionOfGroup& session : group.sessions) {
      if (session.record.observer == observer) page.sections.push_back(part(material, group, session));
    }
  }
  page.footer = "Written by " + program + ".";
  return page;
}

}  // namespace tricky::analysis
