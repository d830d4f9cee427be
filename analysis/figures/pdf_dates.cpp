#include "figures/pdf_dates.h"

#include <algorithm>
#include <string>

#include "tricky/data/files.h"

namespace tricky::analysis {

void blank_pdf_dates(const std::filesystem::path& pdf) {
  constexpr std::size_t kLongest = 80;
  std::string content = read_file(pdf);
  bool is_changed = false;
  for (const char* key : {"/CreationDate (", "/ModDate ("}) {
    const std::size_t begin = content.rfind(key);
    if (begin == std::string::npos) continue;
    const std::size_t end = content.find(')', begin);
    if (end == std::string::npos || end - begin > kLongest) continue;
    std::fill(content.begin() + static_cast<std::ptrdiff_t>(begin),
              content.begin() + static_cast<std::ptrdiff_t>(end + 1), ' ');
    is_changed = true;
  }
  if (is_changed) write_file(pdf, content);
}

}  // namespace tricky::analysis
