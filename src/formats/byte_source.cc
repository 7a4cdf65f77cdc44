// SPDX-License-Identifier: MIT
#include "formats/byte_source.h"

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::formats {

ByteSource source_in_memory(std::span<const std::byte> bytes, std::string where) {
  auto read_at = [bytes](std::int64_t offset, std::span<std::byte> out) {
    const std::size_t begin = std::min(static_cast<std::size_t>(offset), bytes.size());
    const auto found = bytes.subspan(begin, std::min(out.size(), bytes.size() - begin));
    std::copy(found.begin(), found.end(), out.begin());
    return found.size();
  };
  return {std::move(where), static_cast<std::int64_t>(bytes.size()), read_at};
}

ByteSource source_on_disk(std::shared_ptr<const base::RegularFile> file) {
  std::string where = base::quote_path(file->path());
  const std::int64_t size = file->size();
  return {std::move(where), size,
          [file = std::move(file)](std::int64_t offset, std::span<std::byte> out) {
            return file->read_at(offset, out);
          }};
}

base::ByteBuffer read_exactly(const ByteSource& source, std::int64_t offset, std::int64_t size) {
  const bool within =
      0 <= offset && offset <= source.size && 0 <= size && size <= source.size - offset;
  base::ByteBuffer bytes(within ? static_cast<std::size_t>(size) : 0);
  if (!within || source.read_at(offset, bytes.bytes()) != bytes.size()) {
    throw Error(ErrorCode::bad_file, "read",
                source.where + " is cut short: it has " + std::to_string(source.size) +
                    " bytes; expected " + std::to_string(size) + " from byte " +
                    std::to_string(offset) + " on; fetch the file again");
  }
  return bytes;
}

}  // namespace hourglass::formats
