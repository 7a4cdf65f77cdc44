// SPDX-License-Identifier: MIT
// Zip archives, as data: what is in one is read into memory and never written to disk.
//
// An archive is not trusted. Every byte of it must be accounted for: members one after another from
// the first byte on, then the directory, then the end records, and nothing else; so that no two
// programs can see different members in it. Members are stored or deflated; what names, sizes and
// checksums say is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_buffer.h"
#include "formats/byte_source.h"
#include "formats/zip_directory.h"

namespace hourglass::formats {

class ZipArchive {
 public:
  // Reads the directory and checks it. Throws bad_file for what is damaged, cut short or made to
  // deceive; unsupported for what zip allows and this does not read: encryption, other methods,
  // links, several disks. The message says which member and what was expected.
  explicit ZipArchive(ByteSource source, const ZipLimits& limits = {});

  // Of files, in the directory's order; folders are left out.
  const std::vector<std::string>& names() const { return names_; }
  bool contains(std::string_view name) const;
  // Of the contents, unpacked. This and what follows throw invalid_argument for a name that is not
  // there.
  std::int64_t size_of(std::string_view name) const;
  // The contents. Throws bad_file if they are not of that size or do not have the checksum the
  // directory gives. From any thread.
  base::ByteBuffer read(std::string_view name) const;
  // The first bytes of the contents, `most` at most. No checksum tells whether they are right.
  base::ByteBuffer read_start(std::string_view name, std::int64_t most) const;
  // Where in the source the contents are, if they are stored as they are.
  std::optional<std::int64_t> offset_if_stored(std::string_view name) const;

 private:
  const ZipEntry& find(std::string_view name) const;
  std::string describe(const ZipEntry& entry) const;

  ByteSource source_;
  std::vector<ZipEntry> entries_;
  std::vector<std::string> names_;
};

struct ZipMember {
  std::string name;
  std::span<const std::byte> contents;
};

// An archive of these members in this order, stored, dated 1980-01-01: the same members give the
// same bytes. Throws invalid_argument for names that ZipArchive would refuse.
std::vector<std::byte> write_zip(std::span<const ZipMember> members);

}  // namespace hourglass::formats
