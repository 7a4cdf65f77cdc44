// SPDX-License-Identifier: MIT
#include "formats/zip_directory.h"

#include <minizip/unzip.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "base/checked_size.h"
#include "base/quote.h"
#include "formats/inflate.h"
#include "formats/zip_end.h"
#include "formats/zip_layout.h"
#include "formats/zip_stream.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

constexpr std::uint32_t kEncrypted = 1U << 0 | 1U << 6 | 1U << 13;
constexpr std::uint32_t kPatched = 1U << 5;
constexpr std::uint32_t kDescriptor = 1U << 3;

[[noreturn]] void refuse(const ByteSource& source, const std::string& message,
                         ErrorCode code = ErrorCode::bad_file) {
  throw Error(code, "zip", source.where + " " + message);
}

// Closes what minizip opened.
class OpenArchive {
 public:
  explicit OpenArchive(const ByteSource& source) : source_(source), stream_(source) {
    zlib_filefunc64_def functions = stream_.functions();
    file_ = unzOpen2_64("", &functions);
    expect(file_ != nullptr, "its end records");
  }
  ~OpenArchive() {
    if (file_ != nullptr) unzClose(file_);
  }
  OpenArchive(const OpenArchive&) = delete;
  OpenArchive& operator=(const OpenArchive&) = delete;

  unzFile file() const { return file_; }

  void expect(bool success, const std::string& what) const {
    stream_.rethrow();
    if (!success)
      refuse(source_, "is damaged in " + what + "; expected a zip archive; fetch the file again");
  }

 private:
  const ByteSource& source_;
  ZipReadStream stream_;
  unzFile file_ = nullptr;
};

void check_kind(const ByteSource& source, const ZipEntry& entry, const unz_file_info64& info) {
  const std::string member = "member " + base::quote(entry.name);
  if ((entry.flags & (kEncrypted | kPatched)) != 0) {
    refuse(source,
           "has an encrypted " + member + "; expected it in the clear; make the archive again",
           ErrorCode::unsupported);
  }
  if (info.compression_method != 0 && info.compression_method != 8) {
    refuse(source,
           "has a " + member + " packed by method " + std::to_string(info.compression_method) +
               "; expected it stored (0) or deflated (8); make the archive again",
           ErrorCode::unsupported);
  }
  if (info.disk_num_start != 0) {
    refuse(source, "has a " + member + " on another disk; expected one file; make it again",
           ErrorCode::unsupported);
  }
  // Unix keeps what kind of file it was in the upper half.
  constexpr uLong kUnix = 3;
  const uLong kind = info.version >> 8 == kUnix ? info.external_fa >> 28 : 0;
  constexpr uLong kFolder = 4;
  constexpr uLong kRegular = 8;
  if (kind != 0 && kind != kRegular && !(kind == kFolder && entry.is_folder())) {
    refuse(source,
           "has a " + member +
               " that is a link or a device; expected a file; put the file itself "
               "into the archive",
           ErrorCode::unsupported);
  }
}

// The most a member packed into so many bytes can hold.
std::uint64_t most_unpacked(const ZipEntry& entry, std::uint64_t packed) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (entry.is_folder()) return 0;
  if (!entry.is_deflated) return packed;
  return packed > kMost / kDeflateLimit ? kMost : packed * kDeflateLimit;
}

void check_sizes(const ByteSource& source, const ZipEntry& entry, const unz_file_info64& info) {
  const auto packed = static_cast<std::uint64_t>(info.compressed_size);
  const auto size = static_cast<std::uint64_t>(info.uncompressed_size);
  const auto available = static_cast<std::uint64_t>(source.size);
  const std::uint64_t most = most_unpacked(entry, packed);
  if (packed <= available && size <= most && (entry.is_deflated || size == packed)) return;
  refuse(source, "promises " + std::to_string(size) + " bytes in member " +
                     base::quote(entry.name) + ", packed into " + std::to_string(packed) +
                     "; expected at most " + std::to_string(most) + " packed into at most the " +
                     std::to_string(available) +
                     " of the archive, and the same if not deflated; fetch the file again");
}

unz_file_info64 read_info(const OpenArchive& archive, const std::string& place) {
  unz_file_info64 info = {};
  archive.expect(
      unzGetCurrentFileInfo64(archive.file(), &info, nullptr, 0, nullptr, 0, nullptr, 0) == UNZ_OK,
      place);
  return info;
}

std::string read_name(const ByteSource& source, const OpenArchive& archive, std::size_t size,
                      const std::string& place) {
  std::string name(size, '\0');
  archive.expect(unzGetCurrentFileInfo64(archive.file(), nullptr, name.data(), size, nullptr, 0,
                                         nullptr, 0) == UNZ_OK,
                 place);
  if (const std::string fault = fault_of_member_name(name); !fault.empty()) {
    refuse(source, "has a name in " + place + " that " + fault +
                       "; expected a relative path in UTF-8, with / between its parts and no '..'; "
                       "make the archive again");
  }
  return name;
}

// Finds the local header and the contents behind it.
void locate(const ByteSource& source, const OpenArchive& archive, ZipEntry& entry) {
  const std::string header = "the local header of member " + base::quote(entry.name) +
                             ", which is not where or what the directory says";
  // Raw, so that nothing is unpacked.
  int method = 0;
  int level = 0;
  archive.expect(unzOpenCurrentFile2(archive.file(), &method, &level, 1) == UNZ_OK, header);
  entry.contents = static_cast<std::int64_t>(unzGetCurrentFileZStreamPos64(archive.file()));
  const int extra_bytes = unzGetLocalExtrafield(archive.file(), nullptr, 0);
  unzCloseCurrentFile(archive.file());
  entry.header = entry.contents - kZipLocalHeaderBytes -
                 static_cast<std::int64_t>(entry.name.size()) - extra_bytes;
  archive.expect(extra_bytes >= 0 && entry.header >= 0 && entry.contents <= source.size, header);
}

ZipEntry read_entry(const ByteSource& source, const OpenArchive& archive,
                    const unz_file_info64& info, const std::string& place) {
  ZipEntry entry;
  entry.name = read_name(source, archive, info.size_filename, place);
  entry.is_deflated = info.compression_method != 0;
  entry.flags = static_cast<std::uint32_t>(info.flag);
  entry.has_descriptor = (entry.flags & kDescriptor) != 0;
  entry.crc = static_cast<std::uint32_t>(info.crc);
  check_kind(source, entry, info);
  check_sizes(source, entry, info);
  entry.size = static_cast<std::int64_t>(info.uncompressed_size);
  entry.packed_size = static_cast<std::int64_t>(info.compressed_size);
  locate(source, archive, entry);
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

std::vector<ZipEntry> read_zip_directory(const ByteSource& source, const ZipLimits& limits) {
  const ZipEnd end = read_zip_end(source);
  if (end.members > limits.members) {
    refuse(source, "has " + std::to_string(end.members) + " members; expected at most " +
                       std::to_string(limits.members) + "; split the archive");
  }
  std::vector<ZipEntry> entries;
  if (end.members == 0) {
    check_zip_layout(source, end, entries, end.directory);
    return entries;
  }
  const OpenArchive archive(source);
  std::int64_t entry_end = 0;
  for (int result = unzGoToFirstFile(archive.file());; result = unzGoToNextFile(archive.file())) {
    const std::string place = "entry " + std::to_string(entries.size() + 1) + " of its directory";
    archive.expect(result == UNZ_OK, place);
    const auto begin = static_cast<std::int64_t>(unzGetOffset64(archive.file()));
    if (begin != (entries.empty() ? end.directory : entry_end)) {
      refuse(source, "has " + place + " at byte " + std::to_string(begin) + "; expected it at " +
                         std::to_string(entries.empty() ? end.directory : entry_end) +
                         "; fetch the file again");
    }
    const unz_file_info64 info = read_info(archive, place);
    constexpr std::int64_t kFixedBytes = 46;
    entry_end = begin + kFixedBytes +
                static_cast<std::int64_t>(info.size_filename + info.size_file_extra +
                                          info.size_file_comment);
    entries.push_back(read_entry(source, archive, info, place));
    if (std::ssize(entries) == end.members) break;
  }
  check_together(source, entries, limits);
  check_zip_layout(source, end, entries, entry_end);
  return entries;
}

}  // namespace hourglass::formats
