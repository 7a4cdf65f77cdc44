// SPDX-License-Identifier: MIT
//
// byte  versions 0 and 1                        versions 2 and 3
//    0  0x89 'H' 'D' 'F' '\r' '\n' 0x1a '\n'    the same
//    8  version                                 version
//    9  versions of what there is one of        size of offsets (8)
//   10                                          size of lengths (8)
//   11                                          flags: being written
//   12                                          base address (0)
//   13  size of offsets (8)
//   14  size of lengths (8)
//   20  flags                                   address of the extension
//   24  (version 1: 4 bytes more)
//   24  base address (0)
//   28                                          end of the file
//   32  address of the free space
//   36                                          address of the root group's header
//   40  end of the file
//   44                                          checksum
//   48  address of driver information (none)
//   56  symbol table entry of the root group: offset of its name, address of its header, ...
#include "formats/hdf5/superblock.h"

#include <algorithm>
#include <array>
#include <string>

#include "formats/hdf5/checksum.h"

namespace hourglass::formats::hdf5 {
namespace {

constexpr char kName[] = "superblock";
constexpr std::array<unsigned char, 8> kSignature = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

void expect_signature(Cursor& cursor) {
  const auto same = [](std::byte found, unsigned char expected) {
    return std::to_integer<unsigned char>(found) == expected;
  };
  const std::uint64_t at = cursor.at();
  if (cursor.left() < kSignature.size() ||
      !std::ranges::equal(cursor.bytes(kSignature.size()), kSignature, same)) {
    cursor.file().damaged(at, "has no HDF5 signature", "0x89 and 'HDF' there");
  }
}

void expect_8_byte_offsets(Cursor& cursor) {
  const std::uint64_t at = cursor.at();
  const int offsets = cursor.u8();
  const int lengths = cursor.u8();
  if (offsets != 8 || lengths != 8) {
    cursor.file().unsupported(at,
                              "has offsets of " + std::to_string(offsets) +
                                  " bytes and lengths of " + std::to_string(lengths),
                              "8 bytes for both");
  }
}

void expect_base_0(Cursor& cursor) {
  const std::uint64_t at = cursor.at();
  if (const std::uint64_t base = cursor.u64(); base != 0) {
    cursor.file().unsupported(at, "has a base address of " + std::to_string(base), "0");
  }
}

void read_end(Cursor& cursor) {
  const std::uint64_t at = cursor.at();
  const std::uint64_t end = cursor.u64();
  File& file = cursor.file();
  if (end > file.size()) {
    file.damaged(at,
                 "has " + std::to_string(file.size()) + " bytes, of " + std::to_string(end) +
                     " by what it says",
                 "all of them");
  }
  file.end_at(end);
}

Superblock read_old(Cursor& cursor, int version) {
  cursor.skip(4);
  expect_8_byte_offsets(cursor);
  cursor.skip(version == 0 ? 9 : 13);
  expect_base_0(cursor);
  cursor.skip(8);
  read_end(cursor);
  const std::uint64_t at = cursor.at();
  if (cursor.u64() != kUndefined) {
    cursor.file().unsupported(at, "names a driver, such as one for several files", "none");
  }
  cursor.skip(8);
  return {.root = cursor.u64()};
}

Superblock read_new(Cursor& cursor) {
  // First: with short ones the checksum is elsewhere.
  expect_8_byte_offsets(cursor);
  expect_checksum(cursor.file().look(0, 48, kName));
  const std::uint64_t at = cursor.at();
  if (cursor.u8() != 0) {
    cursor.file().damaged(at, "was not closed by whoever wrote it last", "a flag of 0");
  }
  expect_base_0(cursor);
  Superblock superblock;
  superblock.extension = cursor.u64();
  read_end(cursor);
  superblock.root = cursor.u64();
  return superblock;
}

}  // namespace

Superblock read_superblock(File& file) {
  Cursor cursor = file.look(0, std::min<std::uint64_t>(file.size(), 100), kName);
  expect_signature(cursor);
  const std::uint64_t at = cursor.at();
  const int version = cursor.u8();
  if (version > 3) {
    file.unsupported(at, "has a superblock of version " + std::to_string(version), "0 to 3");
  }
  if (version < 2) return read_old(cursor, version);
  return read_new(cursor);
}

}  // namespace hourglass::formats::hdf5
