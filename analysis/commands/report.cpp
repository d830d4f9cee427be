#include <cstdio>
#include <memory>

#include "commands/commands.h"
#include "figures/draw.h"
#include "report/material.h"
#include "report/observer_page.h"
#include "report/page_html.h"
#include "report/study_page.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace fs = std::filesystem;

void run_report(const Invocation& invocation) {
  fs::path root;
  std::string observer;
  auto line =
      command_line(invocation,
                   "Writes reports/study.html, one file with everything in it, and its figures as SVG and PDF with "
                   "their data and gnuplot scripts in reports/figures. With --observer, writes that observer's page, "
                   "reports/observer_NAME.html, instead. Needs the results of `tricky analyse`.",
                   "tricky report --study demo\ntricky report --study demo --observer 01");
  line->add_option("--study", root, "study folder")->required();
  line->add_option("--observer", observer, "write the page of this observer");
  parse_command_line(*line, invocation);
  if (!observer.empty() && !is_plain_name(observer)) {
    throw InputError("--observer: expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(observer));
  }

  const bool is_study = observer.empty();
  const Material material = read_material(root, is_study ? MaterialFor::study : MaterialFor::observer);
  const fs::path reports = material.study.reports();
  const FolderLock lock(reports);
  const Provenance provenance = provenance_of(invocation, {reports / "results.json"});
  const Page page = is_study ? study_page(material, provenance) : observer_page(material, observer, provenance);
  draw(reports / "figures", figures_of(page));
  const fs::path file = reports / (is_study ? "study.html" : "observer_" + observer + ".html");
  write_file(file, to_html(page, reports / "figures", "figures"));
  std::printf("%s\n", file.c_str());
}

}  // namespace tricky::analysis
