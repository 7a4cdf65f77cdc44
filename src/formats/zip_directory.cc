// SPDX-License-Identifier: MIT
#include "formats/zip_directory.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "base/checked_size.h"
#include "base/quote.h"
#include "formats/inflate.h"
#include "formats/little_endian.h"
#include "formats/zip_records.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

[[noreturn]] void refuse(const ByteSource& source, const std::string& message,
                         ErrorCode code = ErrorCode::bad_file) {
  throw Error(code, "zip", source.where + " " + message);
}

// A directory entry, not yet believed.
struct RawEntry {
  std::uint64_t made_by = 0;
  ZipCommon common;
  std::uint64_t disk = 0;
  std::uint64_t attributes = 0;
  std::uint64_t header = 0;
  std::string name;
  std::size_t bytes = 0;  // in the directory
};

// The entry that `rest` of the directory begins with. `place` is for messages: "entry 1 of its
// directory".
RawEntry parse_entry(const ByteSource& source, std::span<const std::byte> rest,
                     const std::string& place) {
  const auto expect = [&](bool holds) {
    if (!holds)
      refuse(source, "is damaged in " + place + "; expected a zip archive; fetch the file again");
  };
  expect(rest.size() >= kZipEntryBytes && little_endian(rest, 0, 4) == kZipEntrySignature);
  RawEntry entry;
  entry.made_by = little_endian(rest, 4, 2);
  entry.common = parse_zip_common(rest.subspan(8, 24));
  entry.disk = little_endian(rest, 34, 2);
  entry.attributes = little_endian(rest, 38, 4);
  entry.header = little_endian(rest, 42, 4);
  const std::size_t name_end = kZipEntryBytes + entry.common.name_bytes;
  const std::size_t extra_end = name_end + entry.common.extra_bytes;
  entry.bytes = extra_end + little_endian(rest, 32, 2);
  expect(entry.bytes <= rest.size());
  const auto name = rest.subspan(kZipEntryBytes, entry.common.name_bytes);
  entry.name.assign(reinterpret_cast<const char*>(name.data()), name.size());
  std::uint64_t* const numbers[] = {&entry.common.size, &entry.common.packed_size, &entry.header};
  expect(resolve_zip64(rest.subspan(name_end, entry.common.extra_bytes), numbers));
  return entry;
}

void check_name(const ByteSource& source, const std::string& name, const std::string& place) {
  const std::string fault = fault_of_member_name(name);
  if (fault.empty()) return;
  refuse(source, "has a name in " + place + " that " + fault +
                     "; expected a relative path in UTF-8, with / between its parts and no '..'; "
                     "make the archive again");
}

bool is_link_or_device(const RawEntry& entry) {
  // Unix keeps what kind of file it was in the upper four bits.
  constexpr std::uint64_t kUnix = 3;
  constexpr std::uint64_t kFolder = 4;
  constexpr std::uint64_t kRegular = 8;
  const std::uint64_t kind = entry.made_by >> 8 == kUnix ? entry.attributes >> 28 : 0;
  return kind != 0 && kind != kRegular && !(kind == kFolder && entry.name.ends_with('/'));
}

void check_kind(const ByteSource& source, const RawEntry& entry) {
  const auto refuse_member = [&](const std::string& message) {
    refuse(source, "has a member " + base::quote(entry.name) + " " + message,
           ErrorCode::unsupported);
  };
  constexpr std::uint32_t kUnreadable =
      kZipEncrypted | kZipPatched | kZipStronglyEncrypted | kZipMasked;
  if ((entry.common.flags & kUnreadable) != 0)
    refuse_member("that is encrypted; expected it in the clear; make the archive again");
  if (entry.common.method != 0 && entry.common.method != 8) {
    refuse_member("packed by method " + std::to_string(entry.common.method) +
                  "; expected it stored (0) or deflated (8); make the archive again");
  }
  if (entry.disk != 0)
    refuse_member("on another disk; expected all on one; make the archive again in one file");
  if (is_link_or_device(entry))
    refuse_member("that is a link or a device; expected a file; put the file itself into it");
}

// The most a member can hold, unpacked.
std::uint64_t most_unpacked(const RawEntry& entry) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (entry.name.ends_with('/')) return 0;
  const std::uint64_t packed = entry.common.packed_size;
  if (entry.common.method == 0) return packed;
  return packed > kMost / kDeflateLimit ? kMost : packed * kDeflateLimit;
}

void check_sizes(const ByteSource& source, const RawEntry& entry) {
  const std::uint64_t packed = entry.common.packed_size;
  const std::uint64_t size = entry.common.size;
  const auto available = static_cast<std::uint64_t>(source.size);
  const std::uint64_t most = most_unpacked(entry);
  // Nothing, deflated, takes two bytes: more would be something that nobody looks at.
  const bool plausible = entry.name.ends_with('/')  ? packed <= 2
                         : entry.common.method == 0 ? size == packed
                                                    : true;
  if (packed <= available && size <= most && plausible && entry.header <= available) return;
  refuse(source, "promises " + std::to_string(size) + " bytes in member " +
                     base::quote(entry.name) + ", packed into " + std::to_string(packed) +
                     " from byte " + std::to_string(entry.header) + " on; expected at most " +
                     std::to_string(most) + " packed into some of the archive's " +
                     std::to_string(available) +
                     ", and as many if they are not deflated; fetch the file again");
}

ZipEntry believe(const ByteSource& source, const RawEntry& raw, const std::string& place) {
  check_name(source, raw.name, place);
  check_kind(source, raw);
  check_sizes(source, raw);
  ZipEntry entry;
  entry.name = raw.name;
  entry.is_deflated = raw.common.method != 0;
  entry.flags = raw.common.flags;
  entry.crc = raw.common.crc;
  entry.size = static_cast<std::int64_t>(raw.common.size);
  entry.packed_size = static_cast<std::int64_t>(raw.common.packed_size);
  entry.header = static_cast<std::int64_t>(raw.header);
  return entry;
}

void check_together(const ByteSource& source, const std::vector<ZipEntry>& entries,
                    const ZipLimits& limits) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const std::int64_t times[] = {source.size, limits.inflated_times};
  const std::int64_t most =
      std::max(limits.inflated_bytes, base::checked_size(times, kMost).value_or(kMost));
  std::set<std::string_view> names;
  std::int64_t inflated = 0;
  for (const ZipEntry& entry : entries) {
    if (!names.insert(entry.name).second) {
      refuse(source, "has two members named " + base::quote(entry.name) +
                         "; expected every name once; make the archive again");
    }
    if (!entry.is_deflated) continue;
    if (entry.size > most - inflated) {
      refuse(source, "unpacks to more than " + std::to_string(most) + " bytes; expected at most " +
                         std::to_string(limits.inflated_times) + " times its size, or " +
                         std::to_string(limits.inflated_bytes) +
                         "; if it is no bomb, make it again with its members stored, not packed");
    }
    inflated += entry.size;
  }
}

}  // namespace

std::vector<ZipEntry> read_zip_directory(const ByteSource& source, const ZipEnd& end,
                                         const ZipLimits& limits) {
  if (end.members > limits.members) {
    refuse(source, "has " + std::to_string(end.members) + " members; expected at most " +
                       std::to_string(limits.members) + "; split the archive");
  }
  constexpr std::int64_t kLongestEntry = kZipEntryBytes + 3 * 0xffff;
  if (end.directory_bytes > end.members * kLongestEntry) {
    refuse(source, "has a directory of " + std::to_string(end.directory_bytes) +
                       " bytes; expected at most " + std::to_string(end.members * kLongestEntry) +
                       " for its members; fetch the file again");
  }
  const base::ByteBuffer directory = read_exactly(source, end.directory, end.directory_bytes);
  std::span<const std::byte> rest = directory.bytes();
  std::vector<ZipEntry> entries;
  while (std::ssize(entries) < end.members) {
    const std::string place = "entry " + std::to_string(entries.size() + 1) + " of its directory";
    const RawEntry raw = parse_entry(source, rest, place);
    entries.push_back(believe(source, raw, place));
    rest = rest.subspan(raw.bytes);
  }
  if (!rest.empty()) {
    refuse(source, "has " + std::to_string(rest.size()) +
                       " bytes after the last entry of its directory; expected " +
                       std::to_string(end.members) +
                       " entries and nothing else; fetch the file again");
  }
  check_together(source, entries, limits);
  return entries;
}

}  // namespace hourglass::formats
