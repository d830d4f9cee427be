#include <sched.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <map>
#include <regex>
#include <set>

#include "analysis/commands/commands.h"
#include "analysis/figures/processes.h"
#include "analysis/report/inline_svg.h"
#include "analysis/report/numbers.h"
#include "analysis/report/page_html.h"
#include "analysis/report/page_latex.h"
#include "analysis/report/result_index.h"
#include "quiet_output.h"
#include "small_study.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/image_features.h"
#include "tricky/data/text.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

void run(void (*command)(const Invocation&), const std::string& name, std::vector<std::string> arguments) {
  QuietOutput output;
  command({"tricky", name, std::move(arguments)});
}

std::string report(const SmallStudy& study) {
  run(run_report, "report", {"--study", study.path()});
  return read_file(study.folder().reports() / "study.html");
}

std::string report_of(const SmallStudy& study, const std::string& observer) {
  run(run_report, "report", {"--study", study.path(), "--observer", observer});
  return read_file(study.folder().reports() / ("observer_" + observer + ".html"));
}

void analyse(const SmallStudy& study) { run(run_analyse, "analyse", {"--study", study.path(), "--draws", "50"}); }

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// Networks, a difficulty table, ratings with a list, simulated choices: every section.
void fill(SmallStudy& study) {
  study.add_items(6);
  study.add_network("net_a", "110110");
  study.add_network("net_b", "110100");
  study.add_network("net_c", "100110", 3);
  run(run_difficulty, "difficulty", {"--study", study.path(), "--name", "all"});
  study.add_ratings_list("photos", {10, 10, 5, 5, 0, 0}, {});
  for (const auto& [observer, answers] :
       {std::pair("01", "112233"), std::pair("02", "112232"), std::pair("03", "1-2133")}) {
    study.add_session(session_of(observer, Task::ratings, "oddness", "photos"),
                      rating_trials("how <b>odd</b>", answers));
  }
  for (const auto& [observer, cells] : {std::pair("01", "1111011110"), std::pair("02", "1011011110"),
                                        std::pair("03", "1111111111"), std::pair("04", "1111111111")}) {
    study.add_session(session_of(observer, Task::two_choice, "easier", "pairs", SessionOrigin::simulated),
                      pair_trials(cells));
  }
  analyse(study);
}

}  // namespace

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

TEST_CASE("a picture inside a page has its alt text, ids of its own, and no titles or namespaces") {
  Figure figure;
  figure.name = "fig";
  figure.alt = "a <b> \"c\"";
  const std::string svg = inline_svg(
      "<?xml version=\"1.0\"?>\n<svg \n width=\"6\" height=\"3\"\n viewBox=\"0 0 6 3\"\n "
      "xmlns=\"http://www.w3.org/2000/svg\"\n>\n"
      "<title>Gnuplot</title><g id=\"gnuplot_canvas\"><circle id='gpDot'/><use xlink:href='#gpDot' "
      "stroke='black'/></g></svg>\n",
      figure);
  CHECK(svg ==
        "<svg viewBox=\"0 0 6 3\" style=\"max-width:16.0cm\" role=\"img\" aria-label=\"a &lt;b&gt; &quot;c&quot;\">\n"
        "<g id=\"fig-canvas\"><circle id='fig-gpDot'/><use href='#fig-gpDot' stroke='currentColor'/></g></svg>");
  CHECK_THROWS_AS(inline_svg("not a picture", figure), IoError);
}

TEST_CASE("the report says all there is to say about a study, in one file that loads nothing") {
  SmallStudy study;
  fill(study);
  const std::string html = report(study);

  SECTION("everything in one pass, since drawing takes a while") {
    // Sections and their words.
    for (const char* part : {"id=\"networks\"", "id=\"difficulty-all\"", "id=\"network-consistency\"", "id=\"lists\"",
                             "id=\"ratings-task-oddness-list-photos\"",
                             "id=\"two-choice-task-easier-list-pairs-simulated\"", "id=\"methods\"", "trained, epoch 3",
                             "These observers are simulated.", "class=\"badge\">simulated observers"}) {
      CHECK_THAT(html, Contains(part));
    }
    // Hand-computed: 01 is right in 8 of 10 trials; P(X >= 8 | 10, .5) = 56/1024.
    CHECK_THAT(html, Contains("80.0\u202f%") && Contains("0.055"));
    // Means of .8, .7, 1, 1.
    CHECK_THAT(html, Contains("right in 87.5\u202f% [") && Contains("] of trials on average"));
    // 03 and 04 are always right: their kappa has no value but a reason.
    CHECK_THAT(html, Contains("Undefined for") && Contains("03 &amp; 04"));
    CHECK_THAT(html, Contains("how &lt;b&gt;odd&lt;/b&gt;"));
    CHECK(html.find("<b>odd") == std::string::npos);

    // Self-contained.
    CHECK(html.find("http://") == std::string::npos);
    CHECK(html.find("https://") == std::string::npos);
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find("<link") == std::string::npos);
    CHECK(html.find("<img") == std::string::npos);
    CHECK(html.find("url(") == std::string::npos);
    CHECK_THAT(html, Contains("default-src 'none'"));

    // Every figure has a name for those who cannot see it, its four files beside it, and ids of its own.
    const std::size_t n_figures = count_of(html, "<figure>");
    CHECK(n_figures == 12);
    CHECK(count_of(html, "role=\"img\" aria-label=\"") == n_figures);
    CHECK(html.find("aria-label=\"\"") == std::string::npos);
    const std::regex link("href=\"(figures/[^\"]+)\"");
    std::size_t n_files = 0;
    for (std::sregex_iterator at(html.begin(), html.end(), link), end; at != end; ++at, ++n_files) {
      CHECK(std::filesystem::file_size(study.folder().reports() / (*at)[1].str()) > 0);
    }
    CHECK(n_files == 4 * n_figures);
    const std::regex id("id=[\"']([^\"']+)[\"']");
    std::set<std::string> ids;
    std::size_t n_ids = 0;
    for (std::sregex_iterator at(html.begin(), html.end(), id), end; at != end; ++at, ++n_ids)
      ids.insert((*at)[1].str());
    CHECK(ids.size() == n_ids);
    // Links within the page lead somewhere.
    const std::regex inside("href=[\"']#([^\"']+)[\"']");
    for (std::sregex_iterator at(html.begin(), html.end(), inside), end; at != end; ++at)
      CHECK(ids.contains((*at)[1].str()));
    // Tables tell which cells are headings.
    CHECK(count_of(html, "<table>") > 5);
    CHECK(count_of(html, "scope=\"row\"") == count_of(html, "<tr>") - count_of(html, "<thead>"));
  }
}

TEST_CASE("a study of released counts alone has a report that says what is missing") {
  SmallStudy study;
  const ItemSet& items = study.add_items(3);
  DifficultyTable table;
  table.item_set_digest = items.digest();
  table.items = {{"i0", 11, 11, Difficulty::trivial},
                 {"i1", 11, 0, Difficulty::impossible},
                 {"i2", 11, 4, Difficulty::in_between}};
  write_difficulty(study.folder().difficulty_file("released"), table, {});
  analyse(study);
  const std::string html = report(study);
  CHECK_THAT(html, Contains("id=\"difficulty-released\"") && Contains("Only the counts are known") &&
                       Contains("no observers’ responses yet") && Contains("<code>tricky session</code>"));
  CHECK(html.find("id=\"networks\"") == std::string::npos);
  CHECK(html.find("id=\"lists\"") == std::string::npos);
}

TEST_CASE("an observer's page tells what was done, how fast, and warns of a preferred side") {
  SmallStudy study;
  SessionRecord record = session_of("01", Task::two_choice, "easier", "pairs");
  record.details["begun_utc"] = "2026-11-23T09:00:00Z";
  record.details["n_main_trials"] = 24;
  std::vector<TrialRecord> trials = pair_trials("1111111111111111110-");  // right is left: 18 of 19 left
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (!trials[i].response.empty()) trials[i].response_time_s = i < 2 ? 0.1 : 0.5 + 0.1 * static_cast<double>(i);
  }
  trials.push_back(trials[0]);
  trials.back().trial = 21;
  trials.back().item_id = "p20+q20";
  study.add_session(record, trials);
  study.add_session(session_of("02", Task::two_choice, "easier", "pairs"), pair_trials("1111011111111110110-"));
  analyse(study);
  const std::string html = report_of(study, "01");
  CHECK_THAT(html, Contains("Observer 01") && Contains("2026-11-23 09:00 UTC"));
  CHECK_THAT(html, Contains("21 of 24"));                             // trials done
  CHECK_THAT(html, Contains("chose left in 19 of 20 trials (95.0"));  // and the warning:
  CHECK_THAT(html, Contains("<strong>Chose left in 95.0\u202f% of trials.</strong>"));
  CHECK_THAT(html, Contains("3 responses of 20 faster than 0.20\u202fs") && Contains("too fast to be replies"));
  CHECK_THAT(html, Contains("median 1.35\u202fs"));  // of .1 .1 .1 .7 … 2.3: the 10th and 11th are 1.3 and 1.4
  CHECK_THAT(html, Contains("<dt>Missing responses</dt><dd>1</dd>"));
  CHECK_THAT(html, Contains("Error consistency with the other observers") && Contains("scope=\"row\">02<"));
  CHECK_THROWS_WITH(report_of(study, "001"), Contains("no session") && Contains("\"01\""));
  CHECK_THROWS_AS(report_of(study, "../01"), InputError);
}

TEST_CASE("without results, or with results older than the study, a report is refused with the way out") {
  SmallStudy study;
  study.add_items(2);
  study.add_network("a", "10");
  CHECK_THROWS_WITH(report(study), Contains("results.json") && Contains("tricky analyse --study"));
  study.add_network("b", "11");
  analyse(study);
  CHECK_NOTHROW(report(study));

  SECTION("a network came") {
    study.add_network("c", "01");
    CHECK_THROWS_WITH(report(study), Contains("c/responses/final.npy is newer than") && Contains("tricky analyse"));
  }
  SECTION("a network changed") {
    study.add_network("b", "01");
    CHECK_THROWS_WITH(report(study), Contains("b/responses/final.npy was changed since"));
  }
  SECTION("a network went") {
    std::filesystem::remove_all(study.folder().run("b"));
    CHECK_THROWS_WITH(report(study), Contains("b/responses/final.npy was removed since"));
  }
  SECTION("a session came") {
    study.add_session(session_of("01", Task::two_choice, "easier", "pairs"), pair_trials("10"));
    CHECK_THROWS_WITH(report(study), Contains("trials.tsv is newer than"));
  }
  SECTION("results.json is cut off") {
    const auto file = study.folder().reports() / "results.json";
    write_file(file, read_file(file).substr(0, 200));
    CHECK_THROWS_AS(report(study), InputError);
  }
}

namespace {

/// Pairs of a bright or dark trivial image and an impossible one that is the other way round: `bright_is_trivial` of n.
void add_pair_list(SmallStudy& study, int n, int bright_is_trivial) {
  StimulusList list;
  list.name = "pairs";
  list.image_width_px = list.image_height_px = 224;
  std::vector<ImageFeatures> features;
  for (int i = 0; i < 2 * n; ++i) {
    ListedStimulus stimulus;
    stimulus.trial = i / 2 + 1;
    stimulus.position = i % 2 == 0 ? Position::left : Position::right;
    stimulus.item_id = numbered("i", static_cast<std::size_t>(i));
    stimulus.difficulty = (i / 2 + i) % 2 == 0 ? Difficulty::trivial : Difficulty::impossible;
    stimulus.n_makers = 10;
    stimulus.n_correct = stimulus.difficulty == Difficulty::trivial ? 10 : 0;
    stimulus.image = "pairs_images/x.png";
    stimulus.sha256_rgb = std::string(64, 'a');
    const bool is_bright = (stimulus.difficulty == Difficulty::trivial) == (i / 2 < bright_is_trivial);
    ImageFeatures feature;
    feature.item_id = stimulus.item_id;
    feature.sha256_rgb = stimulus.sha256_rgb;
    feature.luminance = is_bright ? 0.6 + 0.001 * i : 0.3 - 0.001 * i;
    feature.rms_contrast = 0.5;
    feature.entropy_bits = 7.0;
    if (i == 0) {
      feature.nearest_item_id = "i3";
      feature.nearest_correlation = 0.97;
    }
    features.push_back(std::move(feature));
    list.stimuli.push_back(std::move(stimulus));
  }
  write_stimulus_list(study.folder().list_file("pairs"), list, {});
  write_image_features(image_features_file(study.folder(), "pairs"), features, {});
}

std::string list_report(const SmallStudy& study) {
  run(run_report, "report", {"--study", study.path(), "--list", "pairs"});
  return read_file(study.folder().reports() / "list_pairs.html");
}

}  // namespace

TEST_CASE("a confound of a stimulus list is said in words before all else, and without any session") {
  SmallStudy study;
  study.add_items(60);
  add_pair_list(study, 30, 24);
  const std::string html = list_report(study);
  CHECK_THAT(html, Contains("A rule that does not look at what images show beats guessing.") &&
                       Contains("choosing the brighter image is right in 80.0\u202f% [61.4, 92.3] of the pairs") &&
                       Contains("as good as the observers of the original experiment"));
  CHECK(html.find("beats guessing") < html.find("id=\"rules\""));
  CHECK_THAT(html, Contains("id=\"near-duplicates\"") && Contains("0.970") && Contains("50.0\u202f% of 30 main trials"));
  CHECK_THAT(html, Contains("Undefined for contrast, entropy") && Contains("no pair has a difference"));
  const auto results = read_results(study.folder().reports() / "list_pairs/results.json");
  CHECK(*the_result(results, "rule_share_right", "luminance", "the brighter image").estimate.value == 0.8);

  add_pair_list(study, 30, 17);
  CHECK_THAT(list_report(study), Contains("No simple rule was found that beats guessing."));
}

TEST_CASE("a list report refuses what it cannot know, with the way out") {
  SmallStudy study;
  study.add_items(20);
  add_pair_list(study, 10, 5);
  CHECK_THROWS_WITH(run(run_report, "report", {"--study", study.path(), "--list", "pair"}),
                    Contains("did you mean \"pairs\""));
  std::filesystem::remove(image_features_file(study.folder(), "pairs"));
  CHECK_THROWS_WITH(list_report(study), Contains("tricky stimuli features --study"));
  ImageFeatures other;
  other.item_id = "i0";
  other.sha256_rgb = std::string(64, 'b');
  write_image_features(image_features_file(study.folder(), "pairs"), {other}, {});
  CHECK_THROWS_WITH(list_report(study), Contains("does not hold the image of item \"i0\""));
  CHECK_FALSE(std::filesystem::exists(study.folder().reports() / "list_pairs.html"));
}

TEST_CASE("the page for an observer names no other observer and judges nothing") {
  SmallStudy study;
  study.add_session(session_of("01", Task::two_choice, "easier", "pairs"), pair_trials("1111111111111111111111110-"));
  study.add_session(session_of("zebra", Task::two_choice, "easier", "pairs"), pair_trials("11110111111111101101101100"));
  analyse(study);
  run(run_report, "report", {"--study", study.path(), "--observer", "01", "--for-observer"});
  const std::string html = read_file(study.folder().reports() / "for_observer_01.html");
  CHECK_THAT(html, Contains("Observer 01") && Contains("96.0\u202f%") && Contains("26"));
  for (const char* word : {"zebra", "Kappa", "consistency", "too fast", "preference", "warning\"", "bias"})
    CHECK(html.find(word) == std::string::npos);
  CHECK_THROWS_AS(run(run_report, "report", {"--study", study.path(), "--for-observer"}), InputError);
}

TEST_CASE("one section or one figure can be written alone, and unknown ones name what there is") {
  SmallStudy study;
  fill(study);
  run(run_report, "report", {"--study", study.path(), "--section", "lists"});
  const std::string lists = read_file(study.folder().reports() / "study_lists.html");
  CHECK(count_of(lists, "<section ") == 1);
  CHECK_THAT(lists, Contains("id=\"lists\""));
  run(run_report, "report", {"--study", study.path(), "--only", "difficulty_all"});
  const std::string figure = read_file(study.folder().reports() / "study_difficulty_all.html");
  CHECK(count_of(figure, "<figure>") == 1);
  CHECK(count_of(figure, "<table>") == 0);
  CHECK_THROWS_WITH(run(run_report, "report", {"--study", study.path(), "--section", "list"}),
                    Contains("did you mean \"lists\""));
  CHECK_THROWS_WITH(run(run_report, "report", {"--study", study.path(), "--only", "nothing_of_the_kind"}),
                    Contains("difficulty_all"));
}

TEST_CASE("the same inputs give the same pages, at another time and on one processor") {
  SmallStudy study;
  fill(study);
  const auto both = [&](const char* time) {
    ::setenv("SOURCE_DATE_EPOCH", time, 1);
    analyse(study);
    report(study);
    report_of(study, "01");
    std::map<std::string, std::string> digests;
    for (const auto& file : std::filesystem::recursive_directory_iterator(study.folder().reports())) {
      if (file.is_regular_file() && file.path().filename() != "results.json")  // provenance says the time
        digests.emplace(file.path().filename().string(), sha256_of_file(file.path()));
    }
    ::unsetenv("SOURCE_DATE_EPOCH");
    return digests;
  };
  const auto first = both("1000000000");
  cpu_set_t before;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  int processor = 0;
  while (!CPU_ISSET(processor, &before)) ++processor;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  const auto second = both("1700000000");
  CHECK(::sched_setaffinity(0, sizeof before, &before) == 0);
  CHECK(first.size() > 40);
  CHECK(first == second);
  CHECK_THAT(read_file(study.folder().reports() / "results.json"), Contains("2023-11-14"));  // the later one

  // Every figure is drawn again by its own script, beside its table alone, to the same bytes.
  const auto figures = study.folder().reports() / "figures";
  std::size_t n = 0;
  for (const auto& file : std::filesystem::directory_iterator(figures)) {
    if (file.path().extension() != ".gp") continue;
    const TemporaryFolder elsewhere;
    const std::string stem = file.path().stem().string();
    for (const char* ending : {".tsv", ".gp"})
      std::filesystem::copy_file(figures / (stem + ending), elsewhere / (stem + ending));
    run_all("gnuplot", "", elsewhere.path(), {{stem + ".gp"}}, 1, std::chrono::seconds(60));
    INFO(stem);
    CHECK(sha256_of_file(elsewhere / (stem + ".svg")) == sha256_of_file(figures / (stem + ".svg")));
    ++n;
  }
  CHECK(n > 8);
}

TEST_CASE("the methods paragraph states networks, rule, lists, sessions, timing, statistics and versions") {
  SmallStudy study;
  study.add_items(6);
  study.add_network("net_a", "110110");
  study.add_network("net_b", "110100");
  run(run_difficulty, "difficulty", {"--study", study.path(), "--name", "all"});
  study.add_ratings_list("photos", {10, 10, 5, 5, 0, 0}, {});
  SessionRecord record = session_of("01", Task::two_choice, "easier", "pairs");
  record.details["timing"]["method_sentence"] = "Frames were shown at 60 Hz <fast>.";
  study.add_session(record, pair_trials("1101"));
  analyse(study);
  const std::string html = report(study);
  CHECK_THAT(html, Contains("Responses of 2 networks were imported.") && Contains("called trivial when all of 2 networks") &&
                       Contains("Stimulus list photos holds 6 images") && Contains("1 observer, 1 session.") &&
                       Contains("Frames were shown at 60 Hz &lt;fast&gt;.") && Contains("Computed with tricky "));
  CHECK_THAT(report_of(study, "01"), Contains("<dt>Timing</dt><dd>Frames were shown at 60 Hz &lt;fast&gt;."));
}

TEST_CASE("a PDF is printed where a browser is installed, and else it is said what brings one") {
  SmallStudy study;
  study.add_items(20);
  add_pair_list(study, 10, 5);
  const std::vector<std::string> words{"--study", study.path(), "--list", "pairs", "--format", "pdf"};
  const std::string path = std::getenv("PATH");
  const TemporaryFolder programs;
  std::filesystem::create_symlink("/usr/bin/gnuplot", programs / "gnuplot");
  ::setenv("PATH", programs.path().c_str(), 1);
  CHECK_THROWS_WITH(run(run_report, "report", words), Contains("apt-get install chromium") && Contains("print it"));
  ::setenv("PATH", path.c_str(), 1);
  CHECK_FALSE(std::filesystem::exists(study.folder().reports() / "list_pairs.html"));
  if (std::system("command -v chromium >/dev/null") != 0) {
    WARN("skipped: chromium is not installed, so no PDF was printed");
    return;
  }
  run(run_report, "report", words);
  const std::string pdf = read_file(study.folder().reports() / "list_pairs.pdf");
  CHECK(pdf.substr(0, 5) == "%PDF-");
  CHECK(pdf.find("%%EOF") != std::string::npos);
}

TEST_CASE("no name becomes a LaTeX command, and tables compile where pdflatex is installed") {
  const std::string evil = "\\write18{rm} $x$ %& #_^~{}<>|\"`' -- [a] \n\t− 5\u202f% – × ± ≥ ’ “q” d′";
  CHECK(latex_escaped("\\a{b}_%") == "\\textbackslash{}a\\{b\\}\\_\\%");
  CHECK(latex_escaped("−0.5 [5\u202f%]") == "$-$0.5 [5\\,\\%]");
  Table table;
  table.caption = evil;
  table.columns = {{evil, Table::Align::text}, {evil}};
  table.rows = {{Text(evil), Text("[1, 2]")}, {Text("[x]"), Text(evil)}};
  table.notes = {evil};
  Page page;
  page.sections = {Section{"a-b", "A", "", {table, table}}};
  const auto fragments = tables_as_latex(page);
  REQUIRE(fragments.size() == 2);
  CHECK(fragments[1].first == "a-b-2");
  CHECK_THAT(fragments[0].second, Contains("\\toprule") && Contains("{lr}") && Contains("{}[1, 2] \\\\"));
  CHECK(fragments[0].second.find("\\write18") == std::string::npos);

  SmallStudy study;
  fill(study);
  run(run_report, "report", {"--study", study.path(), "--format", "latex"});
  CHECK_FALSE(std::filesystem::exists(study.folder().reports() / "study.html"));
  if (std::system("command -v pdflatex >/dev/null") != 0) {
    WARN("skipped: pdflatex is not installed, so no table was compiled");
    return;
  }
  const TemporaryFolder folder;
  std::string document = "\\documentclass{article}\n\\usepackage{booktabs}\n\\begin{document}\n";
  write_file(folder / "evil.tex", fragments[0].second);
  document += "\\input{evil.tex}\n";
  int n = 0;
  for (const auto& file : std::filesystem::directory_iterator(study.folder().reports() / "latex")) {
    std::filesystem::copy_file(file.path(), folder / ("t" + std::to_string(n) + ".tex"));
    document += "\\input{t" + std::to_string(n++) + ".tex}\n";
  }
  CHECK(n > 5);
  write_file(folder / "all.tex", document + "\\end{document}\n");
  const std::string line = "cd '" + folder.path().string() +
                           "' && pdflatex -no-shell-escape -halt-on-error -interaction=batchmode all.tex >/dev/null 2>&1";
  CHECK(std::system(line.c_str()) == 0);
  if (!std::filesystem::exists(folder / "all.pdf")) FAIL(read_file(folder / "all.log"));
}
