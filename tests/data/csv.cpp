#include "tricky/data/csv.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/errors.h"

using namespace tricky;
using Catch::Contains;

namespace {

std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& path) {
  CsvReader reader(path);
  std::vector<std::vector<std::string>> rows;
  while (reader.next()) {
    rows.emplace_back();
    for (std::size_t c = 0; c < reader.columns().size(); ++c) rows.back().push_back(reader[c]);
  }
  return rows;
}

}  // namespace

TEST_CASE("CSV follows RFC 4180: quotes, doubled quotes, commas and line breaks in fields") {
  const TemporaryFolder folder;
  write_file(folder / "a.csv", "\xEF\xBB\xBFid,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2,\r\n3,x");
  CHECK(rows_of(folder / "a.csv") ==
        std::vector<std::vector<std::string>>{{"1", "a, \"b\"\r\nc"}, {"2", ""}, {"3", "x"}});
}

TEST_CASE("what CsvWriter writes, CsvReader reads") {
  const TemporaryFolder folder;
  const std::vector<std::string> fields{"plain", "with,comma", "with \"quotes\"", "two\nlines",
                                        "",      " spaces ",   "Tübingen"};
  CsvWriter writer({"only"}, Separator::comma);
  for (const std::string& field : fields) {
    writer.field(std::string_view(field));
    writer.end_row();
  }
  write_file(folder / "a.csv", writer.text());
  const auto rows = rows_of(folder / "a.csv");
  REQUIRE(rows.size() == fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) CHECK(rows[i][0] == fields[i]);
}

TEST_CASE("a fault in a CSV names file, line and what was expected") {
  const TemporaryFolder folder;
  const auto fault = [&](const std::string& content) {
    write_file(folder / "a.csv", content);
    try {
      rows_of(folder / "a.csv");
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  CHECK_THAT(fault("a,b\n1,2\n3\n"), Contains("a.csv:3") && Contains("expected 2 fields") && Contains("got 1"));
  CHECK_THAT(fault("a,b\n\"x\ny\",1\n1,2,3\n"), Contains("a.csv:4"));
  CHECK_THAT(fault("a,a\n"), Contains("twice"));
  CHECK_THAT(fault(""), Contains("column names"));
  CHECK_THAT(fault("a\n\"never closed"), Contains("a.csv:2") && Contains("never closed"));
  CHECK_THAT(fault("a\n\"x\"y\n"), Contains("closing quote"));
  CHECK_THAT(fault("a\n\xFF\xFE\n"), Contains("UTF-8"));
  CHECK_THAT(fault(std::string("a\nx\0y\n", 6)), Contains("UTF-8"));
  CHECK_THAT(fault("a\n" + std::string((1U << 20U) + 1, 'x')), Contains("1 MiB"));
}

TEST_CASE("a missing column is named together with the nearest there is") {
  const TemporaryFolder folder;
  write_file(folder / "a.csv", "item_ld,label\n");
  CsvReader reader(folder / "a.csv");
  CHECK_THROWS_WITH(reader.column("item_id"), Contains("\"item_id\"") && Contains("\"item_ld\""));
}

TEST_CASE("numbers out of range or not finite are refused with their line") {
  const TemporaryFolder folder;
  write_file(folder / "a.csv", "n,x\n7,nan\n");
  CsvReader reader(folder / "a.csv");
  REQUIRE(reader.next());
  CHECK(reader.integer(0, 0, 10) == 7);
  CHECK_THROWS_WITH(reader.integer(0, 0, 5), Contains("a.csv:2") && Contains("from 0 to 5"));
  CHECK_THROWS_AS(reader.real(1), InputError);
}
