// SPDX-License-Identifier: MIT
// For tests: IDX and gzip files, right or wrong, in a folder of their own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_folder.h"
#include "formats/deflate_testing.h"

namespace hourglass::data {

inline std::string big_endian_bytes(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xffU);
  return bytes;
}

// `type` and the rank are written as given, so that they can be wrong.
inline std::string idx_header(unsigned type, const std::vector<std::uint32_t>& dims) {
  std::string bytes = {0, 0, static_cast<char>(type), static_cast<char>(dims.size())};
  for (const std::uint32_t dim : dims) bytes += big_endian_bytes(dim);
  return bytes;
}

// Bytes 0, 1, 2, ... after a header for them.
inline std::string idx_bytes(const std::vector<std::uint32_t>& dims) {
  std::size_t size = 1;
  for (const std::uint32_t dim : dims) size *= dim;
  std::string bytes = idx_header(0x08, dims);
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i & 0xffU);
  return bytes;
}

using formats::gzipped;

class DataFolder : public base::TemporaryFolder {
 public:
  std::filesystem::path write(const std::string& name, std::string_view contents) const {
    const auto file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << contents;
    return file;
  }
};

}  // namespace hourglass::data
