#include "report/page.h"

#include <cctype>

namespace tricky::analysis {

Text& Text::operator+=(const Text& more) {
  spans.insert(spans.end(), more.spans.begin(), more.spans.end());
  return *this;
}

std::string Text::plain() const {
  std::string all;
  for (const Span& span : spans) all += span.text;
  return all;
}

Text operator+(Text first, const Text& second) { return first += second; }

namespace {
Text one(std::string text, Span::Kind kind, std::string href) {
  Text whole;
  whole.spans.push_back({std::move(text), kind, std::move(href)});
  return whole;
}
}  // namespace

Text code(std::string text) { return one(std::move(text), Span::Kind::code, ""); }
Text strong(std::string text) { return one(std::move(text), Span::Kind::strong, ""); }
Text link(std::string text, std::string href) { return one(std::move(text), Span::Kind::link, std::move(href)); }

std::string section_id(std::string_view text) {
  std::string id;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80 && std::isalnum(byte) != 0) {
      id += static_cast<char>(std::tolower(byte));
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "section" : id;
}

}  // namespace tricky::analysis
