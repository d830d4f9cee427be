#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/provenance.h"

namespace tricky {

/// What raters said about the label of one item. There is at least one vote.
struct ItemVotes {
  std::string item_id;
  std::vector<std::uint32_t> counts;  ///< votes for each answer; the first answer is the given label
};

/// Raters who judged the labels of some items (often those that an automatic search found doubtful), each choosing one
/// of the same answers.
struct RaterVotes {
  std::vector<std::string> answers;  ///< "given" first
  std::vector<ItemVotes> items;
};

/// votes.csv: item_id,given and then a column for each other answer, with numbers of votes; provenance in votes.json.
/// Throws InputError for an item that stands there twice or has no votes, and when an answer but "given" is missing.
RaterVotes read_rater_votes(const std::filesystem::path& csv);
void write_rater_votes(const std::filesystem::path& csv, const RaterVotes& votes, const Provenance& provenance);

}  // namespace tricky
