#include <cstdio>
#include <filesystem>
#include <vector>

#include "commands/commands.h"
#include "commands/file_formats.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/value.h"

namespace tricky::protocols {

void run_check(const Invocation& invocation) {
  const auto line =
      command_line(invocation,
                   "Reads files of any of tricky's formats from end to end and says whether they are sound; of a "
                   "study folder, every image of its data set.",
                   "tricky check mystudy mystudy/study.toml mystudy/lists/*.csv mystudy/sessions/*/*/journal.jsonl");
  std::vector<std::filesystem::path> files;
  bool json = false;
  line->add_option("FILE", files, "files, or study folders")->required();
  line->add_flag("--json", json, "print one JSON object a file");
  parse_command_line(*line, invocation);

  std::size_t n_bad = 0;
  for (const std::filesystem::path& file : files) {
    Value report;
    report["file"] = file.string();
    std::string text;
    try {
      const FileSummary summary = check_file(file);
      report["sound"] = true;
      report["format"] = summary.format;
      report["content"] = summary.content;
      text = file.string() + ": sound " + summary.format + ": " + summary.content;
    } catch (const std::runtime_error& error) {
      ++n_bad;
      report["sound"] = false;
      report["fault"] = error.what();
      text = std::string("FAULT ") + error.what();
    }
    std::puts(json ? to_json(report, JsonLayout::one_line).c_str() : text.c_str());
  }
  if (n_bad > 0)
    throw InputError(std::to_string(n_bad) + " of " + std::to_string(files.size()) + " files are not sound");
}

}  // namespace tricky::protocols
