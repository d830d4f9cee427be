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

constexpr int kMostDescriptors = 1024;
std::atomic<bool> unsynced[kMostDescriptors];
std::atomic<long> n_closed_unsynced = 0;

bool is_last(std::atomic<long>& left) { return left.load() != kNever && left.fetch_sub(1) == 0; }

void die() { ::syscall(SYS_kill, ::getpid(), SIGKILL); }

bool is_file(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

void set_unsynced(int descriptor, bool value) {
  if (descriptor >= 0 && descriptor < kMostDescriptors) unsynced[descriptor] = value;
}

int sync_with(long call, int descriptor) {
  if (is_last(left_to_live)) die();
  const long result = ::syscall(call, descriptor);
  if (result == 0) set_unsynced(descriptor, false);
  return static_cast<int>(result);
}

}  // namespace

void die_in_file_operation(long n) { left_to_live = n; }
void fill_disk_at_write(long n) { left_to_write = n; }
void free_disk() { left_to_write = kNever; }

long n_unsynced_files() {
  long n = n_closed_unsynced;
  for (const std::atomic<bool>& each : unsynced) n += each ? 1 : 0;
  return n;
}

void forget_unsynced() {
  n_closed_unsynced = 0;
  for (std::atomic<bool>& each : unsynced) each = false;
}

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
    set_unsynced(descriptor, true);
  }
  return ::syscall(SYS_write, descriptor, bytes, n);
}

int fsync(int descriptor) { return sync_with(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return sync_with(SYS_fdatasync, descriptor); }

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < kMostDescriptors && unsynced[descriptor].exchange(false)) ++n_closed_unsynced;
  return static_cast<int>(::syscall(SYS_close, descriptor));
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
