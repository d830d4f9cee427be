#include "tricky/data/fields.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "tricky/data/errors.h"

using namespace tricky;
using Catch::Contains;

TEST_CASE("an unknown field is refused with its line and the name that was meant") {
  const Value table = parse_toml("epochs = 3\nlearning_rat = 0.1\n", "study.toml");
  Fields fields(table, "study.toml", "[base]");
  CHECK(fields.integer("epochs") == 3);
  CHECK(fields.real_or("learning_rate", 0.5, {}) == 0.5);
  CHECK_THROWS_WITH(fields.finish(), Contains("study.toml:2") &&
                                         Contains("\"learning_rat\" is not a field of [base]") &&
                                         Contains("did you mean \"learning_rate\"?"));
}

TEST_CASE("a field of the wrong type or range says what was expected and what was there") {
  const Value table = parse_toml("epochs = \"three\"\nrate = 7\nword = \"sdg\"\ncoulor = 1\n", "study.toml");
  Fields fields(table, "study.toml", "[base]");
  CHECK_THROWS_WITH(fields.integer("epochs", {1, 1000}),
                    Contains("study.toml:1: epochs: expected a whole number from 1 to 1000, got \"three\""));
  CHECK_THROWS_WITH(fields.real("rate", {0.0, 1.0}),
                    Contains("study.toml:2") && Contains("from 0 to 1") && Contains("7"));
  CHECK_THROWS_WITH(fields.word("word", {"sgd", "adam"}), Contains("did you mean \"sgd\"?"));
  CHECK_THROWS_WITH(fields.text("title"), Catch::Matchers::EndsWith("\"title\" is missing"));
  CHECK_THROWS_WITH(fields.integer("colour"), Catch::Matchers::EndsWith("\"colour\" is missing; is \"coulor\" meant?"));
  CHECK(fields.real("rate") == 7.0);
}

TEST_CASE("damaged TOML and JSON name the line") {
  CHECK_THROWS_WITH(parse_toml("a = 1\nb = [1,\n", "x.toml"), Contains("x.toml:"));
  CHECK_THROWS_WITH(parse_toml("a = \"\xFF\"", "x.toml"), Contains("UTF-8"));
  CHECK_THROWS_WITH(parse_json("{\n\"a\": }", "x.json"), Contains("x.json:2"));
  CHECK_THROWS_WITH(parse_json(std::string(100, '['), "x.json"), Contains("x.json"));
  CHECK_THROWS_AS(parse_json(std::string(100000, '['), "x.json"), InputError);
}

TEST_CASE("a JSON object that has a field twice is refused") {
  CHECK_THROWS_WITH(parse_json(R"({"a": 1, "b": {"c": 1}, "a": 2})", "x.json"), Contains("x.json: a: is there twice"));
  CHECK_THROWS_WITH(parse_json(R"([{"a": {"b": 1, "b": 1}}])", "x.json"), Contains("x.json: b: is there twice"));
  CHECK_NOTHROW(parse_json(R"([{"a": 1}, {"a": {"a": 1}, "b": 2}])", "x.json"));
}

TEST_CASE("JSON written is JSON read, to the last bit") {
  Value value;
  value["text"] = "a \"quoted\"\nline";
  value["real"] = 0.1 + 0.2;
  value["whole"] = std::int64_t{-9007199254740993};
  value["list"] = Value(std::vector<double>{1.5, 2.5});
  value["nothing"] = nullptr;
  value["nan"] = std::nan("");
  for (const JsonLayout layout : {JsonLayout::one_line, JsonLayout::indented}) {
    const Value read = parse_json(to_json(value, layout), "x.json");
    CHECK(*read.find("text")->if_text() == "a \"quoted\"\nline");
    CHECK(*read.find("real")->if_real() == 0.1 + 0.2);
    CHECK(*read.find("whole")->if_integer() == -9007199254740993);
    CHECK(*(*read.find("list")->if_array())[1].if_real() == 2.5);
    CHECK(read.find("nothing")->is_null());
    CHECK(read.find("nan")->is_null());
  }
}
