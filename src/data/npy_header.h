// SPDX-License-Identifier: MIT
// NumPy's format for one array, .npy, versions 1, 2 and 3:
//
//   byte 0   0x93 N U M P Y
//   byte 6   version, major and minor
//   byte 8   length of the text, little-endian: 2 bytes in version 1, otherwise 4
//   then     the text (npy_dictionary.h), padded with spaces, a newline at its end
//   then     the values, up to the end of the file
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/npy_dictionary.h"
#include "data/value_format.h"

namespace hourglass::data {

struct NpyHeader {
  std::vector<std::int64_t> shape;  // dimensions may be 0, and there may be none
  bool fortran_order = false;
  std::string descr;      // NumPy's code for the type: "<f4"
  std::string type_name;  // "float32"; also for types that are not read
  std::endian order = std::endian::little;
  std::optional<ValueFormat> format;  // of numbers; nothing for all other types
  std::int64_t text_letters = 0;      // of each value of type str or bytes
  std::int64_t header_bytes = 0;
};

// Before the text there are 10 bytes, or 12, and the text has at most 64 KiB.
constexpr std::int64_t kLongestNpyHeader = 12 + (std::int64_t{1} << 16);

// `start` is the array's beginning: all of it, or at least kLongestNpyHeader bytes. `where` is for
// messages. Throws bad_file.
NpyHeader parse_npy_header(std::span<const std::byte> start, const std::string& where);

// The bytes of all values. Throws bad_file unless there are exactly `available`. `value_bytes` is
// the size of one.
std::int64_t check_npy_size(const NpyHeader& header, std::int64_t value_bytes,
                            std::int64_t available, const std::string& where);

// The header of float32 values in C order, as numpy.save writes it.
std::string npy_header_text(const std::vector<std::int64_t>& shape);

}  // namespace hourglass::data
