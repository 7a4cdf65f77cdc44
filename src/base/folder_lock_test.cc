// SPDX-License-Identifier: MIT
#include "base/folder_lock.h"

#include <doctest/doctest.h>

#include <optional>

#include "base/atomic_file.h"
#include "base/error_testing.h"
#include "base/temporary_folder.h"

using namespace hourglass::base;
using hourglass::ErrorCode;

TEST_CASE("a folder is locked once, and again when the lock is gone") {
  const TemporaryFolder folder;
  std::optional<FolderLock> lock;
  lock.emplace("--checkpoint", folder.path());
  CHECK(says(error_of([&] { FolderLock("--checkpoint", folder.path()); }), ErrorCode::io,
             "[--checkpoint] '" + folder.path().string() +
                 "' is being written to by another process; expected a folder of its own"));
  lock.reset();
  CHECK_NOTHROW(FolderLock("--checkpoint", folder.path()));
}

TEST_CASE("what is no folder cannot be locked") {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "file", "no folder");
  CHECK(says(error_of([&] { FolderLock("--checkpoint", folder.path() / "file"); }), ErrorCode::io,
             "file' cannot be written: Not a directory; expected a folder"));
  CHECK(says(error_of([&] { FolderLock("--checkpoint", folder.path() / "missing"); }),
             ErrorCode::io, "missing' cannot be written: No such file or directory"));
}
