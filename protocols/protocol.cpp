#include "tricky/protocols/protocol.h"

#include <algorithm>

#include "protocol_tasks.h"
#include "session_settings.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace {

constexpr std::size_t kLargestProtocolBytes = 1U << 20U;

/// One text of [texts]: its field, where it goes, what it is in English.
struct ScreenText {
  std::string_view field;
  std::string ScreenTexts::*text;
  std::string_view english;
};
constexpr ScreenText kScreenTexts[] = {
    {"next", &ScreenTexts::next, "Space: continue"},
    {"next_or_back", &ScreenTexts::next_or_back, "Space: continue          Backspace: back"},
    {"practice", &ScreenTexts::practice, "Practice"},
    {"trial_of", &ScreenTexts::trial_of, "of {n}"},
    {"feedback_right", &ScreenTexts::feedback_right, "Correct: the framed image is the easier one."},
    {"feedback_wrong", &ScreenTexts::feedback_wrong, "Not this time: the framed image is the easier one."},
    {"feedback_next", &ScreenTexts::feedback_next, "Space: next pair"},
    {"confirm", &ScreenTexts::confirm, "Done"},
    {"ratings_hint", &ScreenTexts::ratings_hint, "Digits: answer     ↑ ↓: question     ← →: change     Enter: next"},
    {"answer_all", &ScreenTexts::answer_all, "Please answer all questions"},
    {"leave_title", &ScreenTexts::leave_title, "Leave the session?"},
    {"leave_text", &ScreenTexts::leave_text, "Everything up to here is kept. You can go on later from this trial."},
    {"leave_hint", &ScreenTexts::leave_hint, "Enter: leave          Escape: stay"},
    {"thanks_hint", &ScreenTexts::thanks_hint, "Space: close"},
    {"practice_again", &ScreenTexts::practice_again,
     "Let us practise once more.\n\nThe same images come again. Please take your time."},
    {"consent_yes", &ScreenTexts::consent_yes, "Yes, I take part"},
    {"consent_no", &ScreenTexts::consent_no, "No, I do not take part"},
    {"consent_hint", &ScreenTexts::consent_hint, "1: yes     2: no     Enter: confirm"},
    {"declined", &ScreenTexts::declined,
     "You have decided not to take part. Only that is on record.\n\nPlease tell the experimenter."},
    {"form_title", &ScreenTexts::form_title, "About you"},
    {"form_text", &ScreenTexts::form_text, "Your answers are kept apart from everything else that you do here."},
    {"form_hint", &ScreenTexts::form_hint, "Digits: choose     Letters: write     ↑ ↓: question     Enter: next"},
    {"prefer_not", &ScreenTexts::prefer_not, "prefer not to say"},
    {"comment_title", &ScreenTexts::comment_title, "Your remarks"},
    {"comment_hint", &ScreenTexts::comment_hint, "Letters: write     Enter: done"},
    {"break_wait", &ScreenTexts::break_wait, "You can go on in {s} s"},
};

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// The text without blank ends, which multi-line strings bring along.
std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// Each page is a text, or a table of a text and an image.
std::vector<Page> read_pages(Fields& fields) {
  std::vector<Page> pages;
  for (const Value& each : fields.array("instructions")) {
    Page page;
    if (const std::string* text = each.if_text()) {
      page.text = trimmed(*text);
      if (is_blank(page.text)) fields.fail("instructions", "a page is empty");
    } else if (each.if_object() != nullptr) {
      Fields table(each, fields.source(), "a page of instructions");
      page.text = shown_text(table, "text");
      page.image = table.text("image");
      table.finish();
    } else {
      fields.fail("instructions", "expected a list of texts, or of tables with text and image");
    }
    pages.push_back(std::move(page));
  }
  return pages;
}

ScreenTexts read_screen_texts(const Value* table, const std::string& language, Fields& top) {
  ScreenTexts texts;
  const Value none = Value::Object{};
  if (table == nullptr && language != "en") {
    top.fail("language",
             "the language is " + in_quotes(language) +
                 ", but there is no table [texts]; tricky's own words would stay English. easier_image.toml "
                 "lists the fields it needs");
  }
  Fields fields(table == nullptr ? none : *table, top.source(), "[texts]");
  for (const ScreenText& each : kScreenTexts) {
    texts.*each.text = language == "en" ? shown_text_or(fields, each.field, std::string(each.english))
                                        : shown_text(fields, each.field);
  }
  fields.finish();
  return texts;
}

void read_settings(Fields& fields, Protocol& protocol) {
  const std::filesystem::path& file = fields.source();
  if (const Value* table = fields.optional("timing")) protocol.timing = read_timing(*table, file);
  if (const Value* table = fields.optional("practice")) {
    protocol.practice = read_practice(*table, file);
    const auto* pairs = std::get_if<TwoChoiceTask>(&protocol.task);
    if (pairs == nullptr) fields.fail("practice", "ratings are neither right nor wrong, so there is no criterion");
  }
  if (const Value* table = fields.optional("breaks")) protocol.breaks = read_breaks(*table, file);
  if (const Value* table = fields.optional("repeats")) {
    protocol.repeats = read_repeats(*table, file);
    if (protocol.order == TrialOrder::yoked) {
      fields.fail("repeats", "a yoked session repeats what the other session repeated; leave this table out");
    }
  }
  if (const Value* table = fields.optional("triggers")) protocol.triggers = read_triggers(*table, protocol, file);
  if (const Value* table = fields.optional("catch")) {
    if (task_of(protocol) != Task::two_choice) fields.fail("catch", "only lists of pairs have catch trials");
    protocol.catch_texts = read_catch_texts(*table, file);
  }
  protocol.form = read_form(fields.optional("form"), file);
  protocol.consent = shown_text_or(fields, "consent", "");
  protocol.comment = shown_text_or(fields, "comment", "");
  protocol.progress_bar = fields.boolean_or("progress_bar", false);
}

}  // namespace

std::string shown_text(Fields& fields, std::string_view name) {
  std::string text = trimmed(fields.text(name));
  if (text.empty()) fields.fail(name, "is empty; the observer would see nothing");
  if (text.find('\0') != std::string::npos) fields.fail(name, "contains a zero byte");
  return text;
}

std::string shown_text_or(Fields& fields, std::string_view name, std::string fallback) {
  return fields.has(name) ? shown_text(fields, name) : std::move(fallback);
}

Task task_of(const Protocol& protocol) {
  return std::holds_alternative<TwoChoiceTask>(protocol.task) ? Task::two_choice : Task::ratings;
}

StimulusList::Kind list_kind_of(Task task) {
  TRICKY_ASSERT(task != Task::categorisation);
  return task == Task::two_choice ? StimulusList::Kind::pairs : StimulusList::Kind::ratings;
}

std::vector<std::string> shown_texts(const Protocol& protocol) {
  std::vector<std::string> all{protocol.title, protocol.practice_done, protocol.thanks, protocol.breaks.text, protocol.consent, protocol.comment,
                               "0123456789.+-− ✓"};
  for (const Page& page : protocol.instructions) all.push_back(page.text);
  for (const std::string* text : {&protocol.catch_texts.left, &protocol.catch_texts.right, &protocol.catch_texts.instructions}) {
    all.push_back(*text);
  }
  for (const ScreenText& each : kScreenTexts) all.push_back(protocol.texts.*each.text);
  for (const FormField& field : protocol.form) {
    all.push_back(field.label);
    all.insert(all.end(), field.answers.begin(), field.answers.end());
  }
  if (const auto* pairs = std::get_if<TwoChoiceTask>(&protocol.task)) {
    for (const std::string* text : {&pairs->question, &pairs->left_label, &pairs->right_label, &pairs->keys_hint}) {
      all.push_back(*text);
    }
  } else {
    for (const RatingQuestion& question : std::get<RatingsTask>(protocol.task).questions) {
      all.push_back(question.text);
      all.insert(all.end(), question.answers.begin(), question.answers.end());
    }
  }
  return all;
}

Protocol read_protocol(const std::filesystem::path& file) {
  const std::string bytes = read_file(file, kLargestProtocolBytes);
  const Value content = parse_toml(bytes, file);
  Fields fields(content, file, "a protocol");
  Protocol protocol;
  protocol.sha256 = sha256(bytes);
  protocol.name = fields.text("name");
  if (!is_plain_name(protocol.name)) {
    fields.fail("name", "expected 1 to 64 letters, digits, '.', '_' or '-', since folders are named after it; got " +
                            in_quotes(protocol.name));
  }
  protocol.title = shown_text(fields, "title");
  protocol.language = fields.text_or("language", "en");
  const std::string task = fields.word("task", {"two_choice", "ratings"});
  const std::string order = fields.word_or("order", "list", {"list", "per_observer", "yoked"});
  protocol.order = order == "list"           ? TrialOrder::list
                   : order == "per_observer" ? TrialOrder::per_observer
                                             : TrialOrder::yoked;
  protocol.instructions = read_pages(fields);
  protocol.practice_done = shown_text(fields, "practice_done");
  protocol.thanks = shown_text(fields, "thanks");
  protocol.enlarge = static_cast<int>(fields.integer_or("enlarge", 1, {1, 8}));
  protocol.texts = read_screen_texts(fields.optional("texts"), protocol.language, fields);
  if (task == "two_choice") {
    protocol.task = read_two_choice(fields.object("two_choice"), file);
  } else {
    protocol.task = read_ratings(fields.object("ratings"), file);
  }
  read_settings(fields, protocol);
  fields.finish();
  return protocol;
}

}  // namespace tricky::protocols
