// Tables and arrays with damage: refused by name, or read within bounds (the sanitizer build sees to that).
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "mutation.h"
#include "temporary_folder.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/npy.h"

using namespace tricky;

TEST_CASE("damaged .npy files are refused or read within bounds") {
  const TemporaryFolder folder;
  const std::vector<std::uint16_t> elements{1, 2, 3, 65535, 5, 6};
  const std::string whole = npy_bytes<std::uint16_t>(elements, {2, 3});
  std::uint64_t n_read = 0;
  const std::uint64_t n = n_rounds(3000);
  for (std::uint64_t round = 0; round < n; ++round) {
    RandomStream random(round, Stream::bootstrap);
    std::string bytes = damaged_copy(whole, "0123456789(),' :{}<>|uif", random);
    // Most damage is to be in the header, whose length must then be right.
    if (random.bernoulli(0.3) && bytes.size() > 10) {
      const std::size_t end = bytes.rfind('\n');
      if (end != std::string::npos && end > 10 && end < 300) {
        bytes[8] = static_cast<char>((end - 9) & 0xff);
        bytes[9] = static_cast<char>((end - 9) >> 8U);
      }
    }
    write_unsynced(folder / "a.npy", bytes);
    try {
      const NpyFile file(folder / "a.npy");
      double sum = 0.0;
      for (std::size_t i = 0; i < file.n_elements(); ++i) sum += file.real_at(i);
      REQUIRE(file.n_elements() <= bytes.size());
      if (file.type() == NpyType::u2) sum += file.as<std::uint16_t>().size();
      n_read += sum == sum ? 1 : 0;
    } catch (const InputError&) {
    }
  }
  CHECK(n_read > 0);
  CHECK(n_read < n);
}

TEST_CASE("damaged tables are refused or read within bounds") {
  const TemporaryFolder folder;
  const std::string name = GENERATE("a.csv", "a.tsv");
  const std::string comma = "\xef\xbb\xbfitem_id,label,\"na\"\"me\"\r\na,1,\"x, y\nz\"\r\nb,2,\r\n";
  const std::string telling = std::string(",\t\"\n\r\0\xc3\xff", 8) + "19ab";
  const std::string tab = "item_id\tlabel\tname\na\t1\tx, \"y\nb\t2\tn/a\n";
  std::uint64_t n_read = 0;
  const std::uint64_t n = n_rounds(3000);
  for (std::uint64_t round = 0; round < n; ++round) {
    RandomStream random(round, Stream::bootstrap);
    write_unsynced(folder / name, damaged_copy(name == "a.csv" ? comma : tab, telling, random));
    try {
      CsvReader reader(folder / name);
      const std::size_t label = reader.column("label");
      while (reader.next()) reader.integer(label, 0, 65534);
      ++n_read;
    } catch (const InputError&) {
    }
  }
  CHECK(n_read > n / 100);
  CHECK(n_read < n);
}
