// SPDX-License-Identifier: MIT
#include "base/read_file.h"

#include <string>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& message) {
  throw Error(ErrorCode::bad_file, "read", quote_path(path) + " " + message);
}

}  // namespace

ByteBuffer read_file(const RegularFile& file, std::uint64_t limit) {
  const auto size = static_cast<std::uint64_t>(file.size());
  if (size > limit) {
    refuse(file.path(), "has " + std::to_string(size) + " bytes; expected at most " +
                            std::to_string(limit) + "; split it into smaller files");
  }
  ByteBuffer contents(static_cast<std::size_t>(size));
  std::byte one_more;
  if (file.read_at(0, contents.bytes()) != contents.size() ||
      file.read_at(file.size(), {&one_more, 1}) != 0) {
    refuse(file.path(), "changed its length while it was read; expected " + std::to_string(size) +
                            " bytes; wait until it is written and try again");
  }
  return contents;
}

ByteBuffer read_file(const std::filesystem::path& path, std::uint64_t limit) {
  return read_file(RegularFile(path), limit);
}

}  // namespace hourglass::base
