#include "tricky/data/text.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace tricky;

TEST_CASE("numbers are read whole or not at all") {
  CHECK(parse_integer("-12") == -12);
  CHECK_FALSE(parse_integer("12 "));
  CHECK_FALSE(parse_integer("1e3"));
  CHECK_FALSE(parse_integer(""));
  CHECK_FALSE(parse_integer("99999999999999999999"));
  CHECK(parse_real("0.25") == 0.25);
  CHECK_FALSE(parse_real("0.25x"));
}

TEST_CASE("a real is written in the shortest form that reads back exactly") {
  CHECK(format_real(0.1) == "0.1");
  CHECK(format_real(1.0) == "1");
  CHECK(parse_real(format_real(1.0 / 3.0)) == 1.0 / 3.0);
  CHECK(format_real(std::numeric_limits<double>::quiet_NaN()) == "nan");
}

TEST_CASE("UTF-8 is judged strictly") {
  CHECK(is_valid_utf8("Tübingen 漢字 😀"));
  CHECK_FALSE(is_valid_utf8("\xC0\x80"));          // overlong
  CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));      // surrogate
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  CHECK_FALSE(is_valid_utf8("\xE2\x82"));          // cut off
  CHECK_FALSE(is_valid_utf8("\x80"));
}

TEST_CASE("a typo finds the name that was meant, a stranger finds none") {
  const std::vector<std::string> names{"response_keys", "question", "title"};
  CHECK(nearest_name("repsonse_keys", names) == "response_keys");
  CHECK_FALSE(nearest_name("monkey", names));
}

TEST_CASE("text in messages is made visible and cut between characters") {
  CHECK(in_quotes("a\nb") == "\"a\\x0ab\"");
  const std::string before(59, 'x');
  std::string long_text = before;
  long_text.append("ü");
  std::string expected = "\"";
  expected.append(before).append("…\"");
  CHECK(in_quotes(long_text) == expected);
}

TEST_CASE("thousands are set apart") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(50000) == "50,000");
  CHECK(with_thousands(-1234567) == "-1,234,567");
}

TEST_CASE("names that become file names cannot leave their folder or hide") {
  CHECK(is_plain_name("sub-01_x.y"));
  for (const char* bad : {"", ".", "..", ".hidden", "-x", "a/b", "a b", "ü", "a\\b"}) CHECK_FALSE(is_plain_name(bad));
  CHECK_FALSE(is_plain_name(std::string(65, 'a')));
}
