// SPDX-License-Identifier: MIT
// For tests: .npy files whose headers can be wrong.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "hourglass/array_files.h"

namespace hourglass::data {

// Made by NumPy; the script that did is beside them.
inline std::filesystem::path npy_file(const std::string& name) {
  return std::filesystem::path("tests/files/npy") / name;
}

inline std::string contents_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Version 1, around any text.
inline std::string npy_with(const std::string& text) {
  std::string bytes = "\x93NUMPY";
  bytes += {1, 0, static_cast<char>(text.size() & 0xffU), static_cast<char>(text.size() >> 8)};
  return bytes + text;
}

inline std::string npy_with(const std::string& descr, const std::string& shape,
                            const std::string& order = "False") {
  return npy_with("{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape +
                  ", }\n");
}

// The samples as numbers, one after another.
inline std::vector<float> numbers_of(const Dataset& data) {
  const Tensor tensor = data.read(0, data.size());
  return {tensor.values().begin(), tensor.values().end()};
}

}  // namespace hourglass::data
