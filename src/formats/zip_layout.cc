// SPDX-License-Identifier: MIT
#include "formats/zip_layout.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/quote.h"
#include "formats/little_endian.h"
#include "formats/zip_records.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

[[noreturn]] void refuse(const ByteSource& source, const std::string& message) {
  throw Error(ErrorCode::bad_file, "zip", source.where + " " + message);
}

bool has_descriptor(const ZipEntry& entry) { return (entry.flags & kZipHasDescriptor) != 0; }

[[noreturn]] void refuse_header(const ByteSource& source, const ZipEntry& entry,
                                const std::string& what) {
  refuse(source, "has another " + what + " in the local header of member " +
                     base::quote(entry.name) + ", at byte " + std::to_string(entry.header) +
                     ", than in its directory; expected the same in both; fetch the file again");
}

// The fixed part of its local header.
ZipCommon read_common(const ByteSource& source, const ZipEntry& entry) {
  const base::ByteBuffer header = read_exactly(source, entry.header, kZipLocalBytes);
  if (little_endian(header.bytes(), 0, 4) != kZipLocalSignature)
    refuse_header(source, entry, "signature");
  return parse_zip_common(header.bytes().subspan(6, 24));
}

void check_header(const ByteSource& source, ZipEntry& entry) {
  ZipCommon common = read_common(source, entry);
  const std::int64_t name_at = entry.header + kZipLocalBytes;
  const auto rest_bytes = static_cast<std::int64_t>(common.name_bytes + common.extra_bytes);
  const base::ByteBuffer buffer = read_exactly(source, name_at, rest_bytes);
  const std::span<const std::byte> rest = buffer.bytes();
  entry.contents = name_at + rest_bytes;

  if (common.flags != entry.flags) refuse_header(source, entry, "set of flags");
  if ((common.method != 0) != entry.is_deflated) refuse_header(source, entry, "method");
  const std::span name = std::as_bytes(std::span(entry.name));
  if (!std::ranges::equal(rest.first(common.name_bytes), name))
    refuse_header(source, entry, "name");
  std::uint64_t* const numbers[] = {&common.size, &common.packed_size};
  if (!resolve_zip64(rest.subspan(common.name_bytes), numbers))
    refuse_header(source, entry, "size");
  const bool unknown = common.crc == 0 && common.size == 0 && common.packed_size == 0;
  if (has_descriptor(entry) && unknown) return;
  if (common.crc != entry.crc) refuse_header(source, entry, "checksum");
  if (common.size != static_cast<std::uint64_t>(entry.size) ||
      common.packed_size != static_cast<std::uint64_t>(entry.packed_size)) {
    refuse_header(source, entry, "size");
  }
}

// Whether the bytes are the data descriptor of the member: with or without its signature, with
// sizes of 4 or 8 bytes.
bool is_descriptor(std::span<const std::byte> bytes, const ZipEntry& entry) {
  if (bytes.size() == 16 || bytes.size() == 24) {
    if (little_endian(bytes, 0, 4) != kZipDescriptorSignature) return false;
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
  if (has_descriptor(entry) && next - end <= kLongestDescriptor &&
      is_descriptor(read_exactly(source, end, next - end).bytes(), entry)) {
    return;
  }
  if (has_descriptor(entry) || end != next) {
    refuse(source, "has " + std::to_string(next - end) + " bytes after " + member + ", at byte " +
                       std::to_string(end) + "; expected " +
                       (has_descriptor(entry) ? "its data descriptor" : "nothing") +
                       " between members; make the archive again");
  }
}

}  // namespace

void check_zip_layout(const ByteSource& source, const ZipEnd& end, std::span<ZipEntry> entries) {
  std::vector<ZipEntry*> sorted;
  for (ZipEntry& entry : entries) sorted.push_back(&entry);
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
