#include "tricky/data/study_folder.h"

#include <algorithm>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace fs = std::filesystem;

namespace {

/// Entries of a folder for which `name_of` gives a name, sorted; none when the folder is not there.
template <typename NameOf>
std::vector<std::string> names_in(const fs::path& folder, NameOf name_of) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = name_of(entry);
    if (name.empty()) continue;
    if (!is_valid_utf8(name)) throw InputError({entry.path(), 0, ""}, "has a name that is not UTF-8; rename it");
    names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// False also for what cannot be examined, such as a symbolic link to itself.
bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// Folders two levels below `root` that `wanted` holds for, sorted.
template <typename Wanted>
std::vector<fs::path> folders_below(const fs::path& root, Wanted wanted) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const fs::directory_entry& outer : fs::directory_iterator(root, error)) {
    std::error_code inner_error;
    for (const fs::directory_entry& inner : fs::directory_iterator(outer.path(), inner_error)) {
      if (wanted(inner.path())) folders.push_back(inner.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::string table_name(const fs::directory_entry& entry) {
  return entry.path().extension() == ".csv" ? entry.path().stem().string() : "";
}

}  // namespace

StudyFolder::StudyFolder(fs::path root) : root_(std::move(root)) {
  if (!fs::is_directory(root_)) {
    throw InputError({root_, 0, ""}, "is not a folder; make a study with: tricky init " + root_.string());
  }
  if (!fs::exists(study_file())) {
    throw InputError({root_, 0, ""}, "has no study.toml, so it is not a study folder; make one with: tricky init DIR");
  }
}

std::vector<std::string> StudyFolder::run_names() const {
  return names_in(runs(), [](const fs::directory_entry& entry) {
    return is_there(entry.path() / "run.json") ? entry.path().filename().string() : std::string();
  });
}

std::vector<std::string> StudyFolder::difficulty_names() const { return names_in(root_ / "difficulty", table_name); }

std::vector<std::string> StudyFolder::list_names() const { return names_in(root_ / "lists", table_name); }

std::vector<fs::path> StudyFolder::session_folders() const {
  return folders_below(sessions(), [](const fs::path& folder) { return is_there(folder / "session.json"); });
}

std::vector<fs::path> StudyFolder::cut_off_session_folders() const {
  return folders_below(sessions(), [](const fs::path& folder) {
    return is_there(folder / "journal.jsonl") && !is_there(folder / "session.json");
  });
}

}  // namespace tricky
