// SPDX-License-Identifier: MIT
// A file size limit stands in for a full disk: it makes a write stop short and the next one fail.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <iterator>
#include <string>

#include "base/atomic_file.h"
#include "base/error_testing.h"
#include "base/read_file.h"
#include "base/temporary_folder.h"

using namespace hourglass::base;
namespace fs = std::filesystem;

namespace {

// In a child process, as the limit cannot be taken back. True if writing threw what it should.
bool write_fails_under_limit(const fs::path& path, std::size_t size, rlim_t limit) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit both = {limit, limit};
    if (::setrlimit(RLIMIT_FSIZE, &both) != 0) ::_exit(2);
    const auto error = error_of([&] { write_file_atomically(path, std::string(size, 'x')); });
    ::_exit(says(error, hourglass::ErrorCode::io, "cannot be written: File too large") ? 0 : 1);
  }
  int status = -1;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a full disk leaves the old file and no temporary one") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "history.json";
  write_file_atomically(path, "old");
  CHECK(write_fails_under_limit(path, 100000, 4096));
  CHECK(read_file(path, 100).size() == 3);
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("a full disk leaves nothing where nothing was") {
  const TemporaryFolder folder;
  CHECK(write_fails_under_limit(folder.path() / "picture.png", 1, 0));
  CHECK(fs::is_empty(folder.path()));
}
