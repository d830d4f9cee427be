#include "tricky/protocols/protocol.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

using namespace tricky;
using namespace tricky::protocols;
namespace fs = std::filesystem;

namespace {

fs::path shipped(const std::string& name) {
  const char* source = std::getenv("TRICKY_SOURCE");
  return fs::path(source != nullptr ? source : ".") / "protocols/experiments" / name;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// Reads a text as a protocol file.
Protocol parsed(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder / "p.toml", text);
  return read_protocol(folder / "p.toml");
}

void refused(const std::string& text, const std::string& why) {
  INFO(why);
  CHECK_THROWS_WITH(parsed(text), Catch::Contains(why));
}

}  // namespace

TEST_CASE("the first experiment asks what the paper's Figure 23 says, with arrow keys or F and J") {
  const Protocol protocol = read_protocol(shipped("easier_image.toml"));
  CHECK(protocol.name == "easier_image");
  REQUIRE(task_of(protocol) == Task::two_choice);
  const auto& task = std::get<TwoChoiceTask>(protocol.task);
  CHECK(task.question == "Is the right or the left image easier to classify for a neural network?");
  CHECK(task.left_label == "L");
  CHECK(task.right_label == "R");
  CHECK(task.left_keys == std::vector<Key>{Key::left, *key_named("f")});
  CHECK(task.right_keys == std::vector<Key>{Key::right, *key_named("j")});
  CHECK(task.practice_feedback);
  CHECK(protocol.sha256.size() == 64);
  CHECK(list_kind_of(task_of(protocol)) == StimulusList::Kind::pairs);
}

TEST_CASE("the second experiment asks the paper's three questions, recorded as its data are") {
  const Protocol protocol = read_protocol(shipped("three_questions.toml"));
  REQUIRE(task_of(protocol) == Task::ratings);
  const auto& questions = std::get<RatingsTask>(protocol.task).questions;
  REQUIRE(questions.size() == 3);
  CHECK(questions[0].name == "n_categories");
  CHECK(questions[0].kind == RatingQuestion::Kind::count);
  CHECK(questions[0].text ==
        "How many objects belonging to different categories are in the image (e.g. three dogs are still one category: "
        "dog. But two dogs and one cat are two categories: dog and cat)?");
  CHECK(questions[1].name == "main_category");
  CHECK(questions[1].text == "Is there a main category in the image? (No, maybe, Yes)");
  CHECK(questions[1].answers == std::vector<std::string>{"No", "maybe", "Yes"});
  CHECK(questions[1].largest == 2);
  CHECK_FALSE(questions[1].rises_with_difficulty);
  CHECK(questions[2].name == "unusual_presentation");
  CHECK(questions[2].text ==
        "Is the presentation of the objects unusual in any manner (e.g. orientation, location, size, view-point)? (No, "
        "slightly, very)");
  CHECK(questions[2].answers == std::vector<std::string>{"No", "slightly", "very"});
}

TEST_CASE("the defaults that easier_image.toml lists in comments are the defaults") {
  std::string text = read_file(shipped("easier_image.toml"));
  const std::size_t begin = text.find("# [texts]");
  REQUIRE(begin != std::string::npos);
  std::string table;
  for (std::size_t at = begin; at < text.size(); at = text.find('\n', at) + 1) {
    table += text.substr(at + 2, text.find('\n', at) + 1 - at - 2);
  }
  const Protocol plain = parsed(text);
  const Protocol explicit_one = parsed(text + table);
  CHECK(shown_texts(plain) == shown_texts(explicit_one));
  // All of them are there: another language needs them all.
  const Protocol german = parsed(replaced(text + table, "language = \"en\"", "language = \"de\""));
  CHECK(german.language == "de");
}

namespace {

/// easier_image.toml with its optional tables asked for.
std::string with_settings() {
  std::string text = read_file(shipped("easier_image.toml"));
  const std::size_t end = text.find("# What tricky itself says.");
  for (std::size_t at = text.find("# [[form]]"); at < text.find("# What tricky itself says.");
       at = text.find('\n', at) + 1) {
    if (text.compare(at, 2, "# ") == 0) text.erase(at, 2);
  }
  REQUIRE(end != std::string::npos);
  return text;
}

}  // namespace

TEST_CASE("without their tables a session is self-paced, with them it runs as they say") {
  const Protocol plain = read_protocol(shipped("easier_image.toml"));
  CHECK(plain.timing == Timing{});
  CHECK(plain.practice.criterion == 0.0);
  CHECK(plain.practice.max_rounds == 1);
  CHECK(plain.breaks.every == 0);
  CHECK(plain.repeats.n == 0);
  CHECK_FALSE(plain.progress_bar);

  const Protocol full = parsed(with_settings());
  REQUIRE(full.form.size() == 2);
  CHECK(full.form[0].largest == 99);
  CHECK(full.form[1].answers.size() == 3);
  CHECK(full.timing.fixation_s == 0.5);
  CHECK(full.timing.stimulus_s == 2.0);
  CHECK(full.timing.min_response_s == 0.1);
  CHECK(full.timing.max_response_s == 10.0);
  CHECK(full.timing.inter_trial_s == 0.5);
  CHECK(full.timing.feedback_s == 1.5);
  CHECK(full.practice.criterion == 0.8);
  CHECK(full.practice.max_rounds == 3);
  CHECK(full.breaks.every == 50);
  CHECK(full.breaks.min_s == 20.0);
  CHECK(full.repeats.n == 15);
  CHECK(full.repeats.min_distance == 20);
  CHECK_FALSE(plain.triggers.any());
  CHECK(full.triggers.onset == 1);
  CHECK(full.triggers.onset_practice == 2);
  CHECK(full.triggers.stimulus_off == 3);
  CHECK(full.triggers.response_left == 11);
  CHECK(full.triggers.response_right == 12);
  CHECK(full.triggers.response == 10);
  CHECK(full.triggers.no_response == 19);
  CHECK(full.triggers.break_begin == 30);
  CHECK(full.triggers.break_over == 31);
  CHECK(full.triggers.session_start == 100);
  CHECK(full.triggers.session_end == 101);
  CHECK(full.triggers.pulse_ms == 5);
}

TEST_CASE("trigger codes are bytes of known events, and of answers that questions have") {
  const std::string pairs = read_file(shipped("easier_image.toml"));
  refused(pairs + "[triggers]\nonset = 256\n", "onset");
  refused(pairs + "[triggers]\nonset = -1\n", "onset");
  refused(pairs + "[triggers]\nonset = 1\nonst_practice = 2\n", "did you mean \"onset_practice\"?");
  refused(pairs + "[triggers]\nonset = 1\npulse_ms = 1001\n", "pulse_ms");
  refused(pairs + "[triggers]\n", "holds no code");
  refused(pairs + "[triggers]\nonset = 0\npulse_ms = 5\n", "holds no code");
  refused(pairs + "[triggers]\nonset = 1\n[triggers.answers]\neasier = [1, 2]\n", "\"answers\"");

  const std::string ratings = read_file(shipped("three_questions.toml"));
  const Triggers read = parsed(ratings + "[triggers.answers]\nmain_category = [20, 0, 22]\nn_categories = [10]\n").triggers;
  REQUIRE(read.answers.size() == 2);
  CHECK(read.answers[0] == std::pair<std::string, std::vector<int>>{"n_categories", {10}});
  CHECK(read.answers[1] == std::pair<std::string, std::vector<int>>{"main_category", {20, 0, 22}});
  refused(ratings + "[triggers]\nresponse_left = 1\n", "response_left");
  refused(ratings + "[triggers.answers]\nmain_category = [20, 21]\n", "one for each answer");
  refused(ratings + "[triggers.answers]\nn_categories = [1, 2]\n", "whatever number");
  refused(ratings + "[triggers.answers]\nmain_catgory = [1, 2, 3]\n", "did you mean \"main_category\"?");
}

TEST_CASE("what observers are told in catch trials is said in the protocol of pairs, and nowhere else") {
  const Protocol shipped_one = read_protocol(shipped("easier_image.toml"));
  CHECK(shipped_one.catch_texts.left == "In this trial please choose the LEFT image, whatever it shows.");
  CHECK_FALSE(shipped_one.catch_texts.instructions.empty());
  const std::string text = read_file(shipped("easier_image.toml"));
  CHECK_THROWS_WITH(parsed(replaced(text, "the RIGHT image", "the LEFT image")), Catch::Contains("says the same as left"));
  CHECK_THROWS_WITH(parsed(replaced(text, "left = \"In this", "lefft = \"In this")), Catch::Contains("left"));
  const std::string ratings = read_file(shipped("three_questions.toml"));
  CHECK_THROWS_WITH(parsed(ratings + "\n[catch]\nleft = \"l\"\nright = \"r\"\n"), Catch::Contains("only lists of pairs"));
}

TEST_CASE("the German experiments ask the same with the same keys, and say everything in German") {
  for (const char* name : {"easier_image", "three_questions"}) {
    INFO(name);
    const Protocol english = read_protocol(shipped(std::string(name) + ".toml"));
    const Protocol german = read_protocol(shipped(std::string(name) + "_de.toml"));
    CHECK(german.language == "de");
    CHECK(german.instructions.size() == english.instructions.size());
    CHECK(task_of(german) == task_of(english));
    const auto ours = shown_texts(english);
    const auto theirs = shown_texts(german);
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      // Only labels, digits and what is left out may be the same.
      if (ours[i].size() > 2 && ours[i].front() != '0') CHECK(ours[i] != theirs[i]);
    }
    if (const auto* pairs = std::get_if<TwoChoiceTask>(&german.task)) {
      CHECK(pairs->left_keys == std::get<TwoChoiceTask>(english.task).left_keys);
      continue;
    }
    const auto& asked = std::get<RatingsTask>(english.task).questions;
    const auto& gefragt = std::get<RatingsTask>(german.task).questions;
    REQUIRE(asked.size() == gefragt.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      CHECK(asked[i].name == gefragt[i].name);
      CHECK(asked[i].kind == gefragt[i].kind);
      CHECK(asked[i].answers.size() == gefragt[i].answers.size());
      CHECK(asked[i].rises_with_difficulty == gefragt[i].rises_with_difficulty);
    }
  }
}

TEST_CASE("settings that make no sense are refused by field") {
  const std::string text = with_settings();
  refused(replaced(text, "fixation_s = 0.5", "fixation_s = -0.5"), "fixation_s");
  refused(replaced(text, "fixation_s = 0.5", "fixation = 0.5"), "did you mean \"fixation_s\"?");
  refused(replaced(text, "max_response_s = 10.0", "max_response_s = 0.05"), "more than min_response_s");
  refused(replaced(text, "respond = \"any_time\"", "respond = \"after\""), "after_stimulus");
  refused(replaced(replaced(text, "respond = \"any_time\"", "respond = \"after_stimulus\""), "stimulus_s = 2.0", ""),
          "needs stimulus_s");
  refused(replaced(replaced(text, "respond = \"any_time\"", "respond = \"after_stimulus\""), "max_response_s = 10.0",
                   "max_response_s = 1.5"),
          "more than stimulus_s");
  refused(replaced(text, "min_response_s = 0.1", ""), "needs min_response_s");
  refused(replaced(text, "criterion = 0.8", "criterion = 80"), "criterion");
  refused(replaced(text, "every = 50", "every = 0"), "every");
  refused(replaced(text, "name = \"handedness\"", "name = \"age\""), "name of an earlier field");
  refused(replaced(text, "kind = \"number\"", "kind = \"numbr\""), "did you mean \"number\"?");
  refused(replaced(text, "largest = 99", "largest = 9"), "largest");
  refused(replaced(text, "order = \"list\"", "order = \"yoked\""), "repeats what the other session repeated");
  refused(read_file(shipped("three_questions.toml")) + "[practice]\ncriterion = 0.8\nmax_rounds = 2\n",
          "neither right nor wrong");
}

TEST_CASE("a protocol in another language must bring tricky's own words too") {
  const std::string text = read_file(shipped("easier_image.toml"));
  refused(replaced(text, "language = \"en\"", "language = \"de\""), "[texts]");
  refused(replaced(text, "language = \"en\"", "language = \"de\"") + "\n[texts]\nnext = \"Leertaste: weiter\"\n",
          "is missing");
}

TEST_CASE("unknown fields are refused with file, line and the nearest name") {
  const std::string text = read_file(shipped("easier_image.toml"));
  const std::string typo = replaced(text, "left_keys", "lef_keys");
  refused(typo, "\"left_keys\" is missing");
  refused(replaced(text, "practice_feedback = true", "practice_feedback = true\npractise_feedback = true"),
          "is not a field of task two_choice; did you mean \"practice_feedback\"?");
  refused(replaced(text, "title =", "titel ="), "\"title\" is missing");
  refused(replaced(text, "language =", "colour = 1\nlanguage ="), "p.toml:7: \"colour\" is not a field of a protocol");
}

TEST_CASE("keys that do not exist, are taken, or mean both sides are refused") {
  const std::string text = read_file(shipped("easier_image.toml"));
  refused(replaced(text, R"(["left", "f"])", R"(["lefft"])"), "did you mean \"left\"?");
  refused(replaced(text, R"(["left", "f"])", R"(["escape"])"), "escape always asks");
  refused(replaced(text, R"(["left", "f"])", R"(["left", "j"])"), "chooses the left image already");
  refused(replaced(text, R"(["left", "f"])", R"(["f", "f"])"), "twice");
  refused(replaced(text, R"(["left", "f"])", "[]"), "at least one key");
  refused(replaced(text, R"(["left", "f"])", R"(["other"])"), "is not a key");
  refused(replaced(text, R"(["left", "f"])", "[1, 2]"), "list of texts");
}

TEST_CASE("questions that cannot be asked are refused") {
  const std::string text = read_file(shipped("three_questions.toml"));
  refused(replaced(text, "name = \"main_category\"", "name = \"n_categories\""), "name of an earlier question");
  refused(replaced(text, "name = \"main_category\"", "name = \"main category\""), "name");
  refused(replaced(text, R"(["No", "maybe", "Yes"])", R"(["No"])"), "2 to 9 answers");
  refused(replaced(text, R"(["No", "maybe", "Yes"])", R"(["No", "No"])"), "twice");
  refused(replaced(text, R"(["No", "maybe", "Yes"])", R"(["No", " "])"), "empty");
  refused(replaced(text, "\nkind = \"count\"", "\nkind = \"cout\""), "did you mean \"count\"?");
  refused(replaced(text, "largest = 99", "largest = -1"), "from 0 to 999");
  refused(replaced(replaced(text, "smallest = 0", "smallest = 5"), "largest = 99", "largest = 4"),
          "at least the smallest");
  refused(replaced(text, "\nkind = \"choice\"", "\nkind = \"choice\"\nsmallest = 0"), "\"smallest\"");
}

TEST_CASE("a page of instructions is a text, or a text and an image") {
  const std::string text = read_file(shipped("easier_image.toml"));
  const Protocol protocol =
      parsed(replaced(text, "instructions = [", "instructions = [{ text = \"Look.\", image = \"figures/a.png\" },"));
  REQUIRE(protocol.instructions.size() == 3);
  CHECK(protocol.instructions[0].text == "Look.");
  CHECK(protocol.instructions[0].image == "figures/a.png");
  CHECK(protocol.instructions[1].image.empty());
  CHECK(shown_texts(protocol)[7] == "Look.");
}

TEST_CASE("files that are no protocols are refused") {
  const std::string text = read_file(shipped("easier_image.toml"));
  refused("", "missing");
  refused("name = ", "p.toml:1");
  refused(text.substr(0, text.find("[two_choice]")), "p.toml");
  refused(replaced(text, "name = \"easier_image\"", "name = \"../escape\""), "folders are named after it");
  refused(replaced(text, "name = \"easier_image\"", "name = nan"), "text in quotes");
  refused(replaced(text, "task = \"two_choice\"", "task = \"three_choice\""), "did you mean \"two_choice\"?");
  refused(replaced(text, "[two_choice]", "[ratings]"), "two_choice");
  refused(replaced(text, "instructions = [", "instructions = [\"  \","), "a page is empty");
  refused(replaced(text, "instructions = [", "instructions = [3,"), "list of texts");
  refused(replaced(text, "instructions = [", "instructions = [{ text = \"Look.\" },"), "\"image\" is missing");
  refused(replaced(text, "instructions = [", "instructions = [{ text = \" \", image = \"a.png\" },"), "is empty");
  refused(replaced(text, "instructions = [", "instructions = [{ text = \"Look.\", imge = \"a.png\" },"), "image");
  refused(replaced(text, "title = \"Which image is easier?\"", "title = \"  \""), "is empty");
  refused(std::string(2U << 20U, '#'), "bytes");
  refused("\xff\xfe", "p.toml");
}

TEST_CASE("every parameter that a task describes is one it reads, and the other way round") {
  const std::vector<TaskDescription> tasks = task_descriptions();
  for (const TaskDescription& task : tasks) {
    CHECK_FALSE(task.summary.empty());
    CHECK_FALSE(task.columns.empty());
    for (const Described& parameter : task.parameters) CHECK_FALSE(parameter.meaning.empty());
  }
  const std::string text = read_file(shipped("easier_image.toml"));
  for (const Described& parameter : tasks.front().parameters) {
    std::string line_begin(1, '\n');
    line_begin.append(parameter.name).append(" = ");
    CHECK(text.find(line_begin) != std::string::npos);
  }
}

TEST_CASE("response_meanings says what each recorded number stands for") {
  const Value meanings = response_meanings(read_protocol(shipped("three_questions.toml")));
  CHECK(*meanings.find("main_category")->find("responses")->find("2")->if_text() == "Yes");
  CHECK(*meanings.find("unusual_presentation")->find("responses")->find("1")->if_text() == "slightly");
  CHECK(meanings.find("n_categories")->find("responses")->if_text()->find("from 0 to 99") != std::string::npos);
}

TEST_CASE("every key's name leads back to it") {
  for (const std::string& name : key_names()) CHECK(to_text(*key_named(name)) == name);
  CHECK_FALSE(key_named("other").has_value());
  CHECK_FALSE(key_named("F").has_value());
  CHECK(digit_of(*key_named("7")) == 7);
  CHECK_FALSE(digit_of(*key_named("f")).has_value());
}
