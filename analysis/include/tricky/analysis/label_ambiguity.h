#pragma once

#include <string>
#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/estimate.h"
#include "tricky/data/rater_votes.h"

namespace tricky::analysis {

/// Whether ambiguous labels make images in-between (paper, A.13). Raters voted on the labels of some items; over
/// "difficulty NAME", of "votes", subset "all" (classified items) or a class, "trivial" …:
///
///   share_voted                 items with votes, of all items
///   share_not_all_given         items whose raters do not all choose the given label, of all items. The paper's numerator;
///                               it also counts items whose raters all agree on another answer
///   share_disagreement          items whose raters do not all choose the same answer, of all items
///   share_not_all_given_of_voted, share_disagreement_of_voted    the same of the items with votes
///   mean_dissent                of the items with votes: share of raters who do not choose the most frequent answer
///   mean_entropy_bits           of the items with votes: entropy of the shares of their answers, -sum p log2 p; 0 when all
///                               agree
///
/// Shares with Clopper and Pearson's interval, means with a bootstrap over items. An item without votes counts as one
/// without disagreement in the shares of all items: they are lower bounds, as those were chosen that a search found
/// doubtful. `method` says so.
std::vector<Result> analyse_label_ambiguity(const RaterVotes& votes, const DifficultyTable& table, const std::string& name,
                                            const BootstrapOptions& options);

/// Entropy in bits of one item's votes, and the share of raters who did not choose the most frequent answer.
double vote_entropy_bits(const std::vector<std::uint32_t>& counts);
double vote_dissent(const std::vector<std::uint32_t>& counts);

}  // namespace tricky::analysis
