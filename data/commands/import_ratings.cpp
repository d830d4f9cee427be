#include <cstdio>
#include <map>
#include <set>

#include "commands/import.h"
#include "tricky/data/errors.h"
#include "tricky/data/provenance.h"
#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

struct Options : ImportOptions {
  std::filesystem::path items;
  std::string name;
};

/// The rated images as a stimulus list without image files.
StimulusList read_rated_items(const std::filesystem::path& file, const std::string& name) {
  StimulusList list;
  list.name = name;
  list.kind = StimulusList::Kind::ratings;
  CsvReader reader(file);
  const std::size_t trial = reader.column("trial");
  const std::size_t id = reader.column("item_id");
  const std::size_t sampled_as = reader.column("sampled_as");
  const std::size_t n_correct = reader.column("n_correct");
  const std::size_t n_makers = reader.column("n_makers");
  const auto label_error = reader.find_column("label_error");
  while (reader.next()) {
    ListedStimulus stimulus;
    stimulus.trial = static_cast<int>(reader.integer(trial, 1, 1'000'000));
    stimulus.item_id = clean_text(reader, id);
    try {
      stimulus.difficulty = parse_difficulty(reader[sampled_as]);
    } catch (const InputError& error) {
      reader.fail(sampled_as, error.what());
    }
    stimulus.n_makers = static_cast<int>(reader.integer(n_makers, 1, 1 << 20));
    stimulus.n_correct = static_cast<int>(reader.integer(n_correct, 0, stimulus.n_makers));
    stimulus.label_error = label_error && reader.integer(*label_error, 0, 1) == 1;
    list.stimuli.push_back(std::move(stimulus));
  }
  return list;
}

/// Each observer's responses, one record a question and trial.
std::map<std::string, std::vector<TrialRecord>> read_answers(const std::filesystem::path& file,
                                                             const StimulusList& list) {
  CsvReader reader(file);
  const std::size_t observer = reader.column("observer");
  const std::size_t trial = reader.column("trial");
  const std::size_t id = reader.column("item_id");
  std::vector<std::size_t> questions;
  for (std::size_t i = 0; i < reader.columns().size(); ++i) {
    if (i == observer || i == trial || i == id) continue;
    if (!is_plain_name(reader.columns()[i])) {
      throw InputError({file, 1, ""}, "the question's column " + in_quotes(reader.columns()[i]) +
                                          " should be letters, digits, '.', '_' or '-'");
    }
    questions.push_back(i);
  }
  if (questions.empty())
    throw InputError({file, 1, ""}, "expected a column for each question after observer, trial and item_id");
  std::map<std::string, std::vector<TrialRecord>> answers;
  std::set<std::pair<std::string, std::int64_t>> seen;
  while (reader.next()) {
    if (!is_plain_name(reader[observer]))
      reader.fail(observer, "expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(reader[observer]));
    const std::int64_t number = reader.integer(trial, 1, static_cast<std::int64_t>(list.stimuli.size()));
    const ListedStimulus& stimulus = list.stimuli[static_cast<std::size_t>(number - 1)];
    if (stimulus.item_id != reader[id]) {
      reader.fail(id, "trial " + std::to_string(number) + " showed " + in_quotes(stimulus.item_id) +
                          " according to the items, here it is " + in_quotes(reader[id]));
    }
    if (!seen.emplace(reader[observer], number).second) reader.fail(trial, "this observer rated this trial before");
    for (const std::size_t question : questions) {
      TrialRecord record;
      record.trial = static_cast<int>(number);
      record.question = reader.columns()[question];
      record.item_id = stimulus.item_id;
      if (!reader[question].empty() && reader[question] != "n/a") {
        record.response = std::to_string(reader.integer(question, 0, 1'000'000));
      }
      answers[reader[observer]].push_back(std::move(record));
    }
  }
  if (answers.empty()) throw InputError({file, 0, ""}, "holds no ratings, only column names");
  return answers;
}

void import_ratings(const Options& options, const Invocation& invocation) {
  const StudyFolder study(options.study);
  const std::filesystem::path& file = options.files.front();
  const std::string name = options.name.empty() ? file.stem().string() : options.name;
  if (!is_plain_name(name))
    throw InputError("the name " + in_quotes(name) +
                     " should be letters, digits, '.', '_' or '-'; give one with --name");
  const StimulusList list = read_rated_items(options.items, name);
  const auto answers = read_answers(file, list);
  const std::filesystem::path list_file = study.list_file(name);

  SessionRecord record;
  record.origin = SessionOrigin::imported;
  record.task = Task::ratings;
  record.protocol = name;
  record.list = name;
  record.state = "imported";
  guard_existing(list_file, options);
  for (const auto& [observer, trials] : answers) {
    record.observer = observer;
    guard_existing(session_folder(study, record) / "session.json", options);
  }
  const Provenance provenance = provenance_of(invocation, {file, options.items});
  write_stimulus_list(list_file, list, provenance);
  record.list_sha256 = stimulus_list_digest(list_file);
  record.details["provenance"] = to_value(provenance);
  for (const auto& [observer, trials] : answers) {
    record.observer = observer;
    write_trials(session_folder(study, record), trials);
    write_session(session_folder(study, record), record);
  }
  std::printf("%s: %zu observers rated %zu images; list %s\n", name.c_str(), answers.size(), list.stimuli.size(),
              list_file.c_str());
}

}  // namespace

ImportAction add_import_ratings(CLI::App& line, const Invocation& invocation) {
  auto options = std::make_shared<Options>();
  CLI::App* kind =
      add_import_kind(line, *options, FileCount::one, "ratings",
                      "Observers' ratings: observer, trial, item_id, then one column a question with whole numbers "
                      "(empty: missing).",
                      "tricky import ratings ratings.csv --items items.csv --study mystudy --name exp2");
  kind->add_option("--items", options->items,
                   "what was rated: trial,item_id,sampled_as,n_correct,n_makers[,label_error]")
      ->required()
      ->type_name("FILE.csv");
  kind->add_option("--name", options->name, "name of the list and the task; default: the file's name");
  return [options, &invocation] { import_ratings(*options, invocation); };
}

}  // namespace tricky
