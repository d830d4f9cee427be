// Pages for people who do not see them, or not well: WCAG 2.1, what of it can be computed.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <map>
#include <regex>

#include "analysis/report/page_templates.h"
#include "small_reports.h"
#include "tricky/data/files.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

using Palette = std::map<std::string, std::string>;

/// The custom properties of the first `:root` in `css`, over those of `base`.
Palette palette_of(const std::string& css, Palette base) {
  const std::size_t root = css.find(":root {");
  const std::string block = css.substr(root, css.find('}', root) - root);
  const std::regex property("--([a-z-]+): (#[0-9a-f]+)");
  for (std::sregex_iterator at(block.begin(), block.end(), property), end; at != end; ++at)
    base[(*at)[1].str()] = (*at)[2].str();
  return base;
}

/// Relative luminance of "#rrggbb" or "#rgb" (WCAG 2.1).
double luminance(const std::string& colour) {
  std::array<double, 3> channels{};
  const std::size_t digits = colour.size() == 4 ? 1 : 2;
  for (std::size_t i = 0; i < 3; ++i) {
    std::string hex = colour.substr(1 + i * digits, digits);
    if (digits == 1) hex += hex;
    const double value = std::stoi(hex, nullptr, 16) / 255.0;
    channels[i] = value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
}

double contrast(const std::string& first, const std::string& second) {
  const double ratio = (luminance(first) + 0.05) / (luminance(second) + 0.05);
  return std::max(ratio, 1.0 / ratio);
}

/// One page: language, title, headings that skip no level, names of pictures and links, header cells, labels that exist.
constexpr const char* kJudge = R"py(
import html.parser, sys
bad = []
class Judge(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.level, self.ids, self.labels, self.text, self.n = 0, set(), [], None, {}
        self.tables = []
    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.n[tag] = self.n.get(tag, 0) + 1
        if "id" in a: self.ids.add(a["id"])
        for name in ("aria-labelledby", "aria-describedby"):
            if name in a: self.labels += a[name].split()
        if tag == "html" and not a.get("lang"): bad.append("no language")
        if tag == "meta" and "user-scalable" in a.get("content", ""): bad.append("forbids zooming")
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            level = int(tag[1])
            if level > self.level + 1: bad.append(f"heading {tag} after level {self.level}")
            self.level = level
        if tag == "svg" and not (a.get("role") == "img" and a.get("aria-label", "").strip()): bad.append("svg without a name")
        if tag == "img" and not a.get("alt", "").strip(): bad.append("img without alt")
        if tag == "table": self.tables.append([0, 0])
        if tag == "th":
            if a.get("scope") not in ("col", "row"): bad.append("th without scope")
            self.tables[-1][0 if a.get("scope") == "col" else 1] += 1
        if tag == "div" and a.get("tabindex") == "0" and not a.get("aria-label"): bad.append("scroller without a name")
        if tag in ("a", "summary", "th", "caption", "title", "h1", "h2"): self.text = ""
    def handle_data(self, data):
        if self.text is not None: self.text += data
    def handle_endtag(self, tag):
        if tag in ("a", "summary", "caption", "title", "h1", "h2") and self.text is not None:
            if not self.text.strip(): bad.append(f"empty {tag}")
            self.text = None
for file in sys.argv[1:]:
    judge = Judge()
    judge.feed(open(file, encoding="utf-8").read())
    for label in judge.labels:
        if label not in judge.ids: bad.append(f"label {label} leads nowhere")
    for columns, rows in judge.tables:
        if columns == 0 or rows == 0: bad.append("table without header cells")
    if judge.n.get("h1") != 1 or judge.n.get("main") != 1: bad.append("not one h1 and one main")
    if judge.n.get("title") != 1: bad.append("no title")
    for each in bad: print(file, each)
sys.exit(1 if bad else 0)
)py";

}  // namespace

TEST_CASE("text on the pages has a contrast of 4.5 to 1 or more, by day and by night and in print") {
  const std::string css(kPageStyle);
  CHECK(contrast("#000", "#ffffff") == Approx(21.0));
  CHECK(contrast("#777777", "#ffffff") == Approx(4.48).margin(0.005));  // the well-known grey that just fails
  const Palette light = palette_of(css, {});
  REQUIRE(light.size() > 10);
  const Palette dark = palette_of(css.substr(css.find("prefers-color-scheme: dark")), light);
  REQUIRE(dark.at("paper") != light.at("paper"));
  // Paper is white whatever the screen: print stands on the light colours.
  CHECK(css.find("@media (prefers-color-scheme: dark)") == std::string::npos);
  const Palette print = palette_of(css.substr(css.find("@media print")), light);
  constexpr std::pair<const char*, const char*> kText[] = {
      {"ink", "paper"},      {"soft", "paper"},      {"link", "paper"}, {"ink", "faint"},
      {"soft", "faint"},     {"link", "faint"},      {"badge-ink", "badge"},
      {"ink", "warn-paper"}, {"ink", "note-paper"},  {"link", "warn-paper"}, {"link", "note-paper"}};
  for (const Palette& palette : {light, dark, print}) {
    for (const auto& [ink, paper] : kText) {
      CAPTURE(ink, paper, palette.at(ink), palette.at(paper));
      CHECK(contrast(palette.at(ink), palette.at(paper)) >= 4.5);
    }
    // Stripes beside notices are no text: 3 to 1.
    for (const char* stripe : {"warn", "note"}) CHECK(contrast(palette.at(stripe), palette.at("paper")) >= 3.0);
  }
}

TEST_CASE("every page can be read aloud: language, headings, names of pictures, header cells") {
  SmallStudy study;
  fill(study);
  report(study);
  report_of(study, "01");
  run(run_report, "report", {"--study", study.path(), "--observer", "01", "--for-observer"});
  add_pair_list(study, 10, 5);
  list_report(study);
  if (std::system("/usr/bin/python3 -c '' 2>/dev/null") != 0) {
    WARN("skipped: /usr/bin/python3 is not installed, so no parser judged the pages");
    return;
  }
  const auto reports = study.folder().reports();
  const auto is_good = [&](const std::string& pages) {
    return std::system(("cd '" + reports.string() + "' && /usr/bin/python3 judge.py " + pages).c_str()) == 0;
  };
  write_file(reports / "judge.py", kJudge);
  CHECK(is_good("study.html observer_01.html for_observer_01.html list_pairs.html"));
  // The judge is no rubber stamp.
  const std::string html = read_file(reports / "study.html");
  for (const auto& [good, worse] : {std::pair("<html lang=\"en\">", "<html>"), {" role=\"img\" aria-label=", " data-x="},
                                    {"<h2 id", "<h4 id"}, {"<th scope=\"row\">", "<th>"}}) {
    write_file(reports / "worse.html", std::regex_replace(html, std::regex(good), worse));
    CAPTURE(good);
    CHECK_FALSE(is_good("worse.html > /dev/null"));
  }
}
