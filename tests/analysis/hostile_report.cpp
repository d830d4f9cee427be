// Names, labels and remarks from outside that would be commands or markup in any of the files a report is made of.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>

#include "analysis/report/material.h"
#include "analysis/report/observer_page.h"
#include "analysis/report/page_latex.h"
#include "analysis/report/study_page.h"
#include "mutation.h"
#include "small_reports.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

/// Markup, quotes, Mustache, gnuplot's and the shell's commands, format signs, LaTeX, right-to-left marks, formulas. What
/// would have been obeyed makes a file CANARY.
const std::string kEvil =
    "=<script>alert(1)</script><img src=x onerror=alert(2)>\"'''`touch CANARY`@data {{title}}{{{style}}} }{ "
    "\\' \\n %s %d %1$s $(touch CANARY) '; system('touch CANARY'); !touch CANARY; # & \\input{x} ^_~ \u202e ü𝕏]]>-->";
const std::string kEvilQuote = "\"; system(\"touch CANARY\"); \"`touch CANARY`";
const std::string kLong = kEvil + std::string(3000, 'x') + kEvil;

/// Trials whose items' names are evil, too.
std::vector<TrialRecord> with_evil_items(std::vector<TrialRecord> trials) {
  for (TrialRecord& trial : trials) {
    if (trial.trial == 1) trial.item_id = kEvil;
  }
  return trials;
}

void add_odd_session(const SmallStudy& study, SessionRecord record, const std::vector<TrialRecord>& trials) {
  record.details["remarks"] = kEvil;
  record.details["begun_utc"] = kEvilQuote;
  record.details["timing"]["method_sentence"] = kEvil;
  record.state = kEvil;
  const auto folder = session_folder(study.folder(), record);
  write_session(folder, record);
  write_trials(folder, trials);
}

/// All that people may type freely, and names as odd as they may be. `list` names the list of the session.json files.
void fill_with_evil(SmallStudy& study) {
  std::string toml = "name = '''x" + kEvilQuote + "<script>{{{style}}}'''\n";
  write_file(study.folder().study_file(), toml);
  std::vector<Item> items;
  for (std::size_t i = 0; i < 40; ++i) {
    Item item{i == 0 ? kEvil : numbered("i", i), static_cast<std::uint16_t>(i % 2), i % 2 == 0 ? kEvil + "\n" : kLong, ""};
    items.push_back(std::move(item));
  }
  // A superclass column: what `--groups` reads.
  std::string csv = "item_id,label,category,superclass,label_error\n";
  const auto quoted = [](const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
  };
  for (std::size_t i = 0; i < items.size(); ++i)
    csv += quoted(items[i].item_id) + "," + std::to_string(items[i].label) + "," + quoted(items[i].category) + "," +
           quoted(i % 3 == 0 ? kEvil : i % 3 == 1 ? kEvilQuote : kLong) + "," + std::to_string(i % 2) + "\n";
  write_file(study.folder().items_file(), csv);
  study.use_items(read_items(study.folder().items_file()));
  std::string cells[3];
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t j = 0; j < 3; ++j) cells[j] += i % (j + 2) == 0 ? '0' : i % 2 == 0 ? '0' : '1';
  }
  study.add_network("a.b", cells[0]);
  study.add_network("a_b", cells[1]);
  study.add_network("a-b", cells[2]);
  run(run_difficulty, "difficulty", {"--study", study.path(), "--name", "x.y"});
  run(run_difficulty, "difficulty", {"--study", study.path(), "--name", "x_y"});
  study.add_ratings_list("photos", {10, 10, 5, 5, 0, 0}, {});
  for (const char* observer : {"01", "02", "03"}) {
    std::vector<TrialRecord> trials;
    for (const std::string& question : {kEvil, kEvilQuote, kLong}) {
      for (const TrialRecord& trial : rating_trials(question, observer[1] == '1' ? "112233" : "121323"))
        trials.push_back(trial);
    }
    add_odd_session(study, session_of(observer, Task::ratings, "odd", "photos"), trials);
    add_odd_session(study, session_of(observer, Task::two_choice, "easier", kEvil),
                    with_evil_items(pair_trials(observer[1] == '1' ? "1101101101" : "1110111011")));
    std::vector<TrialRecord> named = with_evil_items(rating_trials("category", "111111"));
    for (TrialRecord& trial : named) {
      trial.expected = kEvil;
      trial.response = trial.trial % 2 == 0 ? kEvil : kEvilQuote;
      trial.correct = trial.trial % 2 == 0 ? Correctness::right : Correctness::wrong;
    }
    add_odd_session(study, session_of(observer, Task::categorisation, "names", "`touch CANARY`"), named);
  }
}

std::set<std::string> files_below(const std::filesystem::path& folder) {
  std::set<std::string> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    files.insert(file.path().lexically_relative(folder).string());
  return files;
}

/// Python's parsers as judges of what a browser would make of it: unknown tags, handlers, scripts; ids that are there
/// twice; pictures that are no XML.
constexpr const char* kJudge = R"py(
import glob, html.parser, sys, xml.etree.ElementTree
bad = []
class Judge(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "object", "embed", "link", "base", "form", "img"):
            bad.append((self.file, "tag " + tag))
        for name, value in attributes:
            if name.startswith("on"): bad.append((self.file, "handler " + name))
            if name in ("href", "src") and value.lower().strip().startswith(("javascript:", "http", "//")):
                bad.append((self.file, value))
            if name == "id":
                if value in self.ids: bad.append((self.file, "twice: id " + value))
                self.ids.add(value)
for file in glob.glob(sys.argv[1] + "/*.html"):
    judge = Judge()
    judge.file, judge.ids = file, set()
    judge.feed(open(file, encoding="utf-8").read())
n = 0
for file in glob.glob(sys.argv[1] + "/figures/*.svg"):
    n += 1
    for element in xml.etree.ElementTree.parse(file).iter():
        if element.tag.endswith(("script", "foreignObject")): bad.append((file, element.tag))
for each in bad: print(*each)
print(n, "pictures")
sys.exit(1 if bad or n < 10 else 0)
)py";

}  // namespace

TEST_CASE("no name, label or remark becomes a command, markup, or a path that leaves the reports") {
  SmallStudy study;
  fill_with_evil(study);
  auto before = files_below(study.path());
  run(run_analyse, "analyse", {"--study", study.path(), "--draws", "20", "--groups", "superclass"});
  const std::string html = report(study);
  report_of(study, "01");
  run(run_report, "report", {"--study", study.path(), "--observer", "01", "--for-observer"});
  run(run_report, "report", {"--study", study.path(), "--format", "latex"});
  add_pair_list(study, 10, 5);
  StimulusList list = read_stimulus_list(study.folder().list_file("pairs"));
  for (ListedStimulus& stimulus : list.stimuli) stimulus.category = kEvil;
  list.difficulty_name = kEvilQuote;
  write_stimulus_list(study.folder().list_file("pairs"), list, {});
  before = files_below(study.path());
  list_report(study);

  for (const std::string& file : files_below(study.path())) {
    CAPTURE(file);
    CHECK(file.find("CANARY") == std::string::npos);
    CHECK((before.contains(file) || file.starts_with("reports")));
  }
  CHECK_THAT(html, Contains("&lt;script&gt;") && Contains("{{{style}}}"));
  CHECK(html.find("<script") == std::string::npos);
  write_file(study.folder().root() / "judge.py", kJudge);
  if (std::system("/usr/bin/python3 -c '' 2>/dev/null") != 0) {
    WARN("skipped: /usr/bin/python3 is not installed, so no parser judged the pages");
    return;
  }
  CHECK(std::system(("/usr/bin/python3 '" + (study.folder().root() / "judge.py").string() + "' '" +
                     study.folder().reports().string() + "'")
                        .c_str()) == 0);
}

TEST_CASE("a run or a session that would be a path, and a table whose name is no text, are refused") {
  SmallStudy study;
  study.add_items(2);
  study.add_network("a", "10");
  const auto changed = [](const std::filesystem::path& file, const std::string& from, const std::string& to) {
    std::string text = read_file(file);
    text.replace(text.find(from), from.size(), to);
    write_file(file, text);
  };
  SECTION("run") {
    changed(study.folder().run("a") / "run.json", "\"name\": \"a\"", "\"name\": \"../../a\"");
    CHECK_THROWS_WITH(analyse(study), Contains("run.json") && Contains("name") && Contains("letters"));
  }
  SECTION("session") {
    const auto folder = study.add_session(session_of("01", Task::two_choice, "easier", "pairs"), pair_trials("10"));
    changed(folder / "session.json", "\"observer\": \"01\"", "\"observer\": \"../01\"");
    CHECK_THROWS_WITH(analyse(study), Contains("session.json") && Contains("observer") && Contains("letters"));
  }
  SECTION("table") {
    std::filesystem::create_directories(study.folder().root() / "difficulty");
    write_file(study.folder().root() / "difficulty" / "x\xff.csv", "");
    CHECK_THROWS_WITH(analyse(study), Contains("not UTF-8"));
  }
}

TEST_CASE("damaged results, tables and sessions are refused or analysed within bounds") {
  SmallStudy study;
  fill(study);
  const auto pages = [&] {
    const Material material = read_material(study.folder().root(), MaterialFor::study);
    const Page page = study_page(material, "tricky");
    return tables_as_latex(page).size() + tables_as_latex(observer_page(material, "01", "tricky")).size();
  };
  REQUIRE(pages() > 10);
  const auto run_of = [&](const char* file) { return study.folder().run("net_a") / file; };
  const auto session = study.folder().sessions() / "sub-01/ses-01_task-oddness";
  const std::pair<std::filesystem::path, std::uint64_t> files[] = {
      {study.folder().reports() / "results.json", 200}, {study.folder().items_file(), 30},
      {run_of("run.json"), 30},                         {study.folder().difficulty_file("all"), 30},
      {study.folder().list_file("photos"), 30},         {session / "session.json", 30},
      {session / "trials.tsv", 30}};
  std::uint64_t n_used = 0;
  std::uint64_t n_refused = 0;
  for (const auto& [file, usual] : files) {
    const std::string whole = read_file(file);
    for (std::uint64_t round = 0; round < n_rounds(usual); ++round) {
      RandomStream random(round, Stream::bootstrap, static_cast<std::uint32_t>(whole.size()));
      write_unsynced(file, damaged_copy(whole, "0123456789\"{}[]:,.-+eE\n\t\\\xff", random));
      CAPTURE(file, round);
      try {
        if (file.filename() == "results.json") {
          pages();
        } else {
          run(run_analyse, "analyse", {"--study", study.path(), "--draws", "5"});
          pages();
        }
        ++n_used;
      } catch (const InputError&) {
        ++n_refused;
      }
    }
    write_unsynced(file, whole);
  }
  CHECK(n_used > 3);
  CHECK(n_refused > 50);
}
