#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>

#include "protocols/commands/file_formats.h"
#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/session_journal.h"
#include "tricky/protocols/commands.h"

using namespace tricky;
using namespace tricky::protocols;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

fs::path source_folder() {
  const char* folder = std::getenv("TRICKY_SOURCE");
  return folder != nullptr ? folder : ".";
}

/// The fenced examples of FORMATS.md that carry a file name: "```csv items.csv".
std::map<std::string, std::string> examples() {
  std::map<std::string, std::string> files;
  std::string text = read_file(source_folder() / "data/FORMATS.md");
  std::size_t at = 0;
  while ((at = text.find("```", at)) != std::string::npos) {
    const std::size_t line_end = text.find('\n', at);
    const std::string info = text.substr(at + 3, line_end - at - 3);
    const std::size_t close = text.find("\n```", line_end);
    if (const std::size_t space = info.find(' '); space != std::string::npos) {
      files[info.substr(space + 1)] = text.substr(line_end + 1, close - line_end);
    }
    at = close + 4;
  }
  return files;
}

void run(const std::string& name, const std::vector<std::string>& arguments) {
  for (const Command& command : commands()) {
    if (command.name == name) return command.run({"tricky", name, arguments});
  }
  FAIL("no command " << name);
}

}  // namespace

TEST_CASE("every example in FORMATS.md is sound") {
  const TemporaryFolder folder;
  const auto files = examples();
  REQUIRE(files.size() == 15);
  for (const auto& [name, content] : files) write_file(folder / name, content);
  const std::map<std::string, std::string> formats{{"items.csv", "item set"},
                                                   {"run.json", "run"},
                                                   {"preprocessing/mobilenet_160.toml", "preprocessing"},
                                                   {"classes.csv", "table"},
                                                   {"plus/run.json", "run"},
                                                   {"difficulty/all.csv", "difficulty table"},
                                                   {"lists/pairs.csv", "stimulus list"},
                                                   {"lists/pairs_images/features.csv", "image features"},
                                                   {"session.json", "session"},
                                                   {"trials.tsv", "trial table"},
                                                   {"results.json", "results"}};
  for (const auto& [name, format] : formats) {
    INFO(name);
    CHECK(check_file(folder / name).format == format);
  }
}

TEST_CASE("check names every fault and fails, show prints what is there") {
  const TemporaryFolder folder;
  write_file(folder / "items.csv", "item_id,label\na,0\na,1\n");
  write_file(folder / "good.csv", "item_id,label\na,0\n");
  CHECK_THROWS_WITH(run("check", {(folder / "items.csv").string(), (folder / "good.csv").string()}),
                    Contains("1 of 2 files"));
  CHECK_NOTHROW(run("check", {(folder / "good.csv").string(), "--json"}));
  CHECK_THROWS_WITH(check_file(folder / "unknown.xyz"), Contains("no such file"));
  write_file(folder / "unknown.xyz", "");
  CHECK_THROWS_WITH(check_file(folder / "unknown.xyz"), Contains("no format known"));
  CHECK_THROWS_WITH(run("init", {""}), Contains("DIR is empty"));
  CHECK_NOTHROW(run("show", {(folder / "items.csv").string()}));
}

TEST_CASE("what init writes is sound, and it never writes into a folder that is in use") {
  const TemporaryFolder folder;
  const fs::path study = folder / "study";
  run("init", {study.string()});
  std::size_t n_files = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(study)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".md") continue;
    INFO(entry.path());
    CHECK_NOTHROW(check_file(entry.path()));
    ++n_files;
  }
  CHECK(n_files >= 4);
  CHECK_THROWS_WITH(run("init", {study.string()}), Contains("not empty"));
  CHECK_THROWS_WITH(run("init", {(folder / "x").string(), "--study", "fashion_mnist_dem"}),
                    Contains("did you mean \"fashion_mnist_demo\""));
  CHECK_FALSE(fs::exists(folder / "x"));
}

TEST_CASE("a journal's chain is checked, and a torn line is told") {
  const TemporaryFolder folder;
  Value event;
  event["event"] = "start";
  SessionJournal(folder / "journal.jsonl").append(event);
  CHECK_THAT(check_file(folder / "journal.jsonl").content, Contains("1 events, chain unbroken"));
  write_file(folder / "journal.jsonl", read_file(folder / "journal.jsonl") + "{\"n\":2");
  CHECK_THAT(check_file(folder / "journal.jsonl").content, Contains("torn last line of 6 bytes"));
}
