// SPDX-License-Identifier: MIT
#include "formats/zip_records.h"

#include "formats/little_endian.h"

namespace hourglass::formats {
namespace {

// The contents of the Zip64 extra field; empty if there is none.
std::span<const std::byte> find_zip64(std::span<const std::byte> extra) {
  while (extra.size() >= 4) {
    const std::uint64_t id = little_endian(extra, 0, 2);
    const std::uint64_t size = little_endian(extra, 2, 2);
    if (size > extra.size() - 4) return {};
    if (id == kZip64Field) return extra.subspan(4, size);
    extra = extra.subspan(4 + size);
  }
  return {};
}

}  // namespace

ZipCommon parse_zip_common(std::span<const std::byte> bytes) {
  const auto field = [&](std::size_t offset, std::size_t size) {
    return little_endian(bytes, offset, size);
  };
  return {static_cast<std::uint32_t>(field(0, 2)),
          static_cast<std::uint32_t>(field(2, 2)),
          static_cast<std::uint32_t>(field(8, 4)),
          field(12, 4),
          field(16, 4),
          field(20, 2),
          field(22, 2)};
}

bool resolve_zip64(std::span<const std::byte> extra, std::span<std::uint64_t* const> numbers) {
  std::span<const std::byte> rest = find_zip64(extra);
  for (std::uint64_t* number : numbers) {
    if (*number != kOnes32) continue;
    if (rest.size() < 8) return false;
    *number = little_endian(rest, 0, 8);
    rest = rest.subspan(8);
  }
  return true;
}

}  // namespace hourglass::formats
