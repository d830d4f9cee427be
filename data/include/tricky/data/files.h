#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace tricky {

/// The whole file. Throws IoError, or InputError when it is missing, not a regular file, or larger than
/// `largest_bytes`.
std::string read_file(const std::filesystem::path& path, std::size_t largest_bytes = std::size_t{1} << 30U);

/// Replaces the file in one step: written to a temporary name beside it, synced, renamed, folder synced. After a kill
/// or a full disk either the old file or the whole new one is there. Creates missing folders. Throws IoError.
enum class Readers { all, owner };  ///< owner: nobody else may read it (mode 0600)
void write_file(const std::filesystem::path& path, std::string_view content, Readers readers = Readers::all);

/// A large file that is written bit by bit and appears under its name when it is finished, synced, in one step. Until
/// then it is NAME.unfinished, which is removed when it is not finished. Throws IoError.
class NewFile {
 public:
  explicit NewFile(std::filesystem::path path);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  void write(std::string_view bytes);
  /// Puts these bytes in place of the first ones.
  void rewrite_start(std::string_view bytes);
  void finish();
  std::size_t size() const { return size_bytes_; }

 private:
  std::filesystem::path path_;
  std::filesystem::path unfinished_;
  int descriptor_ = -1;
  std::size_t size_bytes_ = 0;
};

/// A file mapped for reading. Throws like read_file.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

/// A file that only grows. Each append is on the disk when the call returns; an append that fails (disk full) is taken
/// back, so the file never keeps half of one; should even that fail, no more is appended.
class AppendFile {
 public:
  /// Opens or creates.
  explicit AppendFile(const std::filesystem::path& path);
  AppendFile(AppendFile&& other) noexcept;
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  AppendFile& operator=(AppendFile&&) = delete;
  ~AppendFile();

  void append(std::string_view bytes);
  /// Cuts the file to this many bytes, for instance before a torn last line.
  void truncate(std::size_t size_bytes);

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::size_t size_bytes_ = 0;
  bool is_torn_ = false;
};

/// This machine's name, as others on the network know it; "unknown" when it has none.
std::string host_name();

/// Holds a folder for one process: a second one gets InUse, saying who has it. Freed by the kernel when the process
/// ends, however it ends.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  int descriptor_ = -1;
};

/// `root / relative`, after making sure that it stays below `root`: no absolute path, no "..", and no symbolic link
/// that leads out. Throws InputError naming the path. `root` itself may be a link.
std::filesystem::path confined_path(const std::filesystem::path& root, const std::string& relative);

}  // namespace tricky
