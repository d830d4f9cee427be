// Each task's parameters stand here once, as a table of name, meaning and how to read it: reading, help and the
// description of files come from these tables.

#include "protocol_tasks.h"

#include <algorithm>
#include <set>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace {

template <typename Record>
struct Parameter {
  std::string_view name;
  std::string_view meaning;
  void (*read)(Fields&, Record&);
};

constexpr std::size_t kMostAnswers = 9;     // so that one digit key picks each
constexpr std::size_t kMostQuestions = 12;  // more do not fit on a screen

std::vector<Key> read_keys(Fields& fields, std::string_view name) {
  std::vector<Key> keys;
  for (const std::string& word : fields.texts(name)) {
    const std::optional<Key> key = key_named(word);
    if (!key) {
      const auto nearest = nearest_name(word, key_names());
      fields.fail(name,
                  in_quotes(word) + " is not a key" +
                      (nearest ? "; did you mean " + in_quotes(*nearest) + "?"
                               : "; keys are left right up down space tab enter backspace plus minus a … z 0 … 9"));
    }
    if (*key == Key::escape) fields.fail(name, "escape always asks whether to leave; choose another key");
    if (std::find(keys.begin(), keys.end(), *key) != keys.end())
      fields.fail(name, in_quotes(word) + " stands there twice");
    keys.push_back(*key);
  }
  if (keys.empty()) fields.fail(name, "expected at least one key");
  return keys;
}

const Parameter<TwoChoiceTask> kTwoChoice[] = {
    {"question", "what is asked, below the images",
     [](Fields& f, TwoChoiceTask& t) { t.question = shown_text(f, "question"); }},
    {"left_label", "stands above the left image; default \"L\"",
     [](Fields& f, TwoChoiceTask& t) { t.left_label = shown_text_or(f, "left_label", "L"); }},
    {"right_label", "stands above the right image; default \"R\"",
     [](Fields& f, TwoChoiceTask& t) { t.right_label = shown_text_or(f, "right_label", "R"); }},
    {"left_keys", "keys that choose the left image",
     [](Fields& f, TwoChoiceTask& t) { t.left_keys = read_keys(f, "left_keys"); }},
    {"right_keys", "keys that choose the right image",
     [](Fields& f, TwoChoiceTask& t) { t.right_keys = read_keys(f, "right_keys"); }},
    {"keys_hint", "tells the observer the keys",
     [](Fields& f, TwoChoiceTask& t) { t.keys_hint = shown_text(f, "keys_hint"); }},
    {"practice_feedback", "a green frame round the easier image after a practice trial; default true",
     [](Fields& f, TwoChoiceTask& t) { t.practice_feedback = f.boolean_or("practice_feedback", true); }},
};

const Parameter<RatingQuestion> kQuestion[] = {
    {"name", "the question's name in trials.tsv",
     [](Fields& f, RatingQuestion& q) {
       q.name = f.text("name");
       if (!is_plain_name(q.name))
         f.fail("name", "expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(q.name));
     }},
    {"text", "what is asked", [](Fields& f, RatingQuestion& q) { q.text = shown_text(f, "text"); }},
    {"kind", "\"count\" (a whole number) or \"choice\" (one of the answers)",
     [](Fields& f, RatingQuestion& q) {
       q.kind =
           f.word("kind", {"count", "choice"}) == "count" ? RatingQuestion::Kind::count : RatingQuestion::Kind::choice;
     }},
    {"smallest", "counts: the smallest number; default 0",
     [](Fields& f, RatingQuestion& q) {
       if (q.kind == RatingQuestion::Kind::count) q.smallest = static_cast<int>(f.integer_or("smallest", 0, {0, 999}));
     }},
    {"largest", "counts: the largest number; default 99",
     [](Fields& f, RatingQuestion& q) {
       if (q.kind != RatingQuestion::Kind::count) return;
       q.largest = static_cast<int>(f.integer_or("largest", 99, {0, 999}));
       if (q.largest < q.smallest)
         f.fail("largest", "expected at least the smallest number, " + std::to_string(q.smallest));
     }},
    {"answers", "choices: the answers' texts, recorded as 0, 1, 2 …",
     [](Fields& f, RatingQuestion& q) {
       if (q.kind != RatingQuestion::Kind::choice) return;
       q.answers = f.texts("answers");
       if (q.answers.size() < 2 || q.answers.size() > kMostAnswers) f.fail("answers", "expected 2 to 9 answers");
       std::set<std::string> seen;
       for (const std::string& answer : q.answers) {
         if (answer.find_first_not_of(" \t\r\n") == std::string::npos) f.fail("answers", "an answer is empty");
         if (!seen.insert(answer).second) f.fail("answers", in_quotes(answer) + " stands there twice");
       }
       q.smallest = 0;
       q.largest = static_cast<int>(q.answers.size()) - 1;
     }},
    {"rises_with_difficulty", "whether simulated raters give higher answers to harder images; default true",
     [](Fields& f, RatingQuestion& q) { q.rises_with_difficulty = f.boolean_or("rises_with_difficulty", true); }},
};

template <typename Record, std::size_t n>
Record read_parameters(const Parameter<Record> (&parameters)[n], const Value& table, const std::filesystem::path& file,
                       const std::string& where) {
  Record record;
  Fields fields(table, file, where);
  for (const Parameter<Record>& parameter : parameters) parameter.read(fields, record);
  fields.finish();
  return record;
}

template <typename Record, std::size_t n>
std::vector<Described> described(const Parameter<Record> (&parameters)[n]) {
  std::vector<Described> result;
  for (const Parameter<Record>& parameter : parameters) result.push_back({parameter.name, parameter.meaning});
  return result;
}

}  // namespace

TwoChoiceTask read_two_choice(const Value& table, const std::filesystem::path& file) {
  TwoChoiceTask task = read_parameters(kTwoChoice, table, file, "task two_choice");
  for (const Key key : task.left_keys) {
    if (std::find(task.right_keys.begin(), task.right_keys.end(), key) == task.right_keys.end()) continue;
    Fields(table, file, "task two_choice")
        .fail("right_keys", in_quotes(to_text(key)) + " chooses the left image already");
  }
  return task;
}

RatingsTask read_ratings(const Value& table, const std::filesystem::path& file) {
  RatingsTask task;
  Fields fields(table, file, "task ratings");
  for (const Value& question : fields.array("questions")) {
    const std::string where = "question " + std::to_string(task.questions.size() + 1);
    task.questions.push_back(read_parameters(kQuestion, question, file, where));
    const std::string& name = task.questions.back().name;
    const auto same = std::count_if(task.questions.begin(), task.questions.end(),
                                    [&](const RatingQuestion& each) { return each.name == name; });
    if (same > 1) Fields(question, file, where).fail("name", in_quotes(name) + " is the name of an earlier question");
  }
  if (task.questions.empty() || task.questions.size() > kMostQuestions) {
    fields.fail("questions", "expected 1 to " + std::to_string(kMostQuestions) + " questions");
  }
  fields.finish();
  return task;
}

std::vector<TaskDescription> task_descriptions() {
  return {
      {Task::two_choice,
       "two images side by side, one key press says which is the easier one; needs a list of pairs",
       described(kTwoChoice),
       {{"question", "easier"},
        {"item_id", "the trivial and the impossible image's ids joined by +"},
        {"left_item_id", "the image on the left"},
        {"right_item_id", "the image on the right"},
        {"expected", "left or right: the side of the trivial image; in a catch trial the side that the observer is told"},
        {"response", "left or right"},
        {"correct", "1 when response is expected"},
        {"response_time", "from onset to the key press"}}},
      {Task::ratings,
       "one image and some questions, answered in any order and confirmed together; needs a list for ratings",
       described(kQuestion),
       {{"question", "the question's name; one row a question"},
        {"item_id", "the image"},
        {"response", "a whole number: the count, or the answer's place from 0"},
        {"response_time", "from onset to the last change of this answer"}}},
  };
}

Value response_meanings(const Protocol& protocol) {
  Value meanings = Value::Object{};
  if (const auto* pairs = std::get_if<TwoChoiceTask>(&protocol.task)) {
    Value& easier = meanings["easier"];
    easier["question"] = pairs->question;
    easier["responses"]["left"] = pairs->left_label;
    easier["responses"]["right"] = pairs->right_label;
    return meanings;
  }
  for (const RatingQuestion& question : std::get<RatingsTask>(protocol.task).questions) {
    Value& each = meanings[question.name];
    each["question"] = question.text;
    if (question.kind == RatingQuestion::Kind::count) {
      each["responses"] =
          "a whole number from " + std::to_string(question.smallest) + " to " + std::to_string(question.largest);
    }
    for (std::size_t i = 0; i < question.answers.size(); ++i)
      each["responses"][std::to_string(i)] = question.answers[i];
  }
  return meanings;
}

}  // namespace tricky::protocols
