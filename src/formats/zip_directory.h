// SPDX-License-Identifier: MIT
// What a zip archive says of its members.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/byte_source.h"
#include "formats/zip_end.h"

namespace hourglass::formats {

struct ZipLimits {
  std::int64_t members = 64;
  // What all deflated members hold together: this much, or this many times what the archive has.
  std::int64_t inflated_bytes = std::int64_t{16} << 20;
  std::int64_t inflated_times = 100;
};

struct ZipEntry {
  std::string name;
  bool is_deflated = false;
  std::uint32_t flags = 0;
  std::uint32_t crc = 0;
  std::int64_t size = 0;         // unpacked
  std::int64_t packed_size = 0;  // in the archive, at most as much as the archive has
  std::int64_t header = 0;       // where its local header begins, within the archive
  std::int64_t contents = 0;     // where its packed bytes begin; check_zip_layout finds out

  bool is_folder() const { return name.ends_with('/'); }
};

// In the directory's order, each possible in itself; check_zip_layout looks whether they are there.
// Throws as ZipArchive's constructor.
std::vector<ZipEntry> read_zip_directory(const ByteSource& source, const ZipEnd& end,
                                         const ZipLimits& limits);

// What is wrong with a member's name, "is absolute"; empty if nothing is.
std::string fault_of_member_name(const std::string& name);

}  // namespace hourglass::formats
