#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"
#include "tricky/data/value.h"

namespace tricky {

/// The response of a decision maker that gave none.
inline constexpr std::uint16_t kMissingResponse = 65535;

enum class Correctness : std::uint8_t { wrong = 0, right = 1, missing = 2 };

/// Who decides: a network after training, or an observer in a session.
struct DecisionMaker {
  enum class Kind { network, observer };
  std::string id;
  Kind kind = Kind::network;
  std::string condition;  ///< what sets it apart, "different_initialisation"; networks of one condition are instances
  int instance = 1;
};

/// Decision makers x items; responses are class numbers, kMissingResponse where there is none.
struct ResponseMatrix {
  std::vector<DecisionMaker> makers;
  std::size_t n_items = 0;
  std::string item_set_digest;
  std::vector<std::uint16_t> responses;    ///< row-major: makers x items
  std::vector<std::optional<int>> epochs;  ///< of each maker's responses; none for imported ones

  std::span<const std::uint16_t> row(std::size_t maker) const {
    return std::span(responses).subspan(maker * n_items, n_items);
  }
};

/// Decision makers x items (or trials); what error consistency and difficulty are computed from.
struct CorrectnessMatrix {
  std::vector<DecisionMaker> makers;
  std::vector<std::string> item_ids;
  std::string item_set_digest;     ///< empty when the items are a session's trials
  std::vector<Correctness> cells;  ///< row-major: makers x items

  std::size_t n_items() const { return item_ids.size(); }
  std::span<const Correctness> row(std::size_t maker) const {
    return std::span(cells).subspan(maker * n_items(), n_items());
  }
};

/// Right where the response is the item's label. Throws InputError when the matrix belongs to another item set.
CorrectnessMatrix correctness_of(const ResponseMatrix& matrix, const ItemSet& items);

/// Which conditions a trained network stands for, and at which epochs. At epoch e, from 0 to `epochs`, condition c is
/// taken at the network's epoch e + c.extra_epochs: so one run, trained for longer, is "base" and "plus 10 epochs".
struct RunComparison {
  struct Served {
    std::string condition;
    int extra_epochs = 0;
    std::string compared_with;  ///< a condition; the network's own: its instances with one another
    bool operator==(const Served&) const = default;
  };
  int epochs = 0;
  std::vector<Served> conditions;  ///< its own first
  bool operator==(const RunComparison&) const = default;

  /// Whether this is the last epoch at which one of several conditions is taken.
  bool is_last_of_one(int epoch) const;
};

/// What a network is called where it stands for a condition so many epochs later: "base_1+10".
std::string later_name(const std::string& run, int extra_epochs);

/// A network's folder below runs/: run.json and responses/. Imported networks have one unnumbered response file
/// (responses/final.npy), trained ones a file for each epoch from 0.
struct RunRecord {
  enum class Origin { trained, imported };
  std::string name;  ///< folder name, <condition>_<instance> for trained ones
  std::string condition;
  int instance = 1;
  Origin origin = Origin::trained;
  std::string item_set_digest;
  std::size_t n_items = 0;
  std::optional<RunComparison> comparison;  ///< none: its condition at its last epoch
  Value details;  ///< everything else run.json holds: network, hyperparameters, hardware, provenance
};

RunRecord read_run(const std::filesystem::path& run_folder);
void write_run(const std::filesystem::path& run_folder, const RunRecord& run);

/// Complete epochs (those with a DONE_NNNN marker), ascending; empty for imported networks.
std::vector<int> complete_epochs(const std::filesystem::path& run_folder);

/// runs/NAME/responses/epoch_0007.npy; without an epoch the imported network's final.npy.
std::filesystem::path responses_file(const std::filesystem::path& run_folder, std::optional<int> epoch);

/// The file's responses, which must be one uint16 per item.
std::vector<std::uint16_t> read_responses(const std::filesystem::path& file, std::size_t n_items);
void write_responses(const std::filesystem::path& file, std::span<const std::uint16_t> responses);

/// The last of its complete epochs (ascending, at least one) at which a network stands for its own condition: one that is
/// trained further for the sake of other conditions stops counting there.
int last_epoch_of_condition(const RunRecord& run, std::span<const int> epochs);

/// Responses of the named networks (empty: all of the study that have responses) at an epoch (nothing: each one's
/// last_epoch_of_condition, and imported networks as they are). Throws InputError for unknown names (with the nearest), epochs
/// that are not there, and networks of another item set.
ResponseMatrix load_responses(const StudyFolder& study, const ItemSet& items, std::span<const std::string> names,
                              std::optional<int> epoch);

/// What a user should know before trusting what was loaded: networks at an earlier epoch than others, as after an
/// interrupted training, and folders below runs/ that hold responses but no run.json. One sentence each; usually none.
std::vector<std::string> doubts_about(const StudyFolder& study, const ResponseMatrix& matrix);

}  // namespace tricky
