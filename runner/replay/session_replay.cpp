#include "replay/session_replay.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "commands/prepared_session.h"
#include "tricky/data/derived_files.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/study_folder.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

/// The file of the study's protocols/ that is, byte for byte, the one recorded; or the one named.
void find_words(SessionReplay& replay, const StudyFolder& study, const std::string& named) {
  const std::string& recorded = replay.record.protocol_sha256;
  if (!named.empty()) {
    SessionOptions options;
    options.protocol = named;
    replay.protocol_file = find_protocol(options, study);
    replay.protocol = protocols::read_protocol(replay.protocol_file);
    replay.other_words = replay.protocol.sha256 != recorded;
    if (protocols::task_of(replay.protocol) == replay.record.task) return;
    throw InputError({replay.protocol_file, 0, ""}, "is of task " +
                                                        std::string(to_text(protocols::task_of(replay.protocol))) +
                                                        ", and the session is of task " +
                                                        std::string(to_text(replay.record.task)) +
                                                        "; name a protocol of that task");
  }
  bool same_name = false;
  for (const std::string& name : protocol_names(study)) {
    replay.protocol_file = study.root() / "protocols" / (name + ".toml");
    try {
      replay.protocol = protocols::read_protocol(replay.protocol_file);
    } catch (const InputError&) {  // not the one
      continue;
    }
    if (replay.protocol.sha256 == recorded) return;
    same_name = same_name || name == replay.record.protocol;
  }
  throw InputError({study.root() / "protocols", 0, ""},
                   "holds no protocol " + in_quotes(replay.record.protocol) + " in the version that the session was run with (SHA-256 " +
                       recorded + "), so the words that the observer read are not known; put that version back" +
                       (same_name ? ", or have the session shown with today's words: tricky session " +
                                        replay.record.protocol + " --replay …"
                                  : ""));
}

/// Collects the images shown, each once, and what the list lacks of them.
class ShownImages {
 public:
  ShownImages(const StimulusList& list, SessionReplay& replay, bool same_list)
      : list_(list), replay_(replay), same_list_(same_list) {}

  /// Its place among those shown. `sha256`: of the pixels recorded; empty in journals that do not say.
  std::size_t add(const std::string& item_id, const std::string& sha256) {
    std::vector<ListedStimulus>& shown = replay_.shown.stimuli;
    const auto is = [&](const ListedStimulus& each) {
      return each.item_id == item_id && (sha256.empty() || each.sha256_rgb == sha256);
    };
    if (const auto before = std::find_if(shown.begin(), shown.end(), is); before != shown.end()) {
      return static_cast<std::size_t>(before - shown.begin());
    }
    const auto listed = std::find_if(list_.stimuli.begin(), list_.stimuli.end(), is);
    const auto named = std::find_if(list_.stimuli.begin(), list_.stimuli.end(),
                                    [&](const ListedStimulus& each) { return each.item_id == item_id; });
    if (named == list_.stimuli.end()) {
      faults_.insert(item_id + ": is not in the list");
      return 0;
    }
    if (sha256.empty() && !same_list_) {
      faults_.insert(item_id + ": the journal does not say which pixels were shown, and the list has changed");
      return 0;
    }
    // Another digest in the list than recorded: whoever decodes the file will say whether its pixels are the same.
    shown.push_back(listed != list_.stimuli.end() ? *listed : *named);
    if (!sha256.empty()) shown.back().sha256_rgb = sha256;
    return shown.size() - 1;
  }
  void refuse_faults() const {
    if (faults_.empty()) return;
    throw InputError({replay_.list_file, 0, ""},
                     std::to_string(faults_.size()) +
                         " images of the session cannot be found; put the list back that it showed:\n  " +
                         join(std::vector<std::string>(faults_.begin(), faults_.end()), "\n  "));
  }

 private:
  const StimulusList& list_;
  SessionReplay& replay_;
  bool same_list_;
  std::set<std::string> faults_;
};

int count_of(const SessionRecord& record, Phase phase) {
  const Value* n = record.details.find(phase == Phase::main ? "n_main_trials" : "n_practice_trials");
  return n != nullptr && n->if_integer() != nullptr ? std::max(1, static_cast<int>(*n->if_integer())) : 1;
}

/// A response event; summarise_journal has checked its fields.
ReplayedTrial read_trial(const Value& response, const fs::path& journal_file, const SessionRecord& record,
                         ShownImages& images) {
  Fields event(response, journal_file, "a response");
  ReplayedTrial trial;
  trial.trial = static_cast<int>(event.integer("trial"));
  const Phase phase = event.text("phase") == to_text(Phase::main) ? Phase::main : Phase::practice;
  const int n = count_of(record, phase);
  trial.number = {phase, (trial.trial - 1) % n + 1, n};
  const std::string kind = event.text_or("trial_kind", std::string(to_text(TrialKind::main)));
  for (const TrialKind each : {TrialKind::catch_trial, TrialKind::repeat}) {
    if (kind == to_text(each)) trial.kind = each;
  }
  const bool is_pair = event.has("left_item_id");
  trial.item_ids = is_pair ? std::vector{event.text("left_item_id"), event.text("right_item_id")}
                           : std::vector{event.text("item_id")};
  trial.expected = event.text_or("expected", "");
  const std::string digests = event.text_or("image_sha256", "");
  const std::size_t plus = digests.find('+');
  for (std::size_t i = 0; i < trial.item_ids.size(); ++i) {
    const std::string mine = i == 0 ? digests.substr(0, plus) : plus == std::string::npos ? "" : digests.substr(plus + 1);
    trial.images.push_back(images.add(trial.item_ids[i], mine));
  }
  const std::int64_t onset_ns = event.integer("onset_ns");
  if (event.has("blank_ns")) trial.blank_after_ns = event.integer("blank_ns") - onset_ns;
  for (const Value& each : event.array("answers")) {
    Fields given(each, journal_file, "an answer");
    ReplayedTrial::Answer answer{given.text("question"), given.text_or("response", ""), std::nullopt};
    if (!answer.response.empty()) answer.after_ns = given.integer("response_ns") - onset_ns;
    trial.answers.push_back(std::move(answer));
  }
  return trial;
}

}  // namespace

SessionReplay read_replay(const fs::path& session_folder, const fs::path& study_folder, const std::string& protocol) {
  const fs::path folder = fs::weakly_canonical(session_folder);
  const fs::path journal_file = folder / "journal.jsonl";
  if (!fs::is_regular_file(journal_file)) {
    throw InputError({session_folder, 0, ""},
                     "holds no journal.jsonl; name a session's folder, such as "
                     "mystudy/sessions/sub-01/ses-01_task-easier_image");
  }
  const JournalContent journal = read_journal(journal_file);
  if (journal.events.empty()) throw InputError({journal_file, 0, ""}, "holds no event, so there is nothing to show");
  const JournalSummary summary = summarise_journal(journal, journal_file);
  if (summary.answered.empty()) {
    throw InputError({journal_file, 0, ""}, "no trial was answered, so there is nothing to show");
  }
  const StudyFolder study(study_folder.empty() ? folder.parent_path().parent_path().parent_path() : study_folder);
  SessionReplay replay;
  replay.record = summary.record;
  find_words(replay, study, protocol);
  replay.list_file = study.list_file(replay.record.list);
  if (!fs::is_regular_file(replay.list_file)) {
    throw InputError({replay.list_file, 0, ""}, "is missing: the list that the session showed; put it back");
  }
  const StimulusList list = read_stimulus_list(replay.list_file);
  replay.shown = list;
  replay.shown.stimuli.clear();
  ShownImages images(list, replay, stimulus_list_digest(replay.list_file) == replay.record.list_sha256);
  for (const Value& event : journal.events) {
    if (*event.find("event")->if_text() != "response") continue;
    replay.trials.push_back(read_trial(event, journal_file, replay.record, images));
  }
  images.refuse_faults();
  return replay;
}

std::size_t SessionReplay::place_of_main_trial(int number) const {
  int last = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (trials[i].number.phase != Phase::main) continue;
    last = trials[i].trial;
    if (last >= number) return i;
  }
  throw InputError("--from " + std::to_string(number) +
                   (last == 0 ? ": no main trial was answered; leave it out to see the practice trials"
                              : ": the last main trial that was answered is " + std::to_string(last)));
}

std::string told_answers(const SessionReplay& replay, const ReplayedTrial& trial) {
  const auto* pairs = std::get_if<protocols::TwoChoiceTask>(&replay.protocol.task);
  std::string text;
  for (const ReplayedTrial::Answer& answer : trial.answers) {
    if (answer.response.empty()) return "no response";
    char time[48];
    std::snprintf(time, sizeof time, " after %.3f s", static_cast<double>(answer.after_ns.value_or(0)) * 1e-9);
    if (!text.empty()) text += ", ";
    if (pairs != nullptr) {
      const std::string& label = answer.response == "left" ? pairs->left_label : pairs->right_label;
      text += "chose " + (label.empty() ? answer.response : label) + time;
    } else {
      text += answer.question + ": " + answer.response + time;
    }
  }
  return text;
}

}  // namespace tricky::runner
