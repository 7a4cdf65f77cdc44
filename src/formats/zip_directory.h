// SPDX-License-Identifier: MIT
// What a zip archive says of its members, compared with where and what they are:
//
//   for each member   local header (30 bytes, the name, extra fields), the packed bytes and, if its
//                     sizes were not known beforehand, a data descriptor
//   the directory     for each member 46 bytes, the name, extra fields, a comment
//   the end           with Zip64 a record of 56 bytes and its locator of 20; 22 bytes
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/byte_source.h"

namespace hourglass::formats {

struct ZipLimits {
  std::int64_t members = 64;
  // What all deflated members hold together: this much, or this many times what the archive has.
  std::int64_t inflated_bytes = std::int64_t{64} << 20;
  std::int64_t inflated_times = 100;
};

struct ZipEntry {
  std::string name;
  bool is_deflated = false;
  bool has_descriptor = false;
  std::uint32_t flags = 0;
  std::uint32_t crc = 0;
  std::int64_t size = 0;         // unpacked
  std::int64_t packed_size = 0;  // in the archive
  std::int64_t header = 0;       // where its local header begins
  std::int64_t contents = 0;     // where its packed bytes begin

  bool is_folder() const { return name.ends_with('/'); }
};

// In the directory's order. Throws as ZipArchive's constructor.
std::vector<ZipEntry> read_zip_directory(const ByteSource& source, const ZipLimits& limits);

// What is wrong with a member's name, "is absolute"; empty if nothing is.
std::string fault_of_member_name(const std::string& name);

}  // namespace hourglass::formats
