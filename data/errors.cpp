#include "tricky/data/errors.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace tricky {

namespace {

std::string placed(const SourcePlace& place, const std::string& message) {
  std::string text = place.file.string();
  if (place.line > 0) text += ":" + std::to_string(place.line);
  if (!text.empty()) text += ": ";
  if (!place.field.empty()) text += place.field + ": ";
  return text + message;
}

}  // namespace

InputError::InputError(const SourcePlace& place, const std::string& message)
    : std::runtime_error(placed(place, message)) {}

IoError::IoError(const std::filesystem::path& path, std::string_view what, int error_number)
    : std::runtime_error(path.string() + ": " + std::string(what) + ": " + std::strerror(error_number)) {}

void fail_assertion(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "tricky: internal error at %s:%d: %s does not hold\n", file, line, condition);
  std::abort();
}

}  // namespace tricky
