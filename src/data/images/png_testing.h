// SPDX-License-Identifier: MIT
// For tests: PNG files chunk by chunk, so that each of them can be wrong.
//
//   mark, then chunks: length (4 bytes, big-endian), name (4), data, CRC-32 of name and data
//   IHDR  width, height (4 each), bit depth, colour type, compression 0, filter 0, interlacing
//   IDAT  rows, each behind a byte that names its filter (0 is none), through zlib
#pragma once

#include <zlib.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "data/idx_testing.h"

namespace hourglass::data {

enum PngColour : char { kGray = 0, kColours = 2, kPalette = 3, kGrayAlpha = 4, kColoursAlpha = 6 };

inline const std::string kPngMark = "\x89PNG\r\n\x1a\n";

inline std::string png_chunk(const std::string& name, const std::string& data) {
  const std::string body = name + data;
  const auto crc =
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian_bytes(static_cast<std::uint32_t>(data.size())) + body +
         big_endian_bytes(static_cast<std::uint32_t>(crc));
}

inline std::string png_header(std::uint32_t width, std::uint32_t height, int depth,
                              PngColour colour, bool interlaced = false) {
  return png_chunk("IHDR", big_endian_bytes(width) + big_endian_bytes(height) +
                               std::string{static_cast<char>(depth), colour, 0, 0,
                                           static_cast<char>(interlaced)});
}

inline std::string deflated(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                reinterpret_cast<const Bytef*>(text.data()), static_cast<uLong>(text.size()),
                9) != Z_OK) {
    throw std::runtime_error("compress2");
  }
  packed.resize(size);
  return packed;
}

// `pixels` cut into rows of `row_bytes`, none of them filtered.
inline std::string png_rows(const std::string& pixels, std::size_t row_bytes) {
  std::string rows;
  for (std::size_t at = 0; at < pixels.size(); at += row_bytes) {
    rows += '\0' + pixels.substr(at, row_bytes);
  }
  return png_chunk("IDAT", deflated(rows));
}

inline std::string png_end() { return png_chunk("IEND", ""); }

// An image of bytes: gray, or another kind whose channels `pixels` has.
inline std::string png(std::uint32_t width, std::uint32_t height, const std::string& pixels,
                       PngColour colour = kGray) {
  return kPngMark + png_header(width, height, 8, colour) +
         png_rows(pixels, pixels.size() / height) + png_end();
}

// 2 x 2: 0, 85, 170, 255.
inline std::string small_png() { return png(2, 2, {0, 85, '\xaa', '\xff'}); }

}  // namespace hourglass::data
