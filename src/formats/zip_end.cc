// SPDX-License-Identifier: MIT
#include "formats/zip_end.h"

#include <algorithm>
#include <limits>
#include <string>

#include "formats/little_endian.h"
#include "formats/zip_records.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

[[noreturn]] void refuse(const ByteSource& source, const std::string& message) {
  throw Error(ErrorCode::bad_file, "zip", source.where + " " + message);
}

// What the end record, or the one of Zip64, says, not yet compared with anything.
struct Counts {
  std::uint64_t disk, directory_disk, members_here, members, directory_bytes, directory;
};

// What follows an end record that is not the last thing in the file.
std::string describe_rest(const ByteSource& source) {
  constexpr std::int64_t kLongestComment = 0xffff;
  const std::int64_t begin =
      std::max<std::int64_t>(0, source.size - kZipEndBytes - kLongestComment);
  const base::ByteBuffer tail = read_exactly(source, begin, source.size - begin);
  for (std::size_t i = tail.size() - kZipEndBytes; i > 0; --i) {
    if (little_endian(tail.bytes(), i - 1, 4) != kZipEndSignature) continue;
    const std::uint64_t rest = tail.size() - (i - 1) - kZipEndBytes;
    const bool is_comment = little_endian(tail.bytes(), i - 1 + 20, 2) == rest;
    return (is_comment ? "has a comment of " : "goes on after the end of the archive, with ") +
           std::to_string(rest) + " bytes";
  }
  return "does not end with a zip archive's end record";
}

Counts parse_end(const ByteSource& source) {
  if (source.size < kZipEndBytes) {
    refuse(source,
           "has " + std::to_string(source.size) +
               " bytes; expected a zip archive, which has at least 22; fetch the file again");
  }
  const base::ByteBuffer end = read_exactly(source, source.size - kZipEndBytes, kZipEndBytes);
  const auto field = [&](std::size_t offset, std::size_t size) {
    return little_endian(end.bytes(), offset, size);
  };
  if (field(0, 4) != kZipEndSignature || field(20, 2) != 0) {
    refuse(source, describe_rest(source) +
                       "; expected the end record, without a comment, in the last 22 bytes; fetch "
                       "the file again, or make it again without a comment");
  }
  return {field(4, 2), field(6, 2), field(8, 2), field(10, 2), field(12, 4), field(16, 4)};
}

bool has_zip64(const ByteSource& source) {
  const std::int64_t offset = source.size - kZipEndBytes - kZipLocatorBytes;
  if (offset < 0) return false;
  const base::ByteBuffer locator = read_exactly(source, offset, kZipLocatorBytes);
  if (little_endian(locator.bytes(), 0, 4) != kZipLocatorSignature) return false;
  const bool good =
      offset >= kZipEnd64Bytes && little_endian(locator.bytes(), 4, 4) == 0 &&
      little_endian(locator.bytes(), 8, 8) == static_cast<std::uint64_t>(offset - kZipEnd64Bytes) &&
      little_endian(locator.bytes(), 16, 4) == 1;
  if (!good) {
    refuse(source, "has a Zip64 locator at byte " + std::to_string(offset) +
                       " that names another place; expected the Zip64 end record right before it; "
                       "fetch the file again");
  }
  return true;
}

Counts parse_end64(const ByteSource& source) {
  const std::int64_t offset = source.size - kZipEndBytes - kZipLocatorBytes - kZipEnd64Bytes;
  const base::ByteBuffer end = read_exactly(source, offset, kZipEnd64Bytes);
  const auto field = [&](std::size_t at, std::size_t size) {
    return little_endian(end.bytes(), at, size);
  };
  if (field(0, 4) != kZipEnd64Signature || field(4, 8) != kZipEnd64Bytes - 12) {
    refuse(source, "has no Zip64 end record at byte " + std::to_string(offset) +
                       "; expected one of 56 bytes before its locator; fetch the file again");
  }
  return {field(16, 4), field(20, 4), field(24, 8), field(32, 8), field(40, 8), field(48, 8)};
}

// Whether a field of the end record agrees with that of Zip64, which it may leave to it.
bool agrees(std::uint64_t small, std::uint64_t large, std::uint64_t elsewhere) {
  return small == large || small == elsewhere;
}

bool agree(const Counts& end, const Counts& end64) {
  return agrees(end.disk, end64.disk, kOnes16) &&
         agrees(end.directory_disk, end64.directory_disk, kOnes16) &&
         agrees(end.members_here, end64.members_here, kOnes16) &&
         agrees(end.members, end64.members, kOnes16) &&
         agrees(end.directory_bytes, end64.directory_bytes, kOnes32) &&
         agrees(end.directory, end64.directory, kOnes32);
}

}  // namespace

ZipEnd read_zip_end(const ByteSource& source) {
  Counts counts = parse_end(source);
  std::int64_t records = kZipEndBytes;
  if (has_zip64(source)) {
    const Counts counts64 = parse_end64(source);
    if (!agree(counts, counts64)) {
      refuse(source,
             "has two end records that differ; expected the Zip64 record to repeat the other; "
             "fetch the file again");
    }
    counts = counts64;
    records += kZipLocatorBytes + kZipEnd64Bytes;
  }
  if (counts.disk != 0 || counts.directory_disk != 0 || counts.members_here != counts.members) {
    throw Error(ErrorCode::unsupported, "zip",
                source.where +
                    " is a part of an archive of several disks; expected a whole archive; make it "
                    "again in one file");
  }
  const auto before = static_cast<std::uint64_t>(source.size - records);
  if (counts.directory > before || counts.directory_bytes != before - counts.directory) {
    refuse(source, "says that its directory has " + std::to_string(counts.directory_bytes) +
                       " bytes from byte " + std::to_string(counts.directory) +
                       " on; expected it to end at byte " + std::to_string(before) +
                       ", where the end records begin; bytes are missing or do not belong to the "
                       "archive: fetch the file again");
  }
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  return {static_cast<std::int64_t>(std::min(counts.members, kMost)),
          static_cast<std::int64_t>(counts.directory),
          static_cast<std::int64_t>(counts.directory_bytes)};
}

}  // namespace hourglass::formats
