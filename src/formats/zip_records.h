// SPDX-License-Identifier: MIT
// The records a zip archive is made of (PKWARE's APPNOTE, 4.3), all numbers little-endian:
//
//   local header     signature 4, version 2, common 24, name, extra fields; then the packed bytes
//                    and, if sizes were not known beforehand, a data descriptor
//   directory entry  signature 4, versions 2 + 2, common 24, comment's length 2, disk 2, internal
//                    attributes 2, external attributes 4, local header's place 4, name, extra
//                    fields, comment
//   common           flags 2, method 2, time 2, date 2, checksum 4, packed size 4, size 4, name's
//                    length 2, extra fields' length 2
//   Zip64 end        signature 4, length of the rest 8, versions 2 + 2, disks 4 + 4, members here
//   8,
//                    members 8, directory's length 8, directory's place 8
//   Zip64 locator    signature 4, disk 4, the Zip64 end's place 8, disks 4
//   end              signature 4, disks 2 + 2, members here 2, members 2, directory's length 4,
//                    directory's place 4, comment's length 2
//
// A field of all ones leaves the number to Zip64: to extra field 1 of its header, or the Zip64 end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hourglass::formats {

constexpr std::uint64_t kZipLocalSignature = 0x04034b50;
constexpr std::uint64_t kZipEntrySignature = 0x02014b50;
constexpr std::uint64_t kZipDescriptorSignature = 0x08074b50;
constexpr std::uint64_t kZipEnd64Signature = 0x06064b50;
constexpr std::uint64_t kZipLocatorSignature = 0x07064b50;
constexpr std::uint64_t kZipEndSignature = 0x06054b50;

constexpr std::int64_t kZipLocalBytes = 30;
constexpr std::int64_t kZipEntryBytes = 46;
constexpr std::int64_t kZipEnd64Bytes = 56;
constexpr std::int64_t kZipLocatorBytes = 20;
constexpr std::int64_t kZipEndBytes = 22;

constexpr std::uint64_t kOnes16 = 0xffff;
constexpr std::uint64_t kOnes32 = 0xffffffff;
constexpr std::uint64_t kZip64Field = 1;

enum ZipFlag : std::uint32_t {
  kZipEncrypted = 1U << 0,
  kZipHasDescriptor = 1U << 3,
  kZipPatched = 1U << 5,
  kZipStronglyEncrypted = 1U << 6,
  kZipUtf8 = 1U << 11,
  kZipMasked = 1U << 13,
};

struct ZipCommon {
  std::uint32_t flags = 0;
  std::uint32_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::size_t name_bytes = 0;
  std::size_t extra_bytes = 0;
};

// `bytes` are 24.
ZipCommon parse_zip_common(std::span<const std::byte> bytes);

// Replaces each number that is all ones by the next one of the Zip64 field among the extra fields.
// False if there is none for it.
bool resolve_zip64(std::span<const std::byte> extra, std::span<std::uint64_t* const> numbers);

}  // namespace hourglass::formats
