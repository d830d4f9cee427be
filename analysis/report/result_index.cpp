#include "report/result_index.h"

#include <algorithm>

#include "report/numbers.h"

namespace tricky::analysis {

namespace {

std::string key(const std::string& a, const std::string& b) { return a + '\n' + b; }
std::string key(const std::string& a, const std::string& b, const std::string& c, const std::string& d) {
  return a + '\n' + b + '\n' + c + '\n' + d;
}

}  // namespace

ResultIndex::ResultIndex(std::vector<Result> results) : results_(std::move(results)) {
  for (std::size_t i = 0; i < results_.size(); ++i) {
    const Result& result = results_[i];
    one_.emplace(key(result.statistic, result.of, result.over, result.subset), i);
    many_[key(result.statistic, result.over)].push_back(i);
  }
}

const Estimate* ResultIndex::find(const std::string& statistic, const std::string& of, const std::string& over,
                                  const std::string& subset) const {
  const auto found = one_.find(key(statistic, of, over, subset));
  return found == one_.end() ? nullptr : &results_[found->second].estimate;
}

std::vector<const Result*> ResultIndex::all(const std::string& statistic, const std::string& over) const {
  std::vector<const Result*> found;
  if (const auto at = many_.find(key(statistic, over)); at != many_.end()) {
    for (const std::size_t i : at->second) found.push_back(&results_[i]);
  }
  return found;
}

std::pair<std::string, std::string> makers_of_pair(const std::string& of) {
  const std::size_t sign = of.find(" & ");
  if (sign == std::string::npos) return {of, ""};
  return {of.substr(0, sign), of.substr(sign + 3)};
}

void Reasons::add(const std::string& what, const Estimate& estimate) {
  if (estimate.value || estimate.undefined.empty()) return;
  auto at = std::find_if(reasons_.begin(), reasons_.end(),
                         [&](const auto& reason) { return reason.first == estimate.undefined; });
  if (at == reasons_.end()) at = reasons_.insert(at, {estimate.undefined, {}});
  if (std::find(at->second.begin(), at->second.end(), what) == at->second.end()) at->second.push_back(what);
}

std::vector<std::string> Reasons::notes() const {
  constexpr std::size_t kMostNamed = 6;
  std::vector<std::string> notes;
  for (const auto& [reason, names] : reasons_) {
    std::string note = "Undefined for ";
    for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) note += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > kMostNamed) note += " and " + count(names.size() - kMostNamed) + " more";
    notes.push_back(note + ": " + reason + ".");
  }
  return notes;
}

}  // namespace tricky::analysis
