#include "report/current_results.h"

#include <set>

#include "tricky/analysis/networks_analysis.h"
#include "tricky/analysis/rsa_analysis.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace fs = std::filesystem;

namespace {

/// The part of an input's path that lies below the study folder, as it may be cut; nothing for files from elsewhere.
std::vector<fs::path> parts_below_study(const fs::path& input) {
  static const std::set<std::string> kTop{"items.csv", "runs", "difficulty", "lists", "sessions", "votes.csv", "reports"};
  std::vector<fs::path> parts;
  for (auto begin = input.begin(); begin != input.end(); ++begin) {
    if (!kTop.contains(begin->string())) continue;
    fs::path part;
    for (auto step = begin; step != input.end(); ++step) part /= *step;
    parts.push_back(std::move(part));
  }
  return parts;
}

[[noreturn]] void refuse(const StudyFolder& study, const fs::path& file, const std::string& what) {
  throw InputError(
      {study.reports() / "results.json", 0, ""},
      file.string() + " " + what + " the analysis; run again: tricky analyse --study " + study.root().string());
}

}  // namespace

void require_current_results(const StudyFolder& study, const AnalysisProvenance& analysis,
                             const SessionGroups& sessions) {
  std::set<fs::path> known;
  for (const auto& [path, digest] : analysis.inputs) {
    const std::vector<fs::path> parts = parts_below_study(path);
    if (parts.empty()) continue;
    bool found = false;
    for (const fs::path& part : parts) {
      if (!fs::exists(study.root() / part)) continue;
      found = true;
      known.insert(part);
      if (sha256_of_file(study.root() / part) != digest) refuse(study, part, "was changed since");
      break;
    }
    if (!found) refuse(study, parts.back(), "was removed since");
  }
  const auto require_known = [&](const fs::path& file) {
    const fs::path part = file.lexically_relative(study.root());
    if (!known.contains(part)) refuse(study, part, "is newer than");
  };
  if (!study.run_names().empty()) {
    for (const fs::path& file : response_files(study, {}, std::nullopt)) require_known(file);
  }
  for (const std::string& name : study.difficulty_names()) require_known(study.difficulty_file(name));
  if (!study.run_names().empty() && fs::exists(rsa_file(study))) require_known(rsa_file(study));
  if (!study.difficulty_names().empty() && fs::exists(study.votes_file())) require_known(study.votes_file());
  for (const SessionGroup& group : sessions.groups) {
    for (const SessionOfGroup& session : group.sessions) require_known(session.folder / "trials.tsv");
  }
}

}  // namespace tricky::analysis
