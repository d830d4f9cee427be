#include "figures/draw.h"

#include <algorithm>
#include <system_error>
#include <thread>

#include "figures/pdf_dates.h"
#include "figures/processes.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

namespace tricky::analysis {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPictures[] = {".svg", ".pdf"};

void remove_pictures(const fs::path& folder, std::span<const Figure> figures) {
  for (const Figure& figure : figures) {
    for (const char* ending : kPictures) {
      const fs::path picture = (folder / figure.name).string() + ending;
      std::error_code error;
      if (fs::remove(picture, error); error) throw IoError(picture, "cannot be removed", error.value());
    }
  }
}

}  // namespace

void draw(const fs::path& folder, std::span<const Figure> figures, std::chrono::seconds limit) {
  const std::size_t at_once = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  // A gnuplot of its own for each figure, although one could draw several: `reset session` leaves traces of the drawing
  // before, and then the bytes would depend on how figures are dealt out, that is on the number of processors.
  std::vector<std::vector<std::string>> jobs;
  for (const Figure& figure : figures) {
    const std::string stem = (folder / figure.name).string();
    write_file(stem + ".tsv", figure.tsv);
    write_file(stem + ".gp", gnuplot_script(figure));
    jobs.push_back({"--default-settings", figure.name + ".gp"});
  }
  remove_pictures(folder, figures);
  try {
    run_all("gnuplot", "install it (Debian: sudo apt-get install gnuplot-nox) and run the command again", folder, jobs,
            at_once, limit);
  } catch (const IoError&) {
    remove_pictures(folder, figures);  // the one that failed is half drawn
    throw;
  }
  for (const Figure& figure : figures) {
    for (const char* ending : kPictures) {
      const fs::path picture = (folder / figure.name).string() + ending;
      std::error_code error;
      if (fs::file_size(picture, error) == 0 || error) throw IoError(picture.string() + ": gnuplot did not draw it");
    }
    blank_pdf_dates((folder / figure.name).string() + ".pdf");
  }
}

}  // namespace tricky::analysis
