#include "tricky/data/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace fs = std::filesystem;

namespace {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, std::string_view what, mode_t mode = 0644)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
    const bool reading = (flags & O_ACCMODE) == O_RDONLY;
    if (fd_ < 0 && reading && (errno == ENOENT || errno == ENOTDIR))
      throw InputError({path, 0, ""}, "there is no such file");
    if (fd_ < 0) throw IoError(path, what, errno);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

std::size_t regular_file_size(const Descriptor& file, const fs::path& path) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw IoError(path, "cannot be examined", errno);
  if (!S_ISREG(status.st_mode)) throw InputError({path, 0, ""}, "expected a regular file");
  return static_cast<std::size_t>(status.st_size);
}

void write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw IoError(path, "cannot be written", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_folder(const fs::path& folder) {
  const Descriptor handle(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY, "cannot be opened");
  if (::fsync(handle.get()) != 0) throw IoError(folder, "cannot be synced", errno);
}

void make_folder_of(const fs::path& path) {
  if (!path.has_parent_path()) return;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) throw IoError(path.parent_path(), "cannot be created", error.value());
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t largest_bytes) {
  const Descriptor file(path, O_RDONLY, "cannot be opened");
  const std::size_t size = regular_file_size(file, path);
  if (size > largest_bytes) {
    throw InputError({path, 0, ""}, "is " + std::to_string(size) + " bytes; at most " + std::to_string(largest_bytes) +
                                        " were expected here");
  }
  std::string content(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(file.get(), content.data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw IoError(path, "cannot be read", errno);
    if (got == 0) break;  // shorter than it was a moment ago: hand on what is there, the parser will judge
    done += static_cast<std::size_t>(got);
  }
  content.resize(done);
  return content;
}

void write_file(const fs::path& path, std::string_view content, Readers readers) {
  make_folder_of(path);
  fs::path temporary = path;
  temporary += ".tmp-" + std::to_string(::getpid());
  try {
    if (readers == Readers::owner) ::unlink(temporary.c_str());  // one that was left over keeps its mode
    const Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC, "cannot be created",
                          readers == Readers::owner ? 0600 : 0644);
    write_all(file.get(), content, temporary);
    if (::fsync(file.get()) != 0) throw IoError(temporary, "cannot be synced", errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    ::unlink(temporary.c_str());
    throw IoError(path, "cannot be replaced", reason);
  }
  sync_folder(path.parent_path());
}

NewFile::NewFile(fs::path path) : path_(std::move(path)), unfinished_(path_) {
  unfinished_ += ".unfinished";
  make_folder_of(path_);
  Descriptor file(unfinished_, O_RDWR | O_CREAT | O_TRUNC, "cannot be created");
  descriptor_ = file.release();
}

NewFile::~NewFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(unfinished_.c_str());
}

void NewFile::write(std::string_view bytes) {
  write_all(descriptor_, bytes, unfinished_);
  size_bytes_ += bytes.size();
}

void NewFile::rewrite_start(std::string_view bytes) {
  if (::lseek(descriptor_, 0, SEEK_SET) < 0) throw IoError(unfinished_, "cannot be rewritten", errno);
  write_all(descriptor_, bytes, unfinished_);
  if (::lseek(descriptor_, 0, SEEK_END) < 0) throw IoError(unfinished_, "cannot be rewritten", errno);
}

void NewFile::finish() {
  if (::fsync(descriptor_) != 0) throw IoError(unfinished_, "cannot be synced", errno);
  if (::rename(unfinished_.c_str(), path_.c_str()) != 0) throw IoError(path_, "cannot be replaced", errno);
  ::close(std::exchange(descriptor_, -1));
  sync_folder(path_.parent_path());
}

MappedFile::MappedFile(const fs::path& path) {
  const Descriptor file(path, O_RDONLY, "cannot be opened");
  const std::size_t size = regular_file_size(file, path);
  if (size == 0) return;
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (address == MAP_FAILED) throw IoError(path, "cannot be mapped", errno);
  bytes_ = {static_cast<const char*>(address), size};
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

AppendFile::AppendFile(const fs::path& path) : path_(path) {
  make_folder_of(path);
  Descriptor file(path, O_RDWR | O_CREAT | O_APPEND, "cannot be opened for appending");
  size_bytes_ = regular_file_size(file, path);
  sync_folder(path.parent_path());
  descriptor_ = file.release();
}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_bytes_(other.size_bytes_),
      is_torn_(other.is_torn_) {}

AppendFile::~AppendFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void AppendFile::append(std::string_view bytes) {
  if (is_torn_)
    throw IoError(path_.string() + ": ends in half a line since an earlier failure; nothing more is written to it");
  try {
    write_all(descriptor_, bytes, path_);
    if (::fdatasync(descriptor_) != 0) throw IoError(path_, "cannot be synced", errno);
  } catch (...) {
    // Should this fail too, the half line stays the last one, and readers cut it.
    is_torn_ = ::ftruncate(descriptor_, static_cast<off_t>(size_bytes_)) != 0;
    throw;
  }
  size_bytes_ += bytes.size();
}

void AppendFile::truncate(std::size_t size_bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size_bytes)) != 0) throw IoError(path_, "cannot be cut", errno);
  if (::fdatasync(descriptor_) != 0) throw IoError(path_, "cannot be synced", errno);
  size_bytes_ = size_bytes;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "unknown";
  return name.data();
}

FolderLock::FolderLock(const fs::path& folder) {
  const fs::path path = folder / ".lock";
  make_folder_of(path);
  Descriptor file(path, O_RDWR | O_CREAT, "cannot be opened");
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw IoError(path, "cannot be locked", errno);
    std::array<char, 320> holder{};
    const ssize_t length = ::pread(file.get(), holder.data(), holder.size() - 1, 0);
    throw InUse({folder, 0, ""}, "is in use by another tricky process" +
                                     (length > 0 ? " (process " + std::string(holder.data()) + ")" : "") +
                                     "; wait for it or stop it");
  }
  const std::string me = std::to_string(::getpid()) + " on " + host_name();
  if (::ftruncate(file.get(), 0) != 0) throw IoError(path, "cannot be written", errno);
  write_all(file.get(), me, path);
  descriptor_ = file.release();
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

fs::path confined_path(const fs::path& root, const std::string& relative) {
  const fs::path inside(relative);
  const auto refuse = [&](const std::string& why) {
    throw InputError("path " + in_quotes(relative) + " " + why + "; paths must stay inside " + root.string());
  };
  if (relative.empty()) refuse("is empty");
  if (relative.find('\0') != std::string::npos) refuse("contains a zero byte");
  if (inside.is_absolute()) refuse("is absolute");
  for (const fs::path& part : inside) {
    if (part == "..") refuse("contains \"..\"");
  }
  std::error_code error;
  const fs::path real_root = fs::weakly_canonical(root, error);
  if (error) throw IoError(root, "cannot be resolved", error.value());
  const fs::path real = fs::weakly_canonical(root / inside, error);
  if (error) throw IoError(root / inside, "cannot be resolved", error.value());
  const fs::path below = real.lexically_relative(real_root);
  if (below.empty() || *below.begin() == "..") refuse("leads outside through a symbolic link");
  return root / inside;
}

}  // namespace tricky
