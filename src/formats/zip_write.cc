// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>
#include <string_view>

#include "base/quote.h"
#include "formats/little_endian.h"
#include "formats/zip.h"
#include "formats/zip_checksum.h"
#include "formats/zip_records.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

void check_names(std::span<const ZipMember> members) {
  std::set<std::string_view> names;
  for (const ZipMember& member : members) {
    std::string fault = fault_of_member_name(member.name);
    if (fault.empty() && member.name.ends_with('/')) fault = "names a folder";
    if (fault.empty() && !names.insert(member.name).second) fault = "is there twice";
    if (fault.empty()) continue;
    throw Error(ErrorCode::invalid_argument, "zip",
                "the name " + base::quote(member.name) + " of a member " + fault +
                    "; expected a relative path in UTF-8, once; choose another name");
  }
}

class Writer {
 public:
  explicit Writer(std::span<const ZipMember> members) {
    std::size_t size = 1024;
    for (const ZipMember& member : members)
      size += member.contents.size() + 2 * member.name.size() + 256;
    bytes_.reserve(size);
  }

  void add(const ZipMember& member) {
    const std::uint32_t crc = zip_checksum(member.contents);
    const std::uint64_t size = member.contents.size();
    const std::uint64_t place = bytes_.size();
    const std::vector<std::byte> local_extra = size < kOnes32 ? Bytes{} : zip64_field({size, size});
    put(bytes_, kZipLocalSignature, 4);
    put_common(bytes_, member, crc, local_extra.size());
    put_text(bytes_, member.name);
    bytes_.insert(bytes_.end(), local_extra.begin(), local_extra.end());
    bytes_.insert(bytes_.end(), member.contents.begin(), member.contents.end());

    std::vector<std::uint64_t> large;
    if (size >= kOnes32) large = {size, size};
    if (place >= kOnes32) large.push_back(place);
    const std::vector<std::byte> extra = zip64_field(large);
    put(directory_, kZipEntrySignature, 4);
    put(directory_, kVersion, 2);
    put_common(directory_, member, crc, extra.size());
    put(directory_, 0, 6);  // comment, disk, internal attributes
    put(directory_, 0, 4);  // external attributes
    put(directory_, std::min(place, kOnes32), 4);
    put_text(directory_, member.name);
    directory_.insert(directory_.end(), extra.begin(), extra.end());
    ++members_;
  }

  std::vector<std::byte> finish() {
    const std::uint64_t place = bytes_.size();
    const std::uint64_t size = directory_.size();
    bytes_.insert(bytes_.end(), directory_.begin(), directory_.end());
    if (place >= kOnes32 || size >= kOnes32 || members_ >= kOnes16) put_zip64_end(place, size);
    put(bytes_, kZipEndSignature, 4);
    put(bytes_, 0, 4);
    put(bytes_, std::min(members_, kOnes16), 2);
    put(bytes_, std::min(members_, kOnes16), 2);
    put(bytes_, std::min(size, kOnes32), 4);
    put(bytes_, std::min(place, kOnes32), 4);
    put(bytes_, 0, 2);
    return std::move(bytes_);
  }

 private:
  using Bytes = std::vector<std::byte>;

  // Of the format, as little as will do: 2.0 knows deflate and folders, 4.5 Zip64.
  static constexpr std::uint64_t kVersion = 20;
  static constexpr std::uint64_t kVersionOfZip64 = 45;
  static constexpr std::uint64_t kFirstOf1980 = 0x21;  // years count from there, the rest from 1

  static void put(Bytes& bytes, std::uint64_t value, std::size_t size) {
    append_little_endian(bytes, value, size);
  }

  static void put_text(Bytes& bytes, std::string_view text) {
    for (const char letter : text) bytes.push_back(static_cast<std::byte>(letter));
  }

  static Bytes zip64_field(const std::vector<std::uint64_t>& numbers) {
    Bytes field;
    if (numbers.empty()) return field;
    put(field, kZip64Field, 2);
    put(field, 8 * numbers.size(), 2);
    for (const std::uint64_t number : numbers) put(field, number, 8);
    return field;
  }

  static void put_common(Bytes& bytes, const ZipMember& member, std::uint32_t crc,
                         std::size_t extra_bytes) {
    const bool ascii = std::all_of(member.name.begin(), member.name.end(),
                                   [](unsigned char letter) { return letter < 0x80; });
    const std::uint64_t size = std::min<std::uint64_t>(member.contents.size(), kOnes32);
    put(bytes, extra_bytes == 0 ? kVersion : kVersionOfZip64, 2);
    put(bytes, ascii ? 0U : static_cast<unsigned>(kZipUtf8), 2);
    put(bytes, 0, 2);  // stored
    put(bytes, 0, 2);  // midnight
    put(bytes, kFirstOf1980, 2);
    put(bytes, crc, 4);
    put(bytes, size, 4);
    put(bytes, size, 4);
    put(bytes, member.name.size(), 2);
    put(bytes, extra_bytes, 2);
  }

  void put_zip64_end(std::uint64_t place, std::uint64_t size) {
    const std::uint64_t end = bytes_.size();
    put(bytes_, kZipEnd64Signature, 4);
    put(bytes_, kZipEnd64Bytes - 12, 8);
    put(bytes_, kVersionOfZip64, 2);
    put(bytes_, kVersionOfZip64, 2);
    put(bytes_, 0, 8);
    put(bytes_, members_, 8);
    put(bytes_, members_, 8);
    put(bytes_, size, 8);
    put(bytes_, place, 8);
    put(bytes_, kZipLocatorSignature, 4);
    put(bytes_, 0, 4);
    put(bytes_, end, 8);
    put(bytes_, 1, 4);
  }

  Bytes bytes_;
  Bytes directory_;
  std::uint64_t members_ = 0;
};

}  // namespace

std::vector<std::byte> write_zip(std::span<const ZipMember> members) {
  check_names(members);
  Writer writer(members);
  for (const ZipMember& member : members) writer.add(member);
  return writer.finish();
}

}  // namespace hourglass::formats
