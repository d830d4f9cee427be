#include "small_study.h"

#include <catch2/catch.hpp>

const tricky::Result& the_result(const std::vector<tricky::Result>& results, const std::string& statistic,
                                 const std::string& of, const std::string& subset) {
  const tricky::Result* found = nullptr;
  for (const tricky::Result& result : results) {
    if (result.statistic != statistic || result.of != of || result.subset != subset) continue;
    if (found != nullptr) FAIL("there are two results " << statistic << " of " << of << ", " << subset);
    found = &result;
  }
  if (found == nullptr) FAIL("there is no result " << statistic << " of " << of << ", " << subset);
  return *found;
}
