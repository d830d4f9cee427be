#include "commands/write_page.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "figures/draw.h"
#include "figures/pdf_dates.h"
#include "figures/processes.h"
#include "report/page_html.h"
#include "report/page_latex.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

namespace fs = std::filesystem;

bool is_installed(const std::string& program) {
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path == nullptr ? "" : path, ':')) {
    if (!folder.empty() && ::access((fs::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

[[noreturn]] void unknown(const char* option, const std::string& name, const std::vector<std::string>& names) {
  const auto nearest = nearest_name(name, names);
  throw InputError(std::string(option) + ": this page has no " + in_quotes(name) +
                   (nearest         ? "; did you mean " + in_quotes(*nearest) + "?"
                    : names.empty() ? "; it has none at all"
                                    : "; it has " + join(names, ", ")));
}

/// A path as the URL that a browser opens.
std::string file_url(const fs::path& file) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string url = "file://";
  for (const char character : fs::absolute(file).string()) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("/._-").find(character) != std::string_view::npos)) {
      url += character;
    } else {
      url += '%';
      url += kDigits[byte >> 4U];
      url += kDigits[byte & 15U];
    }
  }
  return url;
}

/// A folder that vanishes, for a browser that insists on one.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "tricky-browser-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw IoError(pattern + ": cannot be made");
    folder_ = pattern;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

/// The first of these that is installed; weasyprint reads our page, too.
std::string printing_program() {
  for (const char* program : {"chromium", "chromium-browser", "google-chrome", "weasyprint"}) {
    if (is_installed(program)) return program;
  }
  throw NotInThisBuild(
      "--format pdf needs chromium or weasyprint, and neither is installed (Debian: sudo apt-get install chromium); "
      "without them, open the HTML page in any browser and print it");
}

void print_pdf(const std::string& program, const fs::path& html, const fs::path& pdf) {
  const Scratch scratch;
  const fs::path made = scratch.folder() / "page.pdf";
  std::vector<std::string> arguments{fs::absolute(html).string(), made.string()};
  if (program != "weasyprint") {
    arguments = {"--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                 "--disable-sync", "--user-data-dir=" + scratch.folder().string(), "--no-pdf-header-footer",
                 "--print-to-pdf=" + made.string(), file_url(html)};
    if (::geteuid() == 0) arguments.insert(arguments.begin(), "--no-sandbox");  // it refuses root's sandbox
  }
  run_all(program, "", scratch.folder(), {arguments}, 1, std::chrono::seconds(120));
  if (!fs::exists(made)) throw IoError(pdf.string() + ": " + program + " did not print it");
  blank_pdf_dates(made);
  write_file(pdf, read_file(made));
}

}  // namespace

Page chosen_parts(Page page, const PageOptions& options) {
  if (!options.section.empty()) {
    std::vector<std::string> names;
    for (const Section& section : page.sections) names.push_back(section.id);
    std::erase_if(page.sections, [&](const Section& section) { return section.id != options.section; });
    if (page.sections.empty()) unknown("--section", options.section, names);
    page.opening.clear();
  }
  if (!options.figure.empty()) {
    std::vector<std::string> names;
    for (const Figure& figure : figures_of(page)) names.push_back(figure.name);
    const auto is_other = [&](const Block& block) {
      const auto* figure = std::get_if<Figure>(&block);
      return figure == nullptr || figure->name != options.figure;
    };
    page.opening.clear();
    for (Section& section : page.sections) std::erase_if(section.blocks, is_other);
    std::erase_if(page.sections, [](const Section& section) { return section.blocks.empty(); });
    if (page.sections.empty()) unknown("--only", options.figure, names);
  }
  return page;
}

void write_page(Page page, const fs::path& folder, const std::string& stem, const PageOptions& options) {
  const std::string browser = options.format == PageFormat::pdf ? printing_program() : "";
  make_ids_unique(page);
  page = chosen_parts(std::move(page), options);
  std::string name = stem;
  for (const std::string& part : {options.section, options.figure}) name += part.empty() ? "" : "_" + part;
  if (options.format == PageFormat::latex) {
    for (const auto& [table, text] : tables_as_latex(page)) {
      const fs::path file = folder / "latex" / (stem + "_" + table + ".tex");
      write_file(file, text);
      std::printf("%s\n", file.c_str());
    }
    return;
  }
  draw(folder / "figures", figures_of(page));
  const fs::path html = folder / (name + ".html");
  write_file(html, to_html(page, folder / "figures", "figures"));
  if (options.format == PageFormat::html) {
    std::printf("%s\n", html.c_str());
    return;
  }
  const fs::path pdf = folder / (name + ".pdf");
  print_pdf(browser, html, pdf);
  std::printf("%s\n", pdf.c_str());
}

std::string program_and_revision() {
  return "tricky " + std::string(version()) + " (revision " + std::string(git_revision()) + ")";
}

}  // namespace tricky::analysis
