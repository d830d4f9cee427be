#include "commands/file_formats.h"

#include <algorithm>
#include <vector>

#include "tricky/data/csv.h"
#include "tricky/data/dataset_spec.h"
#include "tricky/data/decisions.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/rater_votes.h"
#include "tricky/data/errors.h"
#include "tricky/data/estimate.h"
#include "tricky/data/image_features.h"
#include "tricky/data/items.h"
#include "tricky/data/npy.h"
#include "tricky/data/session_journal.h"
#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/data/text.h"
#include "tricky/protocols/commands.h"
#include "tricky/protocols/preprocessing.h"
#include "tricky/protocols/protocol.h"
#include "tricky/protocols/study.h"

namespace tricky::protocols {

namespace fs = std::filesystem;

namespace {

std::string count(std::size_t n, const std::string& what) {
  return with_thousands(static_cast<std::int64_t>(n)) + " " + what;
}

std::vector<FileFormat>& other_formats() {
  static std::vector<FileFormat> formats;
  return formats;
}

FileSummary check_table(const fs::path& path) {
  CsvReader reader(path);
  const auto has = [&](std::string_view column) { return reader.find_column(column).has_value(); };
  if (has("position") && has("sha256_rgb") && fs::exists(fs::path(path).replace_extension(".json"))) {
    const StimulusList list = read_stimulus_list(path);
    return {"stimulus list", count(list.stimuli.size(), "images, ") + std::string(to_text(list.kind)) +
                                 ", from difficulty table \"" + list.difficulty_name + "\""};
  }
  if (has("response_time") && has("correct")) return {"trial table", count(read_trials(path).size(), "responses")};
  if (has("n_correct") && has("difficulty") && fs::exists(fs::path(path).replace_extension(".json"))) {
    const DifficultyTable table = read_difficulty(path);
    std::string content = count(table.items.size(), "items");
    for (const Difficulty each : {Difficulty::trivial, Difficulty::in_between, Difficulty::impossible}) {
      content += ", " + count(table.count(each), std::string(to_text(each)));
    }
    return {"difficulty table", content};
  }
  if (has("item_id") && has("given") && path.filename() == "votes.csv") {
    const RaterVotes votes = read_rater_votes(path);
    return {"rater votes", count(votes.items.size(), "items, answers ") + join(votes.answers, ", ")};
  }
  if (has("item_id") && has("nearest_correlation")) {
    return {"image features", count(read_image_features(path).size(), "images")};
  }
  if (has("item_id") && has("label")) {
    const ItemSet items = read_items(path);
    return {"item set", count(items.size(), "items, digest ") + items.digest().substr(0, 12)};
  }
  std::size_t n_rows = 0;
  while (reader.next()) ++n_rows;
  return {"table", count(n_rows, "rows of ") + join(reader.columns(), ", ")};
}

FileSummary check_npy(const fs::path& path) {
  const NpyFile npy(path);
  std::vector<std::string> extents;
  for (const std::size_t extent : npy.shape()) extents.push_back(std::to_string(extent));
  if (npy.type() == NpyType::u2) {
    const auto values = npy.as<std::uint16_t>();
    const auto n_missing = std::count(values.begin(), values.end(), kMissingResponse);
    return {"responses", count(values.size(), "responses, ") + count(static_cast<std::size_t>(n_missing), "missing")};
  }
  return {"array", "shape (" + join(extents, ", ") + ")"};
}

FileSummary check_json(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name == "run.json") {
    const RunRecord run = read_run(path.parent_path());
    return {"run", run.name + ", " + count(run.n_items, "items")};
  }
  if (name == "session.json") {
    const SessionRecord session = read_session(path.parent_path());
    return {"session", "observer " + session.observer + ", " + session.protocol + ", " + session.state};
  }
  if (name == "results.json") return {"results", count(read_results(path).size(), "estimates")};
  read_json(path);
  return {"JSON", "well-formed"};
}

FileSummary check_toml(const fs::path& path) {
  const Value content = read_toml(path);
  if (content.find("task") != nullptr) {
    const Protocol protocol = read_protocol(path);
    return {"protocol", protocol.name};
  }
  if (content.find("preprocessing") != nullptr) return {"preprocessing", read_preprocessing(path).name};
  const Study study = read_study(path);
  return {"study", study.name + ", " + count(study.variants().size(), "networks to train")};
}

FileSummary check_journal(const fs::path& path) {
  const JournalContent content = read_journal(path);
  std::string text = count(content.events.size(), "events, chain unbroken");
  if (content.n_torn_bytes > 0)
    text += ", a torn last line of " + count(content.n_torn_bytes, "bytes (cut when the session resumes)");
  return {"session journal", text};
}

}  // namespace

void know_formats(std::span<const FileFormat> formats) {
  other_formats().insert(other_formats().end(), formats.begin(), formats.end());
}

const FileFormat* other_format_of(const fs::path& path) {
  for (const FileFormat& format : other_formats()) {
    if (format.recognises(path)) return &format;
  }
  return nullptr;
}

FileSummary check_file(const fs::path& path) {
  if (const FileFormat* format = other_format_of(path)) return format->check(path);
  if (!fs::is_regular_file(path)) throw InputError({path, 0, ""}, "there is no such file");
  const std::string ending = path.extension().string();
  if (ending == ".csv" || ending == ".tsv") return check_table(path);
  if (ending == ".npy") return check_npy(path);
  if (ending == ".json") return check_json(path);
  if (ending == ".toml") return check_toml(path);
  if (ending == ".jsonl") return check_journal(path);
  throw InputError({path, 0, ""}, "is of no format known here; known are .csv, .tsv, .npy, .json, .jsonl and .toml");
}

}  // namespace tricky::protocols
