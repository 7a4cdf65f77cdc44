// SPDX-License-Identifier: MIT
#include <minizip/zip.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "base/check.h"
#include "base/quote.h"
#include "formats/zip.h"
#include "formats/zip_stream.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

constexpr uLong kFirstOf1980 = 0x210000;  // DOS counts from there; month and day from 1
constexpr uLong kUtf8Names = 1U << 11;
constexpr std::size_t kMostWithoutZip64 = 0xfffffffe;

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

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
}

bool write_member(zipFile file, const ZipMember& member) {
  zip_fileinfo info = {};
  info.dosDate = kFirstOf1980;
  const bool zip64 = member.contents.size() > kMostWithoutZip64;
  int result =
      zipOpenNewFileInZip4_64(file, member.name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, 0,
                              0, 0, -MAX_WBITS, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, nullptr, 0, 0,
                              is_ascii(member.name) ? 0 : kUtf8Names, zip64 ? 1 : 0);
  for (auto rest = member.contents; result == ZIP_OK && !rest.empty();) {
    const auto piece = rest.first(std::min<std::size_t>(rest.size(), std::size_t{1} << 30));
    result = zipWriteInFileInZip(file, piece.data(), static_cast<unsigned>(piece.size()));
    rest = rest.subspan(piece.size());
  }
  return zipCloseFileInZip(file) == ZIP_OK && result == ZIP_OK;
}

}  // namespace

std::vector<std::byte> write_zip(std::span<const ZipMember> members) {
  check_names(members);
  ZipWriteStream stream;
  std::size_t size = 1024;
  for (const ZipMember& member : members)
    size += member.contents.size() + 2 * member.name.size() + 256;
  stream.reserve(size);
  zlib_filefunc64_def functions = stream.functions();
  zipFile file = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
  bool good = file != nullptr;
  for (const ZipMember& member : members) good = good && write_member(file, member);
  if (file != nullptr) good = zipClose(file, nullptr) == ZIP_OK && good;
  std::vector<std::byte> bytes = stream.take();
  HG_CHECK(good);
  return bytes;
}

}  // namespace hourglass::formats
