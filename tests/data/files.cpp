#include "tricky/data/files.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "temporary_folder.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"

using namespace tricky;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// Runs `work` in a child whose files cannot grow beyond `limit_bytes`, as on a full disk. True when it threw IoError.
template <typename Work>
bool throws_io_error_when_full(rlim_t limit_bytes, Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{limit_bytes, limit_bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      work();
    } catch (const IoError&) {
      ::_exit(1);
    } catch (...) {
      ::_exit(2);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

}  // namespace

TEST_CASE("SHA-256 of \"abc\" is the one FIPS 180-4 prints") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("write_file replaces the whole file and leaves nothing beside it") {
  const TemporaryFolder folder;
  write_file(folder / "new" / "a.txt", "first");
  write_file(folder / "new" / "a.txt", "second");
  CHECK(read_file(folder / "new" / "a.txt") == "second");
  CHECK(std::distance(fs::directory_iterator(folder / "new"), {}) == 1);
}

TEST_CASE("a full disk leaves the old file as it was") {
  const TemporaryFolder folder;
  write_file(folder / "a.txt", "old");
  CHECK(throws_io_error_when_full(100, [&] { write_file(folder / "a.txt", std::string(1000, 'x')); }));
  CHECK(read_file(folder / "a.txt") == "old");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("an append that does not fit is taken back whole") {
  const TemporaryFolder folder;
  AppendFile(folder / "a.log").append("line 1\n");
  CHECK(throws_io_error_when_full(20, [&] {
    AppendFile file(folder / "a.log");
    file.append("line 2\n");
    file.append(std::string(100, 'x'));
  }));
  CHECK(read_file(folder / "a.log") == "line 1\nline 2\n");
}

TEST_CASE("a folder is locked for one process at a time") {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path());
    CHECK_THROWS_WITH(FolderLock(folder.path()), Contains("in use by another") && Contains(std::to_string(::getpid())));
  }
  CHECK_NOTHROW(FolderLock(folder.path()));
}

TEST_CASE("a path from a file cannot leave its folder") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "study" / "images");
  write_file(folder / "secret.txt", "x");
  fs::create_symlink(folder / "secret.txt", folder / "study" / "link.txt");
  fs::create_directory_symlink(folder.path(), folder / "study" / "up");
  const fs::path root = folder / "study";
  CHECK(confined_path(root, "images/a.png") == root / "images/a.png");
  for (const std::string bad :
       {"../secret.txt", "/etc/passwd", "images/../../secret.txt", "link.txt", "up/secret.txt", ""}) {
    INFO(bad);
    CHECK_THROWS_AS(confined_path(root, bad), InputError);
  }
  CHECK_THROWS_AS(confined_path(root, std::string("a\0b", 3)), InputError);
}

TEST_CASE("reading what is not a regular file, or is too large, is refused") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(read_file(folder / "missing"), Contains("no such file"));
  CHECK_THROWS_AS(read_file(folder.path()), std::runtime_error);
  write_file(folder / "a.txt", "12345");
  CHECK_THROWS_WITH(read_file(folder / "a.txt", 4), Contains("is 5 bytes"));
}
