#include <catch2/catch.hpp>

#include "analysis/report/inline_svg.h"
#include "analysis/report/numbers.h"
#include "analysis/report/page_html.h"
#include "analysis/report/result_index.h"
#include "small_reports.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

TEST_CASE("numbers are written for readers") {
  CHECK(decimal(-0.0312, 2) == "−0.03");
  CHECK(decimal(-0.001, 2) == "0.00");
  CHECK(percent(0.8142) == "81.4\u202f%");
  CHECK(count(50000) == "50,000");
  CHECK(p_value(5.0064e-8) == "5.0e−8");
  CHECK(p_value(9.96e-5) == "1.0e−4");
  CHECK(p_value(0.0123) == "0.012");
  CHECK(p_value(0.0) == "0");
  Estimate estimate;
  CHECK(interval_text(estimate, 2) == "–");
  CHECK(value_text(estimate, 2) == "undefined");
  estimate.value = 0.5;
  estimate.ci = {-0.1, 0.8};
  CHECK(interval_text(estimate, 2) == "[−0.10, 0.80]");
  CHECK(percent_interval_text(estimate) == "[−10.0, 80.0]");
}

TEST_CASE("reasons for undefined values are told once, naming whom they hold for") {
  Reasons reasons;
  Estimate estimate;
  estimate.undefined = "both are always right";
  reasons.add("a & b", estimate);
  reasons.add("a & c", estimate);
  estimate.value = 0.5;
  reasons.add("b & c", estimate);
  CHECK(reasons.notes() == std::vector<std::string>{"Undefined for a & b, a & c: both are always right."});
}

TEST_CASE("nothing from outside becomes markup") {
  const std::string evil = "<script>alert(1)</script>\"'&{{title}}{{{style}}}";
  Page page;
  page.title = page.subtitle = page.footer = evil;
  Table table;
  table.caption = table.folded = evil;
  table.columns = {{evil, Table::Align::text}};
  table.rows = {{Text(evil)}};
  table.notes = {evil};
  Section section{"a", evil, evil, {}};
  section.blocks = {Paragraph{evil},
                    Notice{Notice::Kind::warning, strong(evil)},
                    table,
                    Cards{{{evil, evil, "#a"}}},
                    Facts{{{evil, code(evil)}}},
                    Bullets{{link(evil, evil)}, evil}};
  page.sections = {section, section};
  const std::string html = to_html(page, ".", "figures");
  CHECK(html.find("<script") == std::string::npos);
  CHECK(count_of(html, "&lt;script&gt;") > 20);
  CHECK(count_of(html, "{{{style}}}") == count_of(html, "&lt;script&gt;"));  // braces stay text
  CHECK(html.find("href=\"<") == std::string::npos);
}

TEST_CASE("a picture inside a page has its alt text, ids of its own, the page's ink, and no titles or namespaces") {
  Figure figure;
  figure.name = "fig";
  figure.alt = "a <b> \"c\"";
  const std::string svg = inline_svg(
      "<?xml version=\"1.0\"?>\n<svg \n width=\"6\" height=\"3\"\n viewBox=\"0 0 6 3\"\n "
      "xmlns=\"http://www.w3.org/2000/svg\"\n>\n"
      "<title>Gnuplot</title><g id=\"gnuplot_canvas\"><circle id='gpDot'/><use xlink:href='#gpDot' "
      "stroke='black'/><g fill=\"rgb(0,0,0)\" stroke=\"rgb(  0,   0,   0)\"/></g></svg>\n",
      figure);
  CHECK(svg ==
        "<svg viewBox=\"0 0 6 3\" style=\"max-width:16.0cm\" role=\"img\" aria-label=\"a &lt;b&gt; &quot;c&quot;\">\n"
        "<g id=\"fig-canvas\"><circle id='fig-gpDot'/><use href='#fig-gpDot' stroke=\"currentColor\"/>"
        "<g fill=\"currentColor\" stroke=\"currentColor\"/></g></svg>");
  CHECK_THROWS_AS(inline_svg("not a picture", figure), IoError);
}

TEST_CASE("sections whose names differ only in signs have ids of their own, and cards lead to them") {
  Page page;
  page.opening = {Cards{{{"1", "first", "#a-b"}, {"2", "second", "#a-b"}, {"3", "none", "#z"}}}};
  for (const char* id : {"a-b", "a-b-2", "a-b", "c"}) page.sections.push_back({id, id, "", {}});
  make_ids_unique(page);
  std::vector<std::string> ids;
  for (const Section& section : page.sections) ids.push_back(section.id);
  CHECK(ids == std::vector<std::string>{"a-b", "a-b-2", "a-b-3", "c"});
  const auto& cards = std::get<Cards>(page.opening[0]).cards;
  CHECK(cards[0].href == "#a-b");
  CHECK(cards[1].href == "#a-b-3");
  CHECK(cards[2].href == "#z");
}
