#include "tricky/analysis/ratings.h"

#include "tricky/data/errors.h"

namespace tricky::analysis {

Ratings pair_of(const Ratings& ratings, std::size_t first, std::size_t second) {
  TRICKY_ASSERT(first < ratings.raters.size() && second < ratings.raters.size());
  Ratings pair{{ratings.raters[first], ratings.raters[second]}, ratings.n_units, {}};
  pair.values.reserve(2 * ratings.n_units);
  for (const std::size_t rater : {first, second}) {
    const auto row = ratings.row(rater);
    pair.values.insert(pair.values.end(), row.begin(), row.end());
  }
  return pair;
}

}  // namespace tricky::analysis
