#include <sched.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <map>

#include "analysis/figures/processes.h"
#include "analysis/report/page_latex.h"
#include "small_reports.h"
#include "tricky/data/digest.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;
using Catch::StartsWith;

TEST_CASE("the same inputs give the same pages, at another time and place, in another time zone and language, and on one processor") {
  SmallStudy study;
  write_file(study.folder().study_file(), "name = \"n\"\n");
  fill(study);
  const auto both = [&](const std::filesystem::path& root, const char* time) {
    ::setenv("SOURCE_DATE_EPOCH", time, 1);
    const std::filesystem::path here = std::filesystem::current_path();
    std::filesystem::current_path(root);  // pages tell the path as it was typed
    run(run_analyse, "analyse", {"--study", ".", "--draws", "50"});
    for (std::vector<std::string> options : {std::vector<std::string>{}, {"--observer", "01"}, {"--format", "latex"}}) {
      options.insert(options.begin(), {"--study", "."});
      run(run_report, "report", options);
    }
    std::filesystem::current_path(here);
    std::map<std::string, std::string> digests;
    for (const auto& file : std::filesystem::recursive_directory_iterator(root / "reports")) {
      if (file.is_regular_file() && file.path().filename() != "results.json")  // provenance says the time
        digests.emplace(file.path().filename().string(), sha256_of_file(file.path()));
    }
    ::unsetenv("SOURCE_DATE_EPOCH");
    return digests;
  };
  const auto first = both(study.folder().root(), "1000000000");
  // The same study elsewhere, in another time zone and language, unreadable for others.
  const TemporaryFolder elsewhere_folder;
  const std::filesystem::path copy = elsewhere_folder / "another name";
  std::filesystem::copy(study.folder().root(), copy, std::filesystem::copy_options::recursive);
  std::filesystem::remove_all(copy / "reports");
  ::setenv("TZ", "Asia/Tokyo", 1);
  ::setenv("LC_ALL", "de_DE.UTF-8", 1);
  const ::mode_t mask = ::umask(077);
  cpu_set_t before;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  int processor = 0;
  while (!CPU_ISSET(processor, &before)) ++processor;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  const auto second = both(copy, "1700000000");
  ::umask(mask);
  ::unsetenv("TZ");
  ::unsetenv("LC_ALL");
  CHECK(::sched_setaffinity(0, sizeof before, &before) == 0);
  CHECK(first.size() > 40);
  CHECK(first.size() == second.size());
  for (const auto& [name, digest] : first) {
    INFO(name);
    CHECK((second.contains(name) && second.at(name) == digest));
  }
  CHECK_THAT(read_file(copy / "reports" / "results.json"), Contains("2023-11-14"));  // the later one

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
  Table many = table;
  many.columns[1].heading = "n";
  many.rows.assign(60, {Text("inputs/of the analysis/" + std::string(40, 'x')), Text("0.5")});
  Table japanese = table;
  japanese.rows = {{Text("猫"), Text("1")}};
  page.sections = {Section{"a-b", "A", "", {table, table, many, japanese}}};
  const auto fragments = tables_as_latex(page);
  REQUIRE(fragments.size() == 4);
  CHECK_THAT(fragments[2].second, Contains("\\begin{longtable}") && Contains("xxxxxxxx\\allowbreak{}"));
  CHECK_THAT(fragments[3].second, StartsWith("% Has letters that pdflatex does not know"));
  CHECK_THAT(fragments[0].second, StartsWith("% \\usepackage"));
  CHECK(fragments[1].first == "a-b-2");
  CHECK_THAT(fragments[0].second, Contains("\\toprule") && Contains("p{0.40\\textwidth}r}") && Contains("{}[1, 2] \\\\"));
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
  std::string document = "\\documentclass{article}\n\\usepackage{booktabs,array,graphicx,longtable}\n\\begin{document}\n";
  write_file(folder / "evil.tex", fragments[0].second + fragments[2].second);
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
  const std::string log = read_file(folder / "all.log");
  if (!std::filesystem::exists(folder / "all.pdf")) FAIL(log);
  CHECK(log.find("Overfull \\hbox") == std::string::npos);
}
