#include "tricky/data/stimulus_list.h"

#include <algorithm>
#include <array>

#include "tricky/data/csv.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

constexpr std::array<std::string_view, 2> kPhases{"practice", "main"};
constexpr std::array<std::string_view, 3> kTrialKinds{"main", "catch", "repeat"};
constexpr std::array<std::string_view, 3> kPositions{"left", "right", "centre"};
constexpr std::array<std::string_view, 2> kSides{"left", "right"};
constexpr std::string_view kCatchSide = "catch_side";
constexpr std::array<std::string_view, 2> kKinds{"pairs", "ratings"};
const std::vector<std::string> kColumns{"trial",     "phase",    "position",    "item_id", "difficulty", "n_makers",
                                        "n_correct", "category", "label_error", "image",   "sha256_rgb"};

std::filesystem::path json_beside(std::filesystem::path csv) { return csv.replace_extension(".json"); }

/// Trials complete, in order, and of the right make-up.
void check(const StimulusList& list, const std::filesystem::path& csv) {
  const std::size_t per_trial = list.kind == StimulusList::Kind::pairs ? 2 : 1;
  const auto fail = [&](std::size_t row, const std::string& message) { throw InputError({csv, row + 2, ""}, message); };
  if (list.stimuli.empty()) throw InputError({csv, 0, ""}, "holds no trials");
  if (list.stimuli.size() % per_trial != 0)
    fail(list.stimuli.size() - 1, "the last trial has only one image; pairs need two");
  int expected = 1;
  for (std::size_t i = 0; i < list.stimuli.size(); i += per_trial) {
    const ListedStimulus& first = list.stimuli[i];
    if (i > 0) {
      const Phase before = list.stimuli[i - 1].phase;
      if (before == Phase::main && first.phase == Phase::practice) fail(i, "a practice trial follows a main one");
      expected = before == first.phase ? expected + 1 : 1;
    }
    if (first.trial != expected) {
      fail(i, "expected trial " + std::to_string(expected) + " of the " + std::string(to_text(first.phase)) +
                  " phase, got " + std::to_string(first.trial));
    }
    if (i > 0 && list.stimuli[i - 1].catch_side && !first.catch_side) {
      fail(i, "a main trial follows a catch trial; catch trials stand at the end of the list");
    }
    if (first.catch_side && first.phase == Phase::practice) fail(i, "a practice trial cannot be a catch trial");
    if (per_trial == 1) {
      if (first.catch_side) fail(i, "only pairs can be catch trials");
      if (first.position != Position::centre) fail(i, "expected position centre in a ratings list");
      continue;
    }
    const ListedStimulus& second = list.stimuli[i + 1];
    if (second.trial != first.trial || second.phase != first.phase)
      fail(i + 1, "expected the second image of the trial above");
    if (first.position != Position::left || second.position != Position::right)
      fail(i, "expected a left and then a right image");
    if (second.catch_side != first.catch_side) fail(i + 1, "expected the catch_side of the trial's other image");
    const bool fits = (first.difficulty == Difficulty::trivial && second.difficulty == Difficulty::impossible) ||
                      (first.difficulty == Difficulty::impossible && second.difficulty == Difficulty::trivial);
    if (!fits) fail(i, "expected one trivial and one impossible image in a pair");
  }
}

}  // namespace

std::string_view to_text(Phase phase) { return kPhases[static_cast<std::size_t>(phase)]; }
std::string_view to_text(TrialKind kind) { return kTrialKinds[static_cast<std::size_t>(kind)]; }
std::string_view to_text(Position position) { return kPositions[static_cast<std::size_t>(position)]; }
std::string_view to_text(StimulusList::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

StimulusList read_stimulus_list(const std::filesystem::path& csv) {
  StimulusList list;
  const std::filesystem::path json = json_beside(csv);
  const Value content = read_json(json);
  Fields fields(content, json, "a stimulus list");
  list.name = fields.text("name");
  list.kind =
      fields.word("kind", {"pairs", "ratings"}) == "pairs" ? StimulusList::Kind::pairs : StimulusList::Kind::ratings;
  list.difficulty_name = fields.text("difficulty_name");
  list.item_set_digest = fields.text("item_set_digest");
  list.image_width_px = static_cast<int>(fields.integer("image_width_px", {0, 16384}));
  list.image_height_px = static_cast<int>(fields.integer("image_height_px", {0, 16384}));
  fields.optional("provenance");
  fields.finish();

  CsvReader reader(csv);
  std::vector<std::size_t> at;
  for (const std::string& name : kColumns) at.push_back(reader.column(name));
  const auto catch_side = reader.find_column(kCatchSide);
  while (reader.next()) {
    ListedStimulus stimulus;
    stimulus.trial = static_cast<int>(reader.integer(at[0], 1, 1'000'000));
    const auto position_in = [&](std::size_t column, auto names) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == reader[column]) return i;
      }
      reader.fail(column, "expected one of " + join(std::vector<std::string>(names.begin(), names.end()), ", ") +
                              ", got " + in_quotes(reader[column]));
    };
    stimulus.phase = static_cast<Phase>(position_in(at[1], kPhases));
    stimulus.position = static_cast<Position>(position_in(at[2], kPositions));
    stimulus.item_id = reader[at[3]];
    if (stimulus.item_id.empty()) reader.fail(at[3], "is empty");
    if (stimulus.item_id.find_first_of("\t\r\n+") != std::string::npos) {
      reader.fail(at[3], "expected a name without tabs, line breaks or '+', as in items.csv");
    }
    try {
      stimulus.difficulty = parse_difficulty(reader[at[4]]);
    } catch (const InputError& error) {
      reader.fail(at[4], error.what());
    }
    stimulus.n_makers = static_cast<int>(reader.integer(at[5], 0, 1 << 20));
    stimulus.n_correct = static_cast<int>(reader.integer(at[6], 0, stimulus.n_makers));
    stimulus.category = reader[at[7]];
    stimulus.label_error = reader.integer(at[8], 0, 1) == 1;
    stimulus.image = reader[at[9]];
    stimulus.sha256_rgb = reader[at[10]];
    if (stimulus.image.empty() != stimulus.sha256_rgb.empty()) {
      reader.fail(at[10], "an image needs its digest, and a digest its image");
    }
    if (catch_side && !reader[*catch_side].empty()) {
      stimulus.catch_side = static_cast<Position>(position_in(*catch_side, kSides));
    }
    list.stimuli.push_back(std::move(stimulus));
  }
  check(list, csv);
  return list;
}

void write_stimulus_list(const std::filesystem::path& csv, const StimulusList& list, const Provenance& provenance) {
  const bool has_catch_trials = std::any_of(list.stimuli.begin(), list.stimuli.end(),
                                            [](const ListedStimulus& each) { return each.catch_side.has_value(); });
  std::vector<std::string> columns = kColumns;
  if (has_catch_trials) columns.emplace_back(kCatchSide);
  CsvWriter writer(columns, Separator::comma);
  for (const ListedStimulus& each : list.stimuli) {
    writer.field(each.trial)
        .field(to_text(each.phase))
        .field(to_text(each.position))
        .field(std::string_view(each.item_id));
    writer.field(to_text(each.difficulty))
        .field(each.n_makers)
        .field(each.n_correct)
        .field(std::string_view(each.category));
    writer.field(each.label_error ? 1 : 0).field(std::string_view(each.image)).field(std::string_view(each.sha256_rgb));
    if (has_catch_trials) writer.field(each.catch_side ? to_text(*each.catch_side) : "");
    writer.end_row();
  }
  check(list, csv);
  Value content;
  content["name"] = list.name;
  content["kind"] = to_text(list.kind);
  content["difficulty_name"] = list.difficulty_name;
  content["item_set_digest"] = list.item_set_digest;
  content["image_width_px"] = list.image_width_px;
  content["image_height_px"] = list.image_height_px;
  content["provenance"] = to_value(provenance);
  write_file(json_beside(csv), to_json(content, JsonLayout::indented));
  write_file(csv, writer.text());
}

std::string stimulus_list_digest(const std::filesystem::path& csv) { return sha256_of_file(csv); }

}  // namespace tricky
