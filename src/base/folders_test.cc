// SPDX-License-Identifier: MIT
#include "base/folders.h"

#include "base/atomic_file.h"
#include "base/error_testing.h"
#include "base/temporary_folder.h"

using namespace hourglass::base;

TEST_CASE("folders are made with those they lie in, once") {
  const TemporaryFolder folder;
  const std::filesystem::path deep = folder.path() / "a" / "b" / "c";
  const std::filesystem::path above = deep.parent_path();
  CHECK(make_folders(deep) == std::vector{deep, above, above.parent_path()});
  CHECK(std::filesystem::is_directory(deep));
  CHECK(make_folders(deep).empty());
}

TEST_CASE("folders that were there are nobody's to remove, whatever the path") {
  const TemporaryFolder folder;
  const std::filesystem::path old = folder.path() / "old";
  std::filesystem::create_directory(old);
  const std::filesystem::path roundabout = folder.path() / "new" / ".." / "old";
  CHECK(make_folders(roundabout) == std::vector{folder.path() / "new"});
  CHECK(make_folders(folder.path() / "newer" / "..") == std::vector{folder.path() / "newer"});
  check_folders(roundabout);
  CHECK(std::filesystem::exists(old));
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

TEST_CASE("whether folders can be made is known without leaving any") {
  const TemporaryFolder folder;
  check_folders(folder.path() / "a" / "b");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "a"));
  std::filesystem::create_directory(folder.path() / "a");
  check_folders(folder.path() / "a" / "b/");
  check_folders(folder.path() / "a");
  CHECK(std::filesystem::is_empty(folder.path() / "a"));
  write_file_atomically(folder.path() / "file", "no folder");
  for (const char* name : {"file", "file/below"}) {
    const std::string message =
        message_of([&] { check_folders(folder.path() / name); }, hourglass::ErrorCode::io);
    CHECK(message.find("cannot be written: Not a directory") != std::string::npos);
  }
  std::filesystem::create_symlink("nowhere", folder.path() / "link");
  CHECK_THROWS(check_folders(folder.path() / "link"));
  CHECK(std::filesystem::is_symlink(folder.path() / "link"));
}
