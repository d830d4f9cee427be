#include "class_files.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestTextFile = std::size_t{256} << 20U;

/// A text file line by line; the last one may lack its line break.
template <typename Use>
void each_line(const fs::path& path, const Use& use) {
  const std::string content = read_file(path, kLargestTextFile);
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    std::string_view line = std::string_view(content).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    begin = end + 1;
    if (line.empty()) continue;
    if (!is_valid_utf8(line)) throw InputError({path, number, ""}, "expected UTF-8 text");
    use(number, line);
  }
}

/// One name, not a way to another folder.
bool is_one_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

}  // namespace

bool is_image_name(std::string_view name) {
  if (name.starts_with('.')) return false;
  std::string ending = fs::path(name).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png";
}

std::vector<AnnotatedImage> read_annotations(const fs::path& path) {
  std::vector<AnnotatedImage> images;
  std::unordered_set<std::string> seen;
  each_line(path, [&](std::size_t number, std::string_view line) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() != 6) {
      throw InputError({path, number, ""}, "expected 6 fields between tabs (file, class, x0, y0, x1, y1), got " +
                                               std::to_string(fields.size()));
    }
    if (!is_one_name(fields[0]) || !is_image_name(fields[0])) {
      throw InputError({path, number, ""},
                       "expected the name of a JPEG or PNG file first, got " + in_quotes(fields[0]));
    }
    if (!is_one_name(fields[1])) {
      throw InputError({path, number, ""}, "expected the name of a class folder second, got " + in_quotes(fields[1]));
    }
    if (!seen.insert(fields[0]).second) {
      throw InputError({path, number, ""}, "the image " + in_quotes(fields[0]) + " stands there twice");
    }
    images.push_back({fields[0], fields[1]});
  });
  if (images.empty()) throw InputError({path, 0, ""}, "lists no images");
  return images;
}

std::vector<std::pair<std::string, std::string>> read_class_names(const fs::path& path) {
  std::vector<std::pair<std::string, std::string>> names;
  std::unordered_set<std::string> seen;
  each_line(path, [&](std::size_t number, std::string_view line) {
    const std::size_t gap = line.find_first_of(" \t");
    const std::size_t name = gap == std::string_view::npos ? gap : line.find_first_not_of(" \t", gap);
    if (gap == 0 || name == std::string_view::npos) {
      throw InputError({path, number, ""},
                       "expected a class folder's name and, after a space or tab, what the class is "
                       "called; got " +
                           in_quotes(line));
    }
    names.emplace_back(line.substr(0, gap), line.substr(name));
    if (!seen.insert(names.back().first).second) {
      throw InputError({path, number, ""}, "class folder " + in_quotes(names.back().first) + " stands there twice");
    }
  });
  return names;
}

}  // namespace tricky::stimuli
