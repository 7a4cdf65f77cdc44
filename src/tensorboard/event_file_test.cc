// SPDX-License-Identifier: MIT
#include "tensorboard/event_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <set>
#include <string>

#include "base/error_testing.h"
#include "base/read_file.h"
#include "base/temporary_folder.h"
#include "tensorboard/event.h"

using namespace hourglass;
using namespace hourglass::tensorboard;
using base::error_of;
using base::says;
using base::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

std::set<fs::path> files_in(const fs::path& folder) {
  return {fs::directory_iterator(folder), fs::directory_iterator()};
}

std::size_t size_of_first_record() { return as_record(first_event(1)).size(); }

// In a child process, as the limit cannot be taken back. True if the write that stops short is told
// by check() and by nothing else.
bool is_told_at_the_end(const fs::path& folder, rlim_t limit) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit both = {limit, limit};
    if (::setrlimit(RLIMIT_FSIZE, &both) != 0) ::_exit(2);
    EventFile file(folder);
    file.append(std::string(60, 'a'));
    file.append(std::string(60, 'b'));
    file.append("c");  // would fit, but behind what is missing
    const auto error = error_of([&] { file.check(); });
    ::_exit(says(error, ErrorCode::io, "cannot be written: File too large; expected") ? 0 : 1);
  }
  int status = -1;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("events are in the file as soon as they are appended, after the first that all have") {
  const TemporaryFolder folder;
  EventFile file(folder.path() / "a" / "train");
  const auto files = files_in(folder.path() / "a" / "train");
  REQUIRE(files.size() == 1);
  CHECK(fs::file_size(*files.begin()) == size_of_first_record());
  file.append("event");
  const auto buffer = base::read_file(*files.begin(), 1000);
  const auto bytes = buffer.bytes();
  const auto record = as_record("event");
  REQUIRE(bytes.size() == size_of_first_record() + record.size());
  CHECK(std::equal(record.begin(), record.end(), bytes.end() - static_cast<long>(record.size())));
  file.check();
}

TEST_CASE("every training has a file of its own, and older ones stay") {
  const TemporaryFolder folder;
  const EventFile first(folder.path());
  const auto before = files_in(folder.path());
  const EventFile second(folder.path());
  const auto after = files_in(folder.path());
  CHECK(before.size() == 1);
  CHECK(after.size() == 2);
  CHECK(after.count(*before.begin()) == 1);
  for (const fs::path& file : after)
    CHECK(file.filename().native().starts_with("events.out.tfevents."));
}

TEST_CASE("a full disk is told at the end, and the file ends with a whole event") {
  const TemporaryFolder folder;
  const std::size_t whole = size_of_first_record() + as_record(std::string(60, 'a')).size();
  CHECK(is_told_at_the_end(folder.path(), whole + 30));
  const auto files = files_in(folder.path());
  REQUIRE(files.size() == 1);
  CHECK(fs::file_size(*files.begin()) == whole);
}

TEST_CASE("a folder that cannot be made is refused, by the check without making anything") {
  const TemporaryFolder folder;
  { const EventFile file(folder.path() / "logs"); }
  const fs::path a_file = *files_in(folder.path() / "logs").begin();
  CHECK(says(
      error_of([&] { check_event_folder(a_file); }), ErrorCode::io,
      "[write] '" + a_file.native() + "' cannot be written: Not a directory; expected a folder"));
  CHECK(says(error_of([&] { check_event_folder(a_file / "deep" / "er"); }), ErrorCode::io,
             "er' cannot be written: Not a directory"));
  CHECK(says(error_of([&] { const EventFile file(a_file / "deep"); }), ErrorCode::io,
             "deep' cannot be written: Not a directory"));
  CHECK(says(error_of([] { check_event_folder(""); }), ErrorCode::io,
             "[write] '' cannot be written: No such file or directory; expected a folder"));
  CHECK(says(error_of([&] { check_event_folder(folder.path() / std::string(300, 'n')); }),
             ErrorCode::io, "cannot be written: File name too long"));
  check_event_folder(folder.path() / "new" / "er");
  check_event_folder(folder.path());
  CHECK(files_in(folder.path()).size() == 1);
}

TEST_CASE("a folder that takes no file is refused by name") {
  // Nobody, root included, makes files there.
  CHECK(says(error_of([] { const EventFile file("/proc/self/fd"); }), ErrorCode::io,
             "[write] '/proc/self/fd/events.out.tfevents."));
  CHECK(says(error_of([] { const EventFile file("/proc/self/fd"); }), ErrorCode::io,
             "cannot be written: No such file or directory; expected a folder with room"));
}
