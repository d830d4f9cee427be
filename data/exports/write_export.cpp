#include "exports/write_export.h"

#include <unistd.h>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"

namespace tricky {

namespace fs = std::filesystem;

void write_export(const fs::path& folder, const ExportedFiles& files) {
  std::error_code error;
  if (fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder, error))) {
    throw InputError({folder, 0, ""}, "is there already and stays as it is; name another folder with --out");
  }
  const fs::path whole = folder.has_filename() ? folder : folder.parent_path();
  fs::path unfinished = whole;
  unfinished += ".unfinished-" + std::to_string(::getpid());
  fs::create_directories(unfinished, error);
  if (error) throw IoError(unfinished, "cannot be created", error.value());
  try {
    fs::permissions(unfinished, fs::perms::owner_all);  // nobody looks in before personal files are closed
    for (const auto& [path, file] : files) {
      write_file(unfinished / path, file.content);
      if (file.is_personal) fs::permissions(unfinished / path, fs::perms::owner_read | fs::perms::owner_write);
    }
    fs::permissions(unfinished, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                    fs::perms::others_read | fs::perms::others_exec);
    fs::rename(unfinished, whole, error);
    if (error) throw IoError(whole, "cannot be created", error.value());
  } catch (...) {
    fs::remove_all(unfinished, error);
    throw;
  }
}

}  // namespace tricky
