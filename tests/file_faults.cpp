#include "file_faults.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>

namespace {

constexpr long kNever = -1;
std::atomic<long> left_to_live{kNever};
std::atomic<long> left_to_write{kNever};

bool is_last(std::atomic<long>& left) { return left.load() != kNever && left.fetch_sub(1) == 0; }

void die() { ::syscall(SYS_kill, ::getpid(), SIGKILL); }

bool is_file(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

void die_in_file_operation(long n) { left_to_live = n; }
void fill_disk_at_write(long n) { left_to_write = n; }
void free_disk() { left_to_write = kNever; }

extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t n) {
  if (is_file(descriptor)) {
    if (is_last(left_to_live)) {
      ::syscall(SYS_write, descriptor, bytes, n / 2);
      die();
    }
    if (left_to_write.load() == 0) {
      errno = ENOSPC;
      return -1;
    }
    if (left_to_write.load() != kNever) --left_to_write;
  }
  return ::syscall(SYS_write, descriptor, bytes, n);
}

int fsync(int descriptor) {
  if (is_last(left_to_live)) die();
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int rename(const char* from, const char* to) noexcept {
  if (is_last(left_to_live)) die();
  return static_cast<int>(::syscall(SYS_rename, from, to));
}

int remove(const char* path) noexcept {
  if (is_last(left_to_live)) die();
  const long result = ::syscall(SYS_unlink, path);
  return static_cast<int>(result != 0 && errno == EISDIR ? ::syscall(SYS_rmdir, path) : result);
}

}  // extern "C"
