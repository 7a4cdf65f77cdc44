// SPDX-License-Identifier: MIT
#include "base/folders.h"

#include "base/atomic_file.h"
#include "base/error_testing.h"
#include "base/temporary_folder.h"

using namespace hourglass::base;

TEST_CASE("folders are made with those they lie in, once") {
  const TemporaryFolder folder;
  const std::filesystem::path deep = folder.path() / "a" / "b" / "c";
  CHECK(make_folders(deep));
  CHECK(std::filesystem::is_directory(deep));
  CHECK_FALSE(make_folders(deep));
}

TEST_CASE("a folder that cannot be made is named with the cause") {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "file", "no folder");
  for (const char* name : {"file", "file/below"}) {
    CAPTURE(name);
    const std::string message =
        message_of([&] { make_folders(folder.path() / name); }, hourglass::ErrorCode::io);
    CHECK(message.find("/file") != std::string::npos);
    CHECK(message.find("cannot be written: Not a directory; expected a folder") !=
          std::string::npos);
  }
}
