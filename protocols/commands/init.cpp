#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "shipped_files.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace fs = std::filesystem;

namespace {

/// Names of the files below a shipped folder, without folder and ending.
std::vector<std::string> names_below(const std::string& folder) {
  std::vector<std::string> names;
  for (const ShippedFile& file : shipped_files()) {
    if (file.path.starts_with(folder + "/")) names.push_back(fs::path(file.path).stem().string());
  }
  return names;
}

const ShippedFile& shipped(const std::string& path) {
  for (const ShippedFile& file : shipped_files()) {
    if (file.path == path) return file;
  }
  throw InputError("there is no shipped file " + path);
}

}  // namespace

void run_init(const Invocation& invocation) {
  const auto line = command_line(
      invocation,
      "Makes a study folder: study.toml, the two experiments' protocols, how other people's networks want their "
      "images, an example of items.csv and a page that says what goes where.",
      "tricky init mystudy");
  fs::path folder;
  std::string study;
  line->add_option("DIR", folder, "the folder to make; may exist if it is empty")->required();
  const auto studies = names_below("studies");
  line->add_option("--study", study, "begin with a shipped study instead of the empty one: " + join(studies, ", "))
      ->type_name("NAME");
  parse_command_line(*line, invocation);

  if (!study.empty() && std::find(studies.begin(), studies.end(), study) == studies.end()) {
    const auto nearest = nearest_name(study, studies);
    throw InputError("there is no shipped study " + in_quotes(study) +
                     (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; there are " + join(studies, ", ")));
  }
  if (folder.empty()) throw InputError("DIR is empty; name the folder to make: tricky init mystudy");
  if (fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder))) {
    throw InputError({folder, 0, ""}, "is there already and not empty; name a new folder");
  }
  for (const ShippedFile& file : shipped_files()) {
    const fs::path path(file.path);
    if (file.path.starts_with("experiments/")) write_file(folder / "protocols" / path.filename(), file.text);
    if (file.path.starts_with("preprocessing/")) write_file(folder / path, file.text);
    if (file.path.starts_with("templates/") && path.filename() != "study.toml")
      write_file(folder / path.filename(), file.text);
  }
  // Last, because study.toml is what makes a folder a study.
  write_file(folder / "study.toml",
             shipped(study.empty() ? "templates/study.toml" : "studies/" + study + ".toml").text);
  std::printf("%s is a study folder now. Next:\n", folder.c_str());
  if (study.empty()) {
    std::printf("  tricky import items FILE.csv --study %s       the images and their labels\n", folder.c_str());
    std::printf("  tricky import responses *.npy --study %s      what networks answered\n", folder.c_str());
    std::printf("or describe networks to train in %s\n", (folder / "study.toml").c_str());
  } else {
    std::printf("  tricky train %s\n", (folder / "study.toml").c_str());
  }
}

}  // namespace tricky::protocols
