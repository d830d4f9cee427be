#include "tricky/protocols/run_choice.h"

#include <fnmatch.h>

#include <algorithm>
#include <optional>
#include <set>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace {

struct Span {
  std::int64_t first;
  std::int64_t last;
};

/// "3" or "4-8".
std::optional<Span> span_from(const std::string& word) {
  const std::size_t dash = word.find('-', 1);
  const auto first = parse_integer(word.substr(0, dash));
  const auto last = dash == std::string::npos ? first : parse_integer(word.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  return Span{*first, *last};
}

bool serves(const NetworkVariant& network, const std::string& condition) {
  return std::any_of(network.comparison.conditions.begin(), network.comparison.conditions.end(),
                     [&](const RunComparison::Served& served) { return served.condition == condition; });
}

bool is_named(const NetworkVariant& network, const std::string& word) {
  return network.run_name == word || serves(network, word) ||
         (word.find_first_of("*?") != std::string::npos && ::fnmatch(word.c_str(), network.run_name.c_str(), 0) == 0);
}

[[noreturn]] void refuse(std::span<const NetworkVariant> networks, const std::string& word) {
  std::vector<std::string> names;
  for (const NetworkVariant& network : networks) {
    names.push_back(network.run_name);
    for (const auto& served : network.comparison.conditions) names.push_back(served.condition);
  }
  const auto nearest = nearest_name(word, names);
  throw InputError("--run: the study has no network " + in_quotes(word) +
                   (nearest ? "; did you mean " + in_quotes(*nearest) + "?"
                            : "; tricky train STUDY --list shows all " + std::to_string(networks.size())));
}

}  // namespace

std::vector<std::size_t> choose_runs(std::span<const NetworkVariant> networks, std::span<const std::string> words) {
  std::set<std::size_t> chosen;
  if (words.empty()) {
    for (std::size_t i = 0; i < networks.size(); ++i) chosen.insert(i);
  }
  const auto n = static_cast<std::int64_t>(networks.size());
  for (const std::string& word : words) {
    if (const auto span = span_from(word)) {
      if (span->first < 1 || span->last > n || span->first > span->last) {
        throw InputError("--run: expected a number from 1 to " + std::to_string(n) + " or a span such as 1-" +
                         std::to_string(n) + ", got " + in_quotes(word));
      }
      for (std::int64_t i = span->first; i <= span->last; ++i) chosen.insert(static_cast<std::size_t>(i - 1));
      continue;
    }
    bool any = false;
    for (std::size_t i = 0; i < networks.size(); ++i) {
      if (!is_named(networks[i], word)) continue;
      chosen.insert(i);
      any = true;
    }
    if (!any) refuse(networks, word);
  }
  return {chosen.begin(), chosen.end()};
}

}  // namespace tricky::protocols
