#include <memory>

#include "commands/commands.h"
#include "commands/list_report.h"
#include "commands/write_page.h"
#include "report/material.h"
#include "report/observer_page.h"
#include "report/study_page.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace fs = std::filesystem;

namespace {

struct Options {
  fs::path study;
  std::string observer;
  bool for_observer = false;
  std::string list;
  std::string format = "html";
  PageOptions page;
};

void check_name(const char* option, const std::string& name) {
  if (name.empty() || is_plain_name(name)) return;
  throw InputError(std::string(option) + ": expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(name));
}

Options parse(const Invocation& invocation) {
  Options options;
  auto line = command_line(
      invocation,
      "Writes reports/study.html, one file with everything in it, and its figures as SVG and PDF with their data and "
      "gnuplot scripts in reports/figures. --observer writes one observer's page instead, --list a page on a stimulus "
      "list, to be read before its first session. All but --list need the results of `tricky analyse`.",
      "tricky report --study demo\ntricky report --study demo --section difficulty-all --format pdf\n"
      "tricky report --study demo --observer 01\ntricky report --study demo --list pairs");
  line->add_option("--study", options.study, "study folder")->required();
  CLI::Option* observer = line->add_option("--observer", options.observer, "write the page of this observer");
  line->add_flag("--for-observer", options.for_observer,
                 "with --observer: the page one may hand to the observer, without other observers and judgements")
      ->needs(observer);
  line->add_option("--list", options.list, "write the page of this stimulus list")->excludes(observer);
  line->add_option("--section", options.page.section, "this section alone; its name is the end of its link, after #");
  line->add_option("--only", options.page.figure, "this figure alone; its name is that of its files");
  line->add_option("--format", options.format, "html; pdf as well (needs chromium or weasyprint); or latex: the tables alone, as booktabs fragments")
      ->check(CLI::IsMember({"html", "pdf", "latex"}))
      ->capture_default_str();
  parse_command_line(*line, invocation);
  check_name("--observer", options.observer);
  check_name("--list", options.list);
  options.page.format = options.format == "pdf"     ? PageFormat::pdf
                        : options.format == "latex" ? PageFormat::latex
                                                    : PageFormat::html;
  return options;
}

}  // namespace

void run_report(const Invocation& invocation) {
  const Options options = parse(invocation);
  if (!options.list.empty()) {
    write_list_report(invocation, StudyFolder(options.study), options.list, options.page);
    return;
  }
  const bool is_study = options.observer.empty();
  const Material material = read_material(options.study, is_study ? MaterialFor::study : MaterialFor::observer);
  const fs::path reports = material.study.reports();
  const FolderLock lock(reports);
  const std::string program = program_and_revision();
  if (is_study) {
    write_page(study_page(material, program), reports, "study", options.page);
  } else if (options.for_observer) {
    write_page(page_for_observer(material, options.observer, program), reports,
               "for_observer_" + options.observer, options.page);
  } else {
    write_page(observer_page(material, options.observer, program), reports, "observer_" + options.observer,
               options.page);
  }
}

}  // namespace tricky::analysis
