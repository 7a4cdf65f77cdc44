// SPDX-License-Identifier: MIT
#include "formats/zip_layout.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/quote.h"
#include "formats/little_endian.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

constexpr std::uint64_t kLocalSignature = 0x04034b50;
constexpr std::uint64_t kDescriptorSignature = 0x08074b50;
constexpr std::uint64_t kInZip64 = 0xffffffff;

[[noreturn]] void refuse(const ByteSource& source, const std::string& message) {
  throw Error(ErrorCode::bad_file, "zip", source.where + " " + message);
}

[[noreturn]] void refuse_header(const ByteSource& source, const ZipEntry& entry,
                                const std::string& what) {
  refuse(source, "has another " + what + " in the local header of member " +
                     base::quote(entry.name) + ", at byte " + std::to_string(entry.header) +
                     ", than in its directory; expected the same in both; fetch the file again");
}

struct Sizes {
  std::uint64_t size = 0;
  std::uint64_t packed_size = 0;

  friend bool operator==(const Sizes&, const Sizes&) = default;
};

// The sizes of a Zip64 extra field, if there is one with both.
std::optional<Sizes> find_zip64(std::span<const std::byte> extra) {
  constexpr std::uint64_t kZip64 = 1;
  while (extra.size() >= 4) {
    const std::uint64_t id = little_endian(extra, 0, 2);
    const std::uint64_t size = little_endian(extra, 2, 2);
    if (size > extra.size() - 4) return std::nullopt;
    if (id == kZip64 && size >= 16)
      return Sizes{little_endian(extra, 4, 8), little_endian(extra, 12, 8)};
    extra = extra.subspan(4 + size);
  }
  return std::nullopt;
}

Sizes local_sizes(std::span<const std::byte> header, std::span<const std::byte> extra) {
  Sizes sizes = {little_endian(header, 22, 4), little_endian(header, 18, 4)};
  if (sizes.size != kInZip64 && sizes.packed_size != kInZip64) return sizes;
  const std::optional<Sizes> zip64 = find_zip64(extra);
  if (!zip64) return sizes;
  if (sizes.size == kInZip64) sizes.size = zip64->size;
  if (sizes.packed_size == kInZip64) sizes.packed_size = zip64->packed_size;
  return sizes;
}

void check_header(const ByteSource& source, const ZipEntry& entry) {
  const base::ByteBuffer bytes = read_exactly(source, entry.header, entry.contents - entry.header);
  const std::span<const std::byte> header = bytes.bytes();
  if (little_endian(header, 0, 4) != kLocalSignature) refuse_header(source, entry, "signature");
  if (little_endian(header, 6, 2) != entry.flags) refuse_header(source, entry, "set of flags");
  if ((little_endian(header, 8, 2) != 0) != entry.is_deflated)
    refuse_header(source, entry, "method");
  const auto name = header.subspan(kZipLocalHeaderBytes);
  if (!std::equal(entry.name.begin(), entry.name.end(), name.begin(),
                  [](char a, std::byte b) { return static_cast<std::byte>(a) == b; })) {
    refuse_header(source, entry, "name");
  }
  const std::uint64_t crc = little_endian(header, 14, 4);
  const Sizes sizes = local_sizes(header, name.subspan(entry.name.size()));
  // With a descriptor they were not known yet.
  if (entry.has_descriptor && crc == 0 && sizes == Sizes()) return;
  if (crc != entry.crc) refuse_header(source, entry, "checksum");
  if (sizes != Sizes{static_cast<std::uint64_t>(entry.size),
                     static_cast<std::uint64_t>(entry.packed_size)}) {
    refuse_header(source, entry, "size");
  }
}

// Whether the bytes are the data descriptor of the member: with or without its signature, with
// sizes of 4 or 8 bytes.
bool is_descriptor(std::span<const std::byte> bytes, const ZipEntry& entry) {
  if (bytes.size() == 16 || bytes.size() == 24) {
    if (little_endian(bytes, 0, 4) != kDescriptorSignature) return false;
    bytes = bytes.subspan(4);
  }
  if (bytes.size() != 12 && bytes.size() != 20) return false;
  const std::size_t width = (bytes.size() - 4) / 2;
  return little_endian(bytes, 0, 4) == entry.crc &&
         little_endian(bytes, 4, width) == static_cast<std::uint64_t>(entry.packed_size) &&
         little_endian(bytes, 4 + width, width) == static_cast<std::uint64_t>(entry.size);
}

// What is between a member's contents and `next`, where the next member or the directory begins.
void check_rest(const ByteSource& source, const ZipEntry& entry, std::int64_t next) {
  const std::int64_t end = entry.contents + entry.packed_size;
  const std::string member = "member " + base::quote(entry.name);
  if (end > next) {
    refuse(source, "has a " + member + " from byte " + std::to_string(entry.header) + " to " +
                       std::to_string(end) + " that overlaps what begins at byte " +
                       std::to_string(next) +
                       "; expected members one after another; fetch the file again");
  }
  constexpr std::int64_t kLongestDescriptor = 24;
  if (entry.has_descriptor && next - end <= kLongestDescriptor &&
      is_descriptor(read_exactly(source, end, next - end).bytes(), entry)) {
    return;
  }
  if (entry.has_descriptor || end != next) {
    refuse(source, "has " + std::to_string(next - end) + " bytes after " + member + ", at byte " +
                       std::to_string(end) + "; expected " +
                       (entry.has_descriptor ? "its data descriptor" : "nothing") +
                       " between members; make the archive again");
  }
}

}  // namespace

void check_zip_layout(const ByteSource& source, const ZipEnd& end,
                      std::span<const ZipEntry> entries, std::int64_t directory_end) {
  if (directory_end != end.directory + end.directory_bytes) {
    refuse(source, "has a directory whose entries end at byte " + std::to_string(directory_end) +
                       "; expected " + std::to_string(end.directory + end.directory_bytes) +
                       "; fetch the file again");
  }
  std::vector<const ZipEntry*> sorted;
  for (const ZipEntry& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const ZipEntry* a, const ZipEntry* b) { return a->header < b->header; });
  const std::int64_t first = sorted.empty() ? end.directory : sorted.front()->header;
  if (first != 0) {
    refuse(source, "has " + std::to_string(first) +
                       " bytes before the archive; expected its first member at byte 0; "
                       "take them away, or make the archive again");
  }
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    check_header(source, *sorted[i]);
    check_rest(source, *sorted[i], i + 1 < sorted.size() ? sorted[i + 1]->header : end.directory);
  }
}

}  // namespace hourglass::formats
