// SPDX-License-Identifier: MIT
// read_file, and write_file_atomically where all goes well or the place is wrong.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "base/atomic_file.h"
#include "base/error_testing.h"
#include "base/read_file.h"
#include "base/temporary_folder.h"

using namespace hourglass::base;
using hourglass::ErrorCode;
namespace fs = std::filesystem;

namespace {

std::string contents_of(const fs::path& path) {
  const ByteBuffer buffer = read_file(path, 1U << 20);
  return {reinterpret_cast<const char*>(buffer.bytes().data()), buffer.size()};
}

std::ptrdiff_t files_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

// Permissions bind everybody but root, so a test that runs as root becomes nobody for a while.
class OrdinaryUser {
 public:
  OrdinaryUser() {
    if (::geteuid() == 0) changed_ = ::seteuid(65534) == 0;
  }
  ~OrdinaryUser() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;

 private:
  bool changed_ = false;
};

}  // namespace

TEST_CASE("a written file is read back, and is alone in its folder") {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "a", "one\n");
  write_file_atomically(folder.path() / "a", "two\n");
  write_file_atomically(folder.path() / "empty", "");
  CHECK(contents_of(folder.path() / "a") == "two\n");
  CHECK(contents_of(folder.path() / "empty").empty());
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("a file name of 255 letters can be written") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / std::string(255, 'x');
  write_file_atomically(path, "text");
  CHECK(contents_of(path) == "text");
}

TEST_CASE("a rewritten file keeps its permissions") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "private";
  write_file_atomically(path, "one");
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  write_file_atomically(path, "two");
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a symbolic link stays and its file is replaced") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "elsewhere");
  write_file_atomically(folder.path() / "elsewhere" / "real", "old");
  fs::create_symlink("elsewhere/real", folder.path() / "link");
  write_file_atomically(folder.path() / "link", "new");
  CHECK(fs::is_symlink(folder.path() / "link"));
  CHECK(contents_of(folder.path() / "elsewhere" / "real") == "new");
}

TEST_CASE("a folder that is missing is named") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "missing" / "a";
  const auto error = error_of([&] { write_file_atomically(path, "text"); });
  CHECK(says(error, ErrorCode::io,
             "[write] '" + path.string() + "' cannot be written: No such file"));
  CHECK(says(error_of([&] { check_writable(path); }), ErrorCode::io, "No such file or directory"));
}

TEST_CASE("what is not a regular file is not replaced") {
  const TemporaryFolder folder;
  const auto refusal = [](const fs::path& path) {
    return error_of([&] { write_file_atomically(path, "text"); });
  };
  CHECK(says(refusal(folder.path()), ErrorCode::io, "not a regular file"));
  CHECK(says(refusal("/dev/null"), ErrorCode::io, "not a regular file"));
  CHECK(says(refusal(folder.path() / ""), ErrorCode::io, "names no file"));
  fs::create_symlink("nowhere", folder.path() / "dangling");
  CHECK(says(refusal(folder.path() / "dangling"), ErrorCode::io, "No such file"));
}

TEST_CASE("a folder without permission is refused before and while writing") {
  const TemporaryFolder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
  const OrdinaryUser user;
  REQUIRE(::geteuid() != 0);
  const fs::path path = folder.path() / "a";
  CHECK(says(error_of([&] { check_writable(path); }), ErrorCode::io, "Permission denied"));
  CHECK(says(error_of([&] { write_file_atomically(path, "a"); }), ErrorCode::io,
             "Permission denied"));
}

TEST_CASE("checking that a file can be written leaves no trace") {
  const TemporaryFolder folder;
  check_writable(folder.path() / "a");
  CHECK(files_in(folder.path()) == 0);
  write_file_atomically(folder.path() / "a", "kept");
  check_writable(folder.path() / "a");
  CHECK(contents_of(folder.path() / "a") == "kept");
}

TEST_CASE("reading a missing file gives the system's words") {
  const auto error = error_of([] { read_file("/nonexistent/file", 10); });
  CHECK(says(error, ErrorCode::io,
             "[read] '/nonexistent/file' cannot be read: No such file or directory"));
}

TEST_CASE("folders, pipes and devices are not read") {
  const TemporaryFolder folder;
  const fs::path pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  for (const fs::path& path : {folder.path(), pipe, fs::path("/dev/zero")}) {
    CAPTURE(path);
    CHECK(
        says(error_of([&] { read_file(path, 10); }), ErrorCode::bad_file, "is not a regular file"));
  }
}

TEST_CASE("a file above the limit is refused before it is read") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "long";
  write_file_atomically(path, "12345");
  CHECK(read_file(path, 5).size() == 5);
  CHECK(says(error_of([&] { read_file(path, 4); }), ErrorCode::bad_file,
             "has 5 bytes; expected at most 4"));
}

TEST_CASE("an unreadable file is refused") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "secret";
  write_file_atomically(path, "text");
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  const OrdinaryUser user;
  REQUIRE(::geteuid() != 0);
  CHECK(says(error_of([&] { read_file(path, 10); }), ErrorCode::io, "Permission denied"));
}

TEST_CASE("a file whose length is not what the system said is refused") {
  // The kernel calls these regular files of no bytes, and then has bytes to give.
  CHECK(says(error_of([] { read_file("/proc/self/status", 1U << 20); }), ErrorCode::bad_file,
             "changed its length"));
}

TEST_CASE("a file that cannot be read gives the system's words") {
  // The kernel calls it a regular file, and nothing is mapped where it begins.
  const RegularFile file("/proc/self/mem");
  std::byte byte;
  CHECK(
      says(error_of([&] {
             file.read_at(0, {&byte, 1});
           }),
           ErrorCode::io,
           "[read] '/proc/self/mem' cannot be read: Input/output error; expected a readable file"));
}

TEST_CASE("names that a killed process of the same number left are passed over, up to a hundred") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a";
  for (int i = 0; i < 1000; ++i)
    std::ofstream(folder.path() /
                  (".hourglass-" + std::to_string(::getpid()) + "-" + std::to_string(i) + ".tmp"));
  CHECK(says(error_of([&] { write_file_atomically(path, "text"); }), ErrorCode::io,
             "a' cannot be written: File exists"));
  CHECK_FALSE(fs::exists(path));
  // Each attempt takes the next name, so that an end is in sight.
  for (int i = 0; i < 10 && !fs::exists(path); ++i)
    error_of([&] { write_file_atomically(path, "text"); });
  CHECK(contents_of(path) == "text");
  remove_leftovers(folder.path());
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("leftovers of the dead are removed, and nothing that only looks like them") {
  const TemporaryFolder folder;
  // No process has a number above 2^22, and none has 0 or less.
  const char* const kept[] = {".hourglass-x-0.tmp",        ".hourglass-0-0.tmp",
                              ".hourglass--4-0.tmp",       ".hourglass-99999999999-0.tmp",
                              ".hourglass-1-0.tmp",        ".hourglass-2000000000-0",
                              "hourglass-2000000000-0.tmp"};
  for (const char* name : kept) write_file_atomically(folder.path() / name, "");
  write_file_atomically(folder.path() / ".hourglass-2000000000-0.tmp", "");
  remove_leftovers(folder.path());
  CHECK_FALSE(fs::exists(folder.path() / ".hourglass-2000000000-0.tmp"));
  for (const char* name : kept) CHECK(fs::exists(folder.path() / name));
  CHECK_NOTHROW(remove_leftovers(folder.path() / "missing"));
}
