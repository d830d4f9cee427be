#include "tricky/data/session_journal.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/errors.h"

using namespace tricky;
using Catch::Contains;

namespace {

Value event(const std::string& name) {
  Value value;
  value["event"] = name;
  return value;
}

void write_three(const std::filesystem::path& path) {
  SessionJournal journal(path);
  for (const char* name : {"start", "onset", "response"}) journal.append(event(name));
}

}  // namespace

TEST_CASE("a journal gives back its events in order") {
  const TemporaryFolder folder;
  write_three(folder / "j.jsonl");
  const JournalContent content = read_journal(folder / "j.jsonl");
  REQUIRE(content.events.size() == 3);
  CHECK(*content.events[1].find("event")->if_text() == "onset");
  CHECK(*content.events[2].find("n")->if_integer() == 3);
  CHECK(content.n_torn_bytes == 0);
}

TEST_CASE("a journal cut anywhere keeps every complete line, and goes on after it") {
  const TemporaryFolder folder;
  write_three(folder / "whole.jsonl");
  const std::string whole = read_file(folder / "whole.jsonl");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    write_file(folder / "cut.jsonl", whole.substr(0, size));
    const auto n_lines =
        static_cast<std::size_t>(std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
    SessionJournal journal(folder / "cut.jsonl");
    REQUIRE(journal.n_events() == n_lines);
    const bool at_line_end = size == 0 || whole[size - 1] == '\n';
    REQUIRE((journal.n_cut_bytes() == 0) == at_line_end);
    journal.append(event("gap"));
    const JournalContent content = read_journal(folder / "cut.jsonl");
    REQUIRE(content.events.size() == n_lines + 1);
    REQUIRE(content.n_torn_bytes == 0);
  }
}

TEST_CASE("an edited, doubled or missing journal line is found and named") {
  const TemporaryFolder folder;
  write_three(folder / "j.jsonl");
  const std::string whole = read_file(folder / "j.jsonl");
  const std::size_t first_end = whole.find('\n') + 1;
  const std::size_t second_end = whole.find('\n', first_end) + 1;
  const auto fault = [&](const std::string& content) {
    write_file(folder / "bad.jsonl", content);
    try {
      read_journal(folder / "bad.jsonl");
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  std::string edited = whole;
  edited.replace(edited.find("onset"), 5, "onzet");
  CHECK_THAT(fault(edited), Contains("bad.jsonl:2") && Contains("chain"));
  CHECK_THAT(fault(whole.substr(0, first_end) + whole), Contains("bad.jsonl:2"));
  CHECK_THAT(fault(whole.substr(0, first_end) + whole.substr(second_end)), Contains("bad.jsonl:2"));
  CHECK_THAT(fault("not a journal\n"), Contains("bad.jsonl:1"));
  CHECK_THROWS_AS(SessionJournal(folder / "bad.jsonl"), InputError);
  CHECK(read_file(folder / "bad.jsonl") == "not a journal\n");
}
