// SPDX-License-Identifier: MIT
// The IDX format, MNIST's:
//
//   byte 0  0x00
//   byte 1  0x00
//   byte 2  type: 0x08 unsigned byte, 0x0d float32 (others exist, none is read here)
//   byte 3  rank, 1 to 4
//   byte 4  rank dimensions, unsigned 32 bits, big-endian
//   then    the values, row-major, big-endian, up to the end of the file
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "base/byte_buffer.h"
#include "base/regular_file.h"

namespace hourglass::data {

enum class IdxType { unsigned_byte, float32 };

struct IdxHeader {
  IdxType type = IdxType::unsigned_byte;
  std::vector<std::int64_t> dims;  // every one at least 1
  std::int64_t header_bytes = 0;
  std::int64_t value_bytes = 0;  // of all values together
};

constexpr std::size_t kLongestIdxHeader = 4 + 4 * 4;

// `start` is the file's beginning: all of it, or at least kLongestIdxHeader bytes.
// `most_value_bytes` is what can come after the header at most; nothing larger is promised by the
// result. `file` is for messages alone. Throws bad_file, or unsupported for the IDX types that are
// not read.
IdxHeader parse_idx_header(std::span<const std::byte> start, std::int64_t most_value_bytes,
                           const std::filesystem::path& file);

// A whole file in memory, unpacked, header included.
struct IdxFile {
  IdxHeader header;
  base::ByteBuffer contents;

  std::span<const std::byte> values() const {
    return contents.bytes().subspan(static_cast<std::size_t>(header.header_bytes));
  }
};

// Plain or gzipped is told by the contents, whatever the name. Throws io if the file cannot be
// read, otherwise as parse_idx_header, and bad_file if the values are fewer or more than the header
// promises.
IdxFile read_idx(const base::RegularFile& file);

// The header of a file that is not gzipped, after the same checks of its length; nothing if it is
// gzipped.
std::optional<IdxHeader> read_idx_header(const base::RegularFile& file);

}  // namespace hourglass::data
