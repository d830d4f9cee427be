#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tricky {

/// The layout of a study folder (FORMATS.md, "A study folder"): where each kind of file lives. Knows names, not
/// contents.
class StudyFolder {
 public:
  /// Throws InputError when `root` is not a folder with a study.toml, naming `tricky init` as the way to make one.
  explicit StudyFolder(std::filesystem::path root);

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path study_file() const { return root_ / "study.toml"; }
  std::filesystem::path items_file() const { return root_ / "items.csv"; }
  /// What raters said about labels.
  std::filesystem::path votes_file() const { return root_ / "votes.csv"; }
  std::filesystem::path runs() const { return root_ / "runs"; }
  std::filesystem::path run(const std::string& name) const { return runs() / name; }
  std::filesystem::path difficulty_file(const std::string& name) const {
    return root_ / "difficulty" / (name + ".csv");
  }
  std::filesystem::path list_file(const std::string& name) const { return root_ / "lists" / (name + ".csv"); }
  std::filesystem::path list_images(const std::string& name) const { return root_ / "lists" / (name + "_images"); }
  /// Which images of a split ("train" or "test") cannot be decoded.
  std::filesystem::path image_check_file(const std::string& split) const {
    return root_ / ("image_check_" + split + ".json");
  }
  std::filesystem::path sessions() const { return root_ / "sessions"; }
  std::filesystem::path reports() const { return root_ / "reports"; }

  /// Names in sorted order; empty when there are none.
  std::vector<std::string> run_names() const;
  std::vector<std::string> difficulty_names() const;
  std::vector<std::string> list_names() const;
  /// Every folder below sessions/ that holds a session.json, as paths, sorted.
  std::vector<std::filesystem::path> session_folders() const;
  /// Every folder below sessions/ with a journal but no session.json: sessions that were cut off and not yet resumed.
  std::vector<std::filesystem::path> cut_off_session_folders() const;

 private:
  std::filesystem::path root_;
};

}  // namespace tricky
