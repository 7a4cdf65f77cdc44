// SPDX-License-Identifier: MIT
#include "formats/zip.h"

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "formats/inflate.h"
#include "formats/zip_checksum.h"
#include "formats/zip_layout.h"
#include "hourglass/error.h"

namespace hourglass::formats {
ZipArchive::ZipArchive(ByteSource source, const ZipLimits& limits) : source_(std::move(source)) {
  const ZipEnd end = read_zip_end(source_);
  entries_ = read_zip_directory(source_, end, limits);
  check_zip_layout(source_, end, entries_);
  for (const ZipEntry& entry : entries_) {
    if (!entry.is_folder()) names_.push_back(entry.name);
  }
}

bool ZipArchive::contains(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

const ZipEntry& ZipArchive::find(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const ZipEntry& entry) {
    return entry.name == name && !entry.is_folder();
  });
  if (found != entries_.end()) return *found;
  throw Error(ErrorCode::invalid_argument, "zip",
              source_.where + " has no member " + base::quote(name) + "; expected one of " +
                  (names_.empty() ? "none: it is empty" : base::quote_list(names_)) +
                  "; check the name");
}

std::string ZipArchive::describe(const ZipEntry& entry) const {
  return "member " + base::quote(entry.name) + " of " + source_.where;
}

std::int64_t ZipArchive::size_of(std::string_view name) const { return find(name).size; }

base::ByteBuffer ZipArchive::read(std::string_view name) const {
  const ZipEntry& entry = find(name);
  base::ByteBuffer contents = read_exactly(source_, entry.contents, entry.packed_size);
  if (entry.is_deflated) {
    const base::ByteBuffer packed = std::move(contents);
    contents = base::ByteBuffer(static_cast<std::size_t>(entry.size));
    InflateReader reader(packed.bytes(), Wrapping::none, describe(entry));
    std::byte one_more;
    const std::size_t found = reader.read(contents.bytes());
    if (found != contents.size() || reader.read({&one_more, 1}) != 0) {
      throw Error(ErrorCode::bad_file, "zip",
                  describe(entry) + " unpacks to " +
                      (found == contents.size() ? "more" : std::to_string(found) + " bytes") +
                      "; expected the " + std::to_string(entry.size) +
                      " bytes its directory promises; fetch the file again");
    }
    reader.expect_end();
  }
  if (zip_checksum(contents.bytes()) != entry.crc) {
    throw Error(ErrorCode::bad_file, "zip",
                describe(entry) +
                    " is damaged: its checksum is wrong; expected the one in its directory; fetch "
                    "the file again");
  }
  return contents;
}

base::ByteBuffer ZipArchive::read_start(std::string_view name, std::int64_t most) const {
  const ZipEntry& entry = find(name);
  const std::int64_t size = std::min(most, entry.size);
  if (!entry.is_deflated) return read_exactly(source_, entry.contents, size);
  // Deflate needs more only for blocks without contents, which no program makes so many of.
  constexpr std::int64_t kMoreThanEnough = 1 << 16;
  const std::int64_t packed_size = std::min(entry.packed_size, 2 * size + kMoreThanEnough);
  const base::ByteBuffer packed = read_exactly(source_, entry.contents, packed_size);
  InflateReader reader(packed.bytes(), Wrapping::none, describe(entry));
  base::ByteBuffer start(static_cast<std::size_t>(size));
  if (reader.read(start.bytes()) == start.size()) return start;
  throw Error(ErrorCode::bad_file, "zip",
              describe(entry) + " unpacks to less than the " + std::to_string(entry.size) +
                  " bytes its directory promises; expected as many; fetch the file again");
}

std::optional<std::int64_t> ZipArchive::offset_if_stored(std::string_view name) const {
  const ZipEntry& entry = find(name);
  if (entry.is_deflated) return std::nullopt;
  return entry.contents;
}

}  // namespace hourglass::formats
