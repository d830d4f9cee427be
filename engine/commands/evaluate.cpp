#include "commands/evaluate.h"

#include <cstdio>
#include <optional>
#include <string>

#include "commands/network_choice.h"
#include "respond.h"
#include "stop_signals.h"
#include "tricky/data/command_line.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/progress.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

/// Refuses to replace what must not be lost, before anything is computed.
void guard_run(const fs::path& folder, const std::string& name, bool replace) {
  const fs::path file = folder / "run.json";
  if (!fs::exists(file)) return;
  if (read_run(folder).origin == RunRecord::Origin::trained) {
    throw InputError({file, 0, ""}, in_quotes(name) + " is a network that tricky trained; choose another --name");
  }
  if (!replace) throw InputError({file, 0, ""}, "is there already; choose another --name, or add --replace");
}

/// As many as the study says; 0 if it does not.
std::size_t n_classes_of(const DatasetSpec& dataset) {
  return dataset.n_classes > 0 ? static_cast<std::size_t>(dataset.n_classes) : dataset.categories.size();
}

void write_answers(const fs::path& folder, const RunRecord& run, const std::vector<std::uint16_t>& responses) {
  // Without run.json the folder is no run, so a kill in between leaves none rather than one of mixed origin.
  fs::remove(folder / "run.json");
  write_responses(responses_file(folder, std::nullopt), responses);
  write_run(folder, run);
}

}  // namespace

void run_evaluate(const Invocation& invocation) {
  const auto line = command_line(
      invocation,
      "Asks somebody else's network (or one that tricky trained, about other images) about every item of a study and "
      "keeps its answers in runs/NAME/, like those of tricky's own networks. Images are resized as Pillow does it, "
      "byte "
      "for byte.",
      "tricky evaluate --weights mobilenet_v2.pt --preprocessing torch --study mystudy");
  NetworkChoice choice;
  std::string name;
  std::optional<std::int64_t> class_offset;
  fs::path classes_csv;
  bool replace = false;
  choice.add_to(*line);
  line->add_option("--name", name, "name of the run to write; the weights file's, or the run's, when left out")
      ->type_name("NAME");
  auto* offset = line->add_option("--class-offset", class_offset,
                                  "outputs before that of class 0: 1 for networks whose first output is \"background\"")
                     ->check(CLI::Range(0, 65534))
                     ->type_name("N");
  line->add_option("--classes", classes_csv,
                   "CSV of columns output,label: which output stands for which label of items.csv; outputs that are "
                   "not listed are never the answer")
      ->excludes(offset)
      ->type_name("FILE.csv");
  line->add_flag("--replace", replace, "write over an earlier evaluation of this name");
  parse_command_line(*line, invocation);

  const OutputClasses classes = !classes_csv.empty() ? OutputClasses::from_csv(classes_csv)
                                : class_offset       ? OutputClasses::after(*class_offset)
                                                     : OutputClasses();
  AskedNetwork asked = open_choice(choice);
  if (name.empty()) name = asked.name;
  if (!is_plain_name(name)) {
    throw InputError("--name: expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(name));
  }
  guard_run(asked.study.run(name), name, replace);
  if (!classes_csv.empty()) asked.inputs.push_back(classes_csv);
  const Provenance provenance = provenance_of(invocation, asked.inputs);

  const StopSignals signals;
  ItemBatches batches = asked.batches();
  Answers answers;
  {
    Progress progress(name, asked.items.size());
    answers = answers_of(
        *asked.network, batches, asked.items, classes, n_classes_of(asked.dataset),
        [&](std::size_t n_done) { progress.update(n_done); }, [&] { return signals.requested(); });
  }

  RunRecord run;
  run.name = name;
  run.condition = name;
  run.origin = RunRecord::Origin::imported;
  run.item_set_digest = asked.items.digest();
  run.n_items = asked.items.size();
  run.details = asked.details;
  Value mapping;
  mapping["outputs"] = answers.n_outputs;
  mapping["offset"] = class_offset.value_or(0);
  if (!classes_csv.empty())
    mapping = Value(Value::Object{{"outputs", answers.n_outputs}, {"file", classes_csv.string()}});
  run.details["classes"] = std::move(mapping);
  run.details["skipped_items"] = Value(batches.skipped());
  run.details["provenance"] = to_value(provenance);
  const fs::path folder = asked.study.run(name);
  write_answers(folder, run, answers.responses);

  std::size_t n_right = 0;
  for (std::size_t i = 0; i < asked.items.size(); ++i) n_right += answers.responses[i] == asked.items[i].label ? 1 : 0;
  const std::size_t n_answered = asked.items.size() - batches.skipped().size();
  std::printf("%s: %s items, %.2f%% right", name.c_str(), with_thousands(static_cast<std::int64_t>(n_answered)).c_str(),
              100.0 * static_cast<double>(n_right) / static_cast<double>(n_answered));
  if (!batches.skipped().empty())
    std::printf(", %zu images could not be read and are missing", batches.skipped().size());
  std::printf("\n%s\n", folder.c_str());
}

}  // namespace tricky::engine
