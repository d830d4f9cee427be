#pragma once

#include <string>
#include <vector>

#include "temporary_folder.h"
#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"
#include "tricky/data/files.h"
#include "tricky/data/items.h"
#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/data/study_folder.h"

/// "i", 3 as "i3".
inline std::string numbered(std::string prefix, std::size_t i) { return prefix += std::to_string(i); }

/// A study folder that vanishes with the test, filled piece by piece.
class SmallStudy {
 public:
  SmallStudy() : study_(made()) {}

  const tricky::StudyFolder& folder() const { return study_; }
  std::string path() const { return temporary_.path().string(); }

  /// Items "i0", "i1", … with label 1.
  const tricky::ItemSet& add_items(std::size_t n) {
    std::vector<tricky::Item> items;
    for (std::size_t i = 0; i < n; ++i) items.push_back({numbered("i", i), 1, "", ""});
    items_ = tricky::ItemSet(std::move(items));
    tricky::write_items(study_.items_file(), items_);
    return items_;
  }

  /// Items that the test has written itself, for the networks to come.
  void use_items(tricky::ItemSet items) { items_ = std::move(items); }

  /// An imported network: "101-" is right, wrong, right, missing. With an epoch: trained.
  void add_network(const std::string& name, const std::string& cells, std::optional<int> epoch = std::nullopt) {
    tricky::RunRecord run;
    run.name = name;
    run.condition = name;
    run.origin = epoch ? tricky::RunRecord::Origin::trained : tricky::RunRecord::Origin::imported;
    run.item_set_digest = items_.digest();
    run.n_items = items_.size();
    std::vector<std::uint16_t> responses;
    for (const char c : cells) {
      responses.push_back(c == '-' ? tricky::kMissingResponse : static_cast<std::uint16_t>(c - '0'));
    }
    tricky::write_run(study_.run(name), run);
    tricky::write_responses(tricky::responses_file(study_.run(name), epoch), responses);
    if (!epoch) return;
    std::string number = std::to_string(*epoch);
    number.insert(0, 4 - number.size(), '0');
    tricky::write_file(study_.run(name) / ("DONE_" + number), "");
  }

  std::filesystem::path add_session(const tricky::SessionRecord& record, const std::vector<tricky::TrialRecord>& trials) {
    const auto folder = tricky::session_folder(study_, record);
    tricky::write_session(folder, record);
    tricky::write_trials(folder, trials);
    return folder;
  }

  /// A ratings list of the items "i0", "i1", … with these counts of 10 networks right; 10 trivial, 0 impossible.
  void add_ratings_list(const std::string& name, const std::vector<int>& n_correct, const std::vector<bool>& label_errors) {
    tricky::StimulusList list;
    list.name = name;
    list.kind = tricky::StimulusList::Kind::ratings;
    for (std::size_t i = 0; i < n_correct.size(); ++i) {
      tricky::ListedStimulus stimulus;
      stimulus.trial = static_cast<int>(i) + 1;
      stimulus.phase = tricky::Phase::main;
      stimulus.item_id = numbered("i", i);
      stimulus.difficulty = tricky::classify(n_correct[i], 10, {});
      stimulus.n_makers = 10;
      stimulus.n_correct = n_correct[i];
      stimulus.label_error = i < label_errors.size() && label_errors[i];
      list.stimuli.push_back(stimulus);
    }
    tricky::write_stimulus_list(study_.list_file(name), list, {});
  }

 private:
  tricky::StudyFolder made() {
    tricky::write_file(temporary_ / "study.toml", "");
    return tricky::StudyFolder(temporary_.path());
  }

  TemporaryFolder temporary_;
  tricky::StudyFolder study_;
  tricky::ItemSet items_;
};

/// Main trials of a two-choice task on "p0+q0", "p1+q1", …: "1" right, "0" wrong, "-" no response.
inline std::vector<tricky::TrialRecord> pair_trials(const std::string& cells) {
  std::vector<tricky::TrialRecord> trials;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    tricky::TrialRecord trial;
    trial.trial = static_cast<int>(i) + 1;
    trial.question = "easier";
    trial.item_id = numbered("p", i) + numbered("+q", i);
    trial.expected = "left";
    if (cells[i] != '-') {
      trial.response = cells[i] == '1' ? "left" : "right";
      trial.correct = cells[i] == '1' ? tricky::Correctness::right : tricky::Correctness::wrong;
    }
    trials.push_back(trial);
  }
  return trials;
}

/// Main trials of one rating question on "i0", "i1", …; "-" no response.
inline std::vector<tricky::TrialRecord> rating_trials(const std::string& question, const std::string& answers) {
  std::vector<tricky::TrialRecord> trials;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    tricky::TrialRecord trial;
    trial.trial = static_cast<int>(i) + 1;
    trial.question = question;
    trial.item_id = numbered("i", i);
    if (answers[i] != '-') trial.response = std::string(1, answers[i]);
    trials.push_back(trial);
  }
  return trials;
}

inline tricky::SessionRecord session_of(const std::string& observer, tricky::Task task, const std::string& protocol,
                                        const std::string& list,
                                        tricky::SessionOrigin origin = tricky::SessionOrigin::observer, int session = 1) {
  tricky::SessionRecord record;
  record.observer = observer;
  record.session = session;
  record.origin = origin;
  record.task = task;
  record.protocol = protocol;
  record.list = list;
  record.state = "finished";
  return record;
}

/// The one result with this statistic, of and subset; fails the test when there is none or more.
const tricky::Result& the_result(const std::vector<tricky::Result>& results, const std::string& statistic,
                                 const std::string& of, const std::string& subset = "all");
