// SPDX-License-Identifier: MIT
#include "base/output_folder.h"

#include <optional>

#include "base/atomic_file.h"
#include "base/error_testing.h"
#include "base/temporary_folder.h"

using namespace hourglass::base;
namespace fs = std::filesystem;

TEST_CASE("one at a time has an output folder") {
  const TemporaryFolder folder;
  std::optional<OutputFolder> first;
  first.emplace("--out", folder.path() / "out");
  const std::string message =
      message_of([&] { OutputFolder("--out", folder.path() / "out"); }, hourglass::ErrorCode::io);
  CHECK(message.starts_with("[--out] "));
  CHECK(message.find("/out' is being written to by another process; expected a folder of its own "
                     "for each; wait until that has ended") != std::string::npos);
  CHECK(fs::exists(folder.path() / "out"));
  write_file_atomically(folder.path() / "out" / "file", "written");
  first.reset();
  { const OutputFolder second("--out", folder.path() / "out"); }
  CHECK(fs::exists(folder.path() / "out" / "file"));
}

TEST_CASE("an output folder that nothing was written into is gone again, if it was new") {
  const TemporaryFolder folder;
  { const OutputFolder deep("--out", folder.path() / "a" / "b"); }
  CHECK(fs::is_empty(folder.path()));
  fs::create_directory(folder.path() / "a");
  { const OutputFolder deep("--out", folder.path() / "a" / "b"); }
  CHECK(fs::is_empty(folder.path() / "a"));
  { const OutputFolder old("--out", folder.path() / "a"); }
  CHECK(fs::exists(folder.path() / "a"));
}

TEST_CASE("who is refused leaves the folder to the one who has it") {
  const TemporaryFolder folder;
  const OutputFolder first("--out", folder.path() / "out");
  for (const char* path : {"out", "new/../out"})
    CHECK_THROWS(OutputFolder("--out", folder.path() / path));
  CHECK(fs::exists(folder.path() / "out"));
}

TEST_CASE("what is no folder is no output folder") {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "file", "no folder");
  CHECK(says(error_of([&] { OutputFolder("--out", folder.path() / "file"); }),
             hourglass::ErrorCode::io,
             "file' cannot be written: Not a directory; expected a folder"));
}
