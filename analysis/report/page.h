#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "../figures/figure.h"

namespace tricky::analysis {

/// A report page before it is HTML. The records hold plain text only, whoever wrote it; page_html escapes all of it, so
/// no name or label from outside can become markup.

struct Span {
  enum class Kind { plain, code, strong, link };
  std::string text;
  Kind kind = Kind::plain;
  std::string href;  ///< links: a path relative to the page, or "#section"
};

/// A run of text with some words set apart.
struct Text {
  std::vector<Span> spans;

  Text() = default;
  Text(const char* plain) : spans{{plain, Span::Kind::plain, ""}} {}
  Text(std::string plain) : spans{{std::move(plain), Span::Kind::plain, ""}} {}

  Text& operator+=(const Text& more);
  /// Without the markup, for tests and titles.
  std::string plain() const;
};
Text operator+(Text first, const Text& second);
Text code(std::string text);
Text strong(std::string text);
Text link(std::string text, std::string href);

struct Paragraph {
  Text text;
};

/// Something that must not be overlooked.
struct Notice {
  enum class Kind { note, warning };
  Kind kind = Kind::note;
  Text text;
};

struct Table {
  enum class Align { text, number };
  struct Column {
    std::string heading;
    Align align = Align::number;
  };
  std::string caption;
  std::vector<Column> columns;  ///< the first names the row
  std::vector<std::vector<Text>> rows;
  std::vector<std::string> notes;  ///< below the table: why a value is undefined
  std::string folded;              ///< not empty: the table is shown on request, under this line
};

/// Numbers at a glance.
struct Cards {
  struct Card {
    std::string number;
    std::string what;
    std::string href;  ///< "#section"
  };
  std::vector<Card> cards;
};

/// Names and values.
struct Facts {
  std::vector<std::pair<std::string, Text>> facts;
};

struct Bullets {
  std::vector<Text> items;
  std::string folded;  ///< as in Table
};

using Block = std::variant<Paragraph, Notice, Table, Cards, Facts, Bullets, Figure>;

struct Section {
  std::string id;  ///< for links: letters, digits, minus
  std::string heading;
  std::string badge;  ///< "simulated observers": beside the heading, loud; may be empty
  std::vector<Block> blocks;
};

struct Page {
  std::string title;
  std::string subtitle;
  std::vector<Block> opening;  ///< before the table of contents
  std::vector<Section> sections;
  std::string footer;
};

/// Sections whose names differ only in signs that ids lack ("a.b", "a_b") are counted off: "a-b", "a-b-2". The opening's
/// cards, which stand in the sections' order, follow.
void make_ids_unique(Page& page);

/// "task-easier image (simulated)" as "task-easier-image-simulated".
std::string section_id(std::string_view text);

}  // namespace tricky::analysis
