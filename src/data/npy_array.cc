// SPDX-License-Identifier: MIT
#include "data/npy_array.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/nearest_name.h"
#include "base/quote.h"
#include "base/read_file.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

constexpr std::string_view kSuffix = ".npy";

// NumPy's own files have a handful; some keep the weights of a network so.
constexpr formats::ZipLimits kLimits = {.members = 1024};

formats::ZipArchive open_archive(const formats::ByteSource& source) {
  std::array<std::byte, 6> start = {};
  source.read_at(0, start);
  if (start[0] == std::byte{0x93} && start[1] == std::byte{'N'}) {
    throw Error(ErrorCode::bad_file, "npz",
                source.where +
                    " is a single array; expected an .npz file with arrays by name; read it as "
                    ".npy");
  }
  return formats::ZipArchive(source, kLimits);
}

}  // namespace

base::ByteBuffer NpyArray::read_values(std::int64_t offset, std::int64_t count) const {
  const formats::ByteSource source = file != nullptr
                                         ? formats::source_on_disk(file)
                                         : formats::source_in_memory(contents.bytes(), where);
  return formats::read_exactly(source, begin + header.header_bytes + offset, count);
}

NpyArray npy_in_memory(base::ByteBuffer contents, std::string where) {
  NpyArray array;
  array.header = parse_npy_header(contents.bytes(), where);
  array.where = std::move(where);
  array.size = static_cast<std::int64_t>(contents.size());
  array.contents = std::move(contents);
  return array;
}

NpyArray open_npy(const std::filesystem::path& path, std::int64_t most_in_memory) {
  auto file = std::make_shared<const base::RegularFile>(path);
  std::string where = base::quote_path(path);
  if (file->size() <= most_in_memory) {
    const auto limit = static_cast<std::uint64_t>(most_in_memory);
    return npy_in_memory(base::read_file(*file, limit), std::move(where));
  }
  base::ByteBuffer start(static_cast<std::size_t>(std::min(file->size(), kLongestNpyHeader)));
  const std::size_t found = file->read_at(0, start.bytes());
  NpyArray array;
  array.header = parse_npy_header(start.bytes().first(found), where);
  array.where = std::move(where);
  array.size = file->size();
  array.file = std::move(file);
  return array;
}

NpzFile::NpzFile(const formats::ByteSource& source, std::shared_ptr<const base::RegularFile> file)
    : where_(source.where), archive_(open_archive(source)), file_(std::move(file)) {}

std::vector<std::string> NpzFile::names() const {
  std::vector<std::string> names;
  for (const std::string& member : archive_.names()) {
    if (member.ends_with(kSuffix))
      names.push_back(member.substr(0, member.size() - kSuffix.size()));
  }
  return names;
}

NpyHeader NpzFile::header(std::string_view name) const {
  const base::ByteBuffer start = archive_.read_start(member_of(name), kLongestNpyHeader);
  return parse_npy_header(start.bytes(), where(name));
}

NpyArray NpzFile::array(std::string_view name, std::int64_t most_in_memory) const {
  const std::string member = member_of(name);
  const std::int64_t size = archive_.size_of(member);
  const auto offset = archive_.offset_if_stored(member);
  if (!offset || file_ == nullptr || size <= most_in_memory)
    return npy_in_memory(archive_.read(member), where(name));
  NpyArray array;
  array.where = where(name);
  array.header = header(name);
  array.file = file_;
  array.begin = *offset;
  array.size = size;
  return array;
}

std::string NpzFile::where(std::string_view name) const {
  return "array " + base::quote(name) + " of " + where_;
}

std::string NpzFile::member_of(std::string_view name) const {
  std::string member = std::string(name).append(kSuffix);
  if (archive_.contains(member)) return member;
  const std::vector<std::string> there = names();
  const std::vector<std::string_view> known(there.begin(), there.end());
  const std::string_view nearest = base::nearest_name(name, known);
  throw Error(
      ErrorCode::invalid_argument, "npz",
      where_ + " has no array " + base::quote(name) + "; expected " +
          (there.empty() ? "an archive with arrays in it" : "one of " + base::quote_list(there)) +
          "; " +
          (nearest.empty() ? "name one of them" : "did you mean " + base::quote(nearest) + "?"));
}

NpzFile open_npz(const std::filesystem::path& path) {
  auto file = std::make_shared<const base::RegularFile>(path);
  const formats::ByteSource source = formats::source_on_disk(file);
  return NpzFile(source, std::move(file));
}

}  // namespace hourglass::data
