#include "report/page.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

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

void make_ids_unique(Page& page) {
  std::map<std::string, std::vector<std::string>> ids_of;  // in order of the sections
  std::set<std::string> used;
  for (const Section& section : page.sections) used.insert(section.id);
  for (Section& section : page.sections) {
    std::vector<std::string>& ids = ids_of[section.id];
    std::string id = section.id;
    for (std::size_t n = ids.size() + 1; !ids.empty() && !used.insert(id).second; ++n)
      id = section.id + "-" + std::to_string(n);
    ids.push_back(id);
    section.id = id;
  }
  std::map<std::string, std::size_t> n_cards;
  for (Block& block : page.opening) {
    auto* cards = std::get_if<Cards>(&block);
    if (cards == nullptr) continue;
    for (Cards::Card& card : cards->cards) {
      const auto found = ids_of.find(card.href.substr(std::min<std::size_t>(1, card.href.size())));
      if (found == ids_of.end()) continue;
      const std::size_t n = n_cards[found->first]++;
      card.href = "#" + found->second[std::min(n, found->second.size() - 1)];
    }
  }
}

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
