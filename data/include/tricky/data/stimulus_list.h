#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/difficulty.h"
#include "tricky/data/provenance.h"

namespace tricky {

enum class Phase { practice, main };
std::string_view to_text(Phase phase);

/// What a trial is for. Accuracy, agreement and the like are numbers of `main` trials alone.
enum class TrialKind {
  main,
  catch_trial,  ///< the observer is told what to answer: was the instruction read? "catch" in files
  repeat        ///< a main trial shown again: does the observer agree with themselves?
};
std::string_view to_text(TrialKind kind);

/// Where an image stands in its trial.
enum class Position { left, right, centre };
std::string_view to_text(Position position);

/// One image in one trial.
struct ListedStimulus {
  int trial = 0;  ///< from 1, counted within its phase
  Phase phase = Phase::main;
  Position position = Position::centre;
  std::string item_id;
  Difficulty difficulty = Difficulty::unclassified;
  int n_makers = 0;
  int n_correct = 0;
  std::string category;
  bool label_error = false;  ///< the item set's label_error column
  std::string image;         ///< file, relative to the folder the list lies in; empty when the study has no images
  std::string sha256_rgb;    ///< of the decoded width x height x 3 bytes; empty with `image`
  std::optional<Position> catch_side;  ///< of catch trials: the side that observers are told to choose
};

/// Whether the image belongs to a trial whose response counts: neither practice nor a catch trial.
inline bool is_main_trial(const ListedStimulus& stimulus) {
  return stimulus.phase == Phase::main && !stimulus.catch_side;
}

/// What observers will see, in which role. A pair trial has two rows (left, right), a ratings trial one (centre). Catch
/// trials, which only lists of pairs have, are of phase main and stand behind the others: a session puts them among them.
struct StimulusList {
  enum class Kind { pairs, ratings };
  std::string name;
  Kind kind = Kind::pairs;
  std::string difficulty_name;
  std::string item_set_digest;
  int image_width_px = 0;  ///< 0: the study has no images
  int image_height_px = 0;
  std::vector<ListedStimulus> stimuli;  ///< in order: practice trials, then main ones
};

std::string_view to_text(StimulusList::Kind kind);

/// lists/NAME.csv and NAME.json. Reading checks that trials are complete (two sides, or one centre), count up from 1 in
/// each phase, and that pairs hold one trivial and one impossible image. The column catch_side is written where there are
/// catch trials.
StimulusList read_stimulus_list(const std::filesystem::path& csv);
void write_stimulus_list(const std::filesystem::path& csv, const StimulusList& list, const Provenance& provenance);

/// SHA-256 of the list's CSV: sessions carry it.
std::string stimulus_list_digest(const std::filesystem::path& csv);

}  // namespace tricky
