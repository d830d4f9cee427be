#include "report/page_html.h"

#include <kainjow/mustache.hpp>

#include "report/inline_svg.h"
#include "report/page_templates.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

namespace tricky::analysis {

namespace {

namespace mustache = kainjow::mustache;
using mustache::data;

constexpr const char* kSpanTemplate =
    "{{#spans}}{{#is_plain}}{{text}}{{/is_plain}}{{#is_code}}<code>{{text}}</code>{{/is_code}}"
    "{{#is_strong}}<strong>{{text}}</strong>{{/is_strong}}{{#is_link}}<a "
    "href=\"{{href}}\">{{text}}</a>{{/is_link}}{{/spans}}";

constexpr const char* kBlockTemplate = R"html({{#is_paragraph}}<p>{{>running_text}}</p>
{{/is_paragraph}}{{#is_notice}}<p class="notice {{kind}}" role="note">{{>running_text}}</p>
{{/is_notice}}{{#is_cards}}<ul class="cards">
{{#cards}}<li><a href="{{href}}"><b>{{number}}</b><span>{{what}}</span></a></li>
{{/cards}}</ul>
{{/is_cards}}{{#is_facts}}<dl>
{{#facts}}<dt>{{name}}</dt><dd>{{>running_text}}</dd>
{{/facts}}</dl>
{{/is_facts}}{{#is_bullets}}{{#is_folded}}<details><summary>{{folded}}</summary>{{/is_folded}}<ul>
{{#items}}<li>{{>running_text}}</li>
{{/items}}</ul>{{#is_folded}}</details>{{/is_folded}}
{{/is_bullets}}{{#is_table}}{{#is_folded}}<details><summary>{{folded}}</summary>{{/is_folded}}<div class="table{{#is_wide}} wide{{/is_wide}}" tabindex="0" role="group" aria-label="{{caption}}"><table>
{{#has_caption}}<caption><span>{{caption}}</span></caption>
{{/has_caption}}<thead><tr>{{#columns}}<th scope="col"{{#is_number}} class="number"{{/is_number}}>{{heading}}</th>{{/columns}}</tr></thead>
<tbody>
{{#rows}}<tr>{{#cells}}{{#is_first}}<th{{#is_short}} class="short"{{/is_short}} scope="row">{{>running_text}}</th>{{/is_first}}{{^is_first}}<td{{#is_number}} class="number"{{/is_number}}>{{>running_text}}</td>{{/is_first}}{{/cells}}</tr>
{{/rows}}</tbody>
</table></div>{{#has_notes}}
<ul class="notes">{{#notes}}<li>{{note}}</li>{{/notes}}</ul>{{/has_notes}}{{#is_folded}}</details>{{/is_folded}}
{{/is_table}}{{#is_figure}}<figure>
{{#is_shown}}<div class="picture">{{{svg}}}</div>
{{/is_shown}}<figcaption>{{caption}}{{^is_shown}} There is nothing to show: no value is defined.{{/is_shown}}{{#is_shown}}
<span class="files">Files: <a href="{{stem}}.pdf">PDF</a> <a href="{{stem}}.svg">SVG</a> <a href="{{stem}}.tsv">data (TSV)</a> <a href="{{stem}}.gp">gnuplot script</a></span>{{/is_shown}}</figcaption>
</figure>
{{/is_figure}})html";

constexpr std::size_t kWideColumns = 8;  // from so many on, a table's letters are smaller
constexpr std::size_t kShortName = 24;   // bytes of a row's name that stay on one line

/// With no break within an interval: "[0.15, 0.18]" stays on one line.
std::string with_whole_intervals(std::string_view text) {
  std::string whole;
  bool is_in_brackets = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[' || text[i] == ']') is_in_brackets = text[i] == '[';
    const bool is_gap = is_in_brackets && text[i] == ' ' && i > 0 && text[i - 1] == ',';
    is_gap ? whole += "\u00A0" : whole += text[i];
  }
  return whole;
}

data list_of(const Text& text) {
  data spans{data::type::list};
  for (const Span& span : text.spans) {
    data each;
    each.set("text", with_whole_intervals(span.text));
    each.set("href", span.href);
    each.set("is_plain", span.kind == Span::Kind::plain);
    each.set("is_code", span.kind == Span::Kind::code);
    each.set("is_strong", span.kind == Span::Kind::strong);
    each.set("is_link", span.kind == Span::Kind::link);
    spans.push_back(each);
  }
  return spans;
}

std::size_t length_of(const Text& text) {
  std::size_t length = 0;
  for (const Span& span : text.spans) length += span.text.size();
  return length;
}

/// Fills in what the block template reads of each kind of block.
class BlockData {
 public:
  BlockData(const std::filesystem::path& figures, const std::string& figures_href)
      : figures_(figures), figures_href_(figures_href) {}

  data operator()(const Paragraph& paragraph) const {
    data block = of("is_paragraph");
    block.set("spans", list_of(paragraph.text));
    return block;
  }

  data operator()(const Notice& notice) const {
    data block = of("is_notice");
    block.set("kind", notice.kind == Notice::Kind::warning ? "warning" : "note");
    block.set("spans", list_of(notice.text));
    return block;
  }

  data operator()(const Cards& cards) const {
    data list{data::type::list};
    for (const Cards::Card& card : cards.cards) {
      data each;
      each.set("number", card.number);
      each.set("what", card.what);
      each.set("href", card.href);
      list.push_back(each);
    }
    data block = of("is_cards");
    block.set("cards", list);
    return block;
  }

  data operator()(const Facts& facts) const {
    data list{data::type::list};
    for (const auto& [name, text] : facts.facts) {
      data each;
      each.set("name", name);
      each.set("spans", list_of(text));
      list.push_back(each);
    }
    data block = of("is_facts");
    block.set("facts", list);
    return block;
  }

  data operator()(const Bullets& bullets) const {
    data list{data::type::list};
    for (const Text& text : bullets.items) {
      data each;
      each.set("spans", list_of(text));
      list.push_back(each);
    }
    data block = of("is_bullets");
    block.set("items", list);
    block.set("is_folded", !bullets.folded.empty());
    block.set("folded", bullets.folded);
    return block;
  }

  data operator()(const Table& table) const {
    data columns{data::type::list};
    for (const Table::Column& column : table.columns) {
      data each;
      each.set("heading", column.heading);
      each.set("is_number", column.align == Table::Align::number);
      columns.push_back(each);
    }
    data rows{data::type::list};
    for (const auto& row : table.rows) {
      TRICKY_ASSERT(row.size() == table.columns.size());
      data cells{data::type::list};
      for (std::size_t i = 0; i < row.size(); ++i) {
        data cell;
        cell.set("is_first", i == 0);
        cell.set("is_short", length_of(row[i]) <= kShortName);
        cell.set("is_number", table.columns[i].align == Table::Align::number);
        cell.set("spans", list_of(row[i]));
        cells.push_back(cell);
      }
      rows.push_back(data("cells", cells));
    }
    data notes{data::type::list};
    for (const std::string& note : table.notes) notes.push_back(data("note", note));
    data block = of("is_table");
    block.set("caption", table.caption);
    block.set("has_caption", !table.caption.empty());
    block.set("is_wide", table.columns.size() >= kWideColumns);
    block.set("columns", columns);
    block.set("rows", rows);
    block.set("notes", notes);
    block.set("has_notes", !table.notes.empty());
    block.set("is_folded", !table.folded.empty());
    block.set("folded", table.folded);
    return block;
  }

  data operator()(const Figure& figure) const {
    data block = of("is_figure");
    const bool is_shown = figure.n_shown > 0;
    block.set("is_shown", is_shown);
    block.set("caption", figure.caption);
    block.set("stem", figures_href_ + "/" + figure.name);
    block.set("svg", is_shown ? inline_svg(read_file(figures_ / (figure.name + ".svg")), figure) : std::string());
    return block;
  }

 private:
  static data of(const std::string& kind) {
    data block;
    for (const char* each :
         {"is_paragraph", "is_notice", "is_cards", "is_facts", "is_bullets", "is_table", "is_figure"}) {
      block.set(each, kind == each);
    }
    return block;
  }

  const std::filesystem::path& figures_;
  const std::string& figures_href_;
};

}  // namespace

std::string to_html(const Page& page, const std::filesystem::path& figures, const std::string& figures_href) {
  const BlockData to_data(figures, figures_href);
  const auto list = [&](const std::vector<Block>& blocks) {
    data all{data::type::list};
    for (const Block& block : blocks) all.push_back(std::visit(to_data, block));
    return all;
  };
  data sections{data::type::list};
  for (const Section& section : page.sections) {
    data each;
    each.set("id", section.id);
    each.set("heading", section.heading);
    each.set("badge", section.badge);
    each.set("has_badge", !section.badge.empty());
    each.set("blocks", list(section.blocks));
    sections.push_back(each);
  }
  data content;
  content.set("title", page.title);
  content.set("subtitle", page.subtitle);
  content.set("footer", page.footer);
  content.set("style", std::string(kPageStyle));
  content.set("opening", list(page.opening));
  content.set("sections", sections);
  content.set("has_contents", page.sections.size() > 1);
  content.set("block", mustache::partial([] { return std::string(kBlockTemplate); }));
  content.set("running_text", mustache::partial([] { return std::string(kSpanTemplate); }));
  mustache::mustache page_template{std::string(kPageTemplate)};
  std::string html = page_template.render(content);
  TRICKY_ASSERT(page_template.error_message().empty());
  return html;
}

std::vector<Figure> figures_of(const Page& page) {
  std::vector<Figure> figures;
  const auto collect = [&](const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      if (const auto* figure = std::get_if<Figure>(&block); figure != nullptr && figure->n_shown > 0) {
        figures.push_back(*figure);
      }
    }
  };
  collect(page.opening);
  for (const Section& section : page.sections) collect(section.blocks);
  return figures;
}

}  // namespace tricky::analysis
