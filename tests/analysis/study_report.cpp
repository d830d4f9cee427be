#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "small_reports.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

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
    CHECK(n_figures == 13);
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

TEST_CASE("the methods paragraph names who was left out of the agreement and why, or that no reason was given") {
  SmallStudy study;
  study.add_ratings_list("r", {10, 5, 0, 10}, {});
  for (const auto& [observer, answers] :
       {std::pair{"01", "0122"}, {"02", "0112"}, {"03", "2100"}, {"04", "2110"}}) {
    study.add_session(session_of(observer, Task::ratings, "three", "r"), rating_trials("clear", answers));
  }
  run(run_analyse, "analyse",
      {"--study", study.path(), "--draws", "50", "--exclude-observer", "clear=03: fell <asleep>, twice",
       "--exclude-observer", "clear=04"});
  CHECK_THAT(report(study),
             Contains("On clear: excluded: 03 (fell &lt;asleep&gt;, twice), 04 (no reason given)."));
}
