// SPDX-License-Identifier: MIT
// For tests: zip archives made record by record, so that any of them can be wrong.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/deflate_testing.h"

namespace hourglass::formats {

inline std::string little_endian_bytes(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xffU);
  return bytes;
}

inline std::uint32_t crc_of_text(std::string_view text) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size()));
}

// What a header says of a member; the local header and the directory have one each.
struct ZipHeader {
  std::string name;
  unsigned flags = 0;
  unsigned method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::string extra;

  std::string common() const {
    return little_endian_bytes(flags, 2) + little_endian_bytes(method, 2) +
           little_endian_bytes(0, 2) + little_endian_bytes(0x21, 2) + little_endian_bytes(crc, 4) +
           little_endian_bytes(packed_size, 4) + little_endian_bytes(size, 4) +
           little_endian_bytes(name.size(), 2) + little_endian_bytes(extra.size(), 2);
  }
};

struct TestMember {
  ZipHeader local;
  ZipHeader central;
  std::string packed;
  std::string after;  // the packed bytes: a data descriptor, or what should not be there
  unsigned version_made_by = 20;
  std::uint32_t attributes = 0;
  std::int64_t moved = 0;  // what the directory adds to the place of the local header
};

inline TestMember stored_member(const std::string& name, const std::string& contents) {
  TestMember member;
  member.packed = contents;
  member.local = {name, 0, 0, crc_of_text(contents), contents.size(), contents.size(), ""};
  member.central = member.local;
  return member;
}

inline TestMember deflated_member(const std::string& name, const std::string& contents) {
  TestMember member = stored_member(name, contents);
  member.packed = deflated(contents);
  member.local.method = 8;
  member.local.packed_size = member.packed.size();
  member.central = member.local;
  return member;
}

struct TestArchive {
  std::vector<TestMember> members;
  std::string before;  // the first member; the directory knows of it unless `before_unknown`
  bool before_unknown = false;
  std::string before_end;  // between the directory and the end record
  std::string comment;
  std::int64_t more_members = 0;  // than there are, in the end record
  std::int64_t more_directory = 0;
  bool zip64 = false;

  std::string bytes() const {
    std::string archive = before;
    std::string directory;
    const std::uint64_t known = before_unknown ? before.size() : 0;
    for (const TestMember& member : members) {
      const std::uint64_t place = archive.size() - known + static_cast<std::uint64_t>(member.moved);
      archive += little_endian_bytes(0x04034b50, 4) + little_endian_bytes(20, 2) +
                 member.local.common() + member.local.name + member.local.extra + member.packed +
                 member.after;
      directory += little_endian_bytes(0x02014b50, 4) +
                   little_endian_bytes(member.version_made_by, 2) + little_endian_bytes(20, 2) +
                   member.central.common() + little_endian_bytes(0, 6) +
                   little_endian_bytes(member.attributes, 4) + little_endian_bytes(place, 4) +
                   member.central.name + member.central.extra;
    }
    return archive + directory + before_end + end(archive.size() - known, directory.size());
  }

 private:
  std::string end(std::uint64_t place, std::uint64_t size) const {
    const std::uint64_t count = members.size() + static_cast<std::uint64_t>(more_members);
    size += static_cast<std::uint64_t>(more_directory);
    std::string records;
    if (zip64) {
      records = little_endian_bytes(0x06064b50, 4) + little_endian_bytes(44, 8) +
                little_endian_bytes(45, 2) + little_endian_bytes(45, 2) +
                little_endian_bytes(0, 8) + little_endian_bytes(count, 8) +
                little_endian_bytes(count, 8) + little_endian_bytes(size, 8) +
                little_endian_bytes(place, 8);
      records += little_endian_bytes(0x07064b50, 4) + little_endian_bytes(0, 4) +
                 little_endian_bytes(place + size, 8) + little_endian_bytes(1, 4);
    }
    const std::uint64_t small = zip64 ? 0xffff : count;
    return records + little_endian_bytes(0x06054b50, 4) + little_endian_bytes(0, 4) +
           little_endian_bytes(small, 2) + little_endian_bytes(small, 2) +
           little_endian_bytes(zip64 ? 0xffffffff : size, 4) +
           little_endian_bytes(zip64 ? 0xffffffff : place, 4) +
           little_endian_bytes(comment.size(), 2) + comment;
  }
};

}  // namespace hourglass::formats
