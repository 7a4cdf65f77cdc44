// SPDX-License-Identifier: MIT
// For tests: HDF5 files, sound ones to read and to spoil.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "base/read_file.h"
#include "formats/hdf5.h"
#include "formats/hdf5/checksum.h"

namespace hourglass::formats {

using Bytes = std::vector<std::byte>;

inline Bytes file_bytes(const std::string& name) {
  const auto file = base::read_file("tests/files/hdf5/" + name, 1U << 20);
  return {file.bytes().begin(), file.bytes().end()};
}

inline Hdf5Group read_named(const std::string& name) {
  return read_hdf5(file_bytes(name), "'" + name + "'");
}

// The dataset of that path, with slashes.
inline const Hdf5Dataset& find_dataset(const Hdf5Group& root, const std::string& path) {
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return root.datasets.at(path);
  return find_dataset(root.groups.at(path.substr(0, slash)), path.substr(slash + 1));
}

inline std::vector<float> floats(const Hdf5Group& root, const std::string& path) {
  return to_floats(find_dataset(root, path));
}

// 0, 1, 2, ...
inline std::vector<float> counted(std::size_t size) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<float>(i);
  return values;
}

inline std::string to_text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Where `part` is in the file for the `count`-th time, from 1 on.
inline std::size_t find_bytes(const Bytes& file, const std::string& part, int count = 1) {
  const std::string text = to_text(file);
  std::size_t at = text.find(part);
  for (; count > 1; --count) at = text.find(part, at + 1);
  REQUIRE(at != text.npos);
  return at;
}

inline std::uint64_t number_at(const Bytes& file, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8 | std::to_integer<std::uint64_t>(file.at(at + i));
  return value;
}

inline void put_number(Bytes& file, std::size_t at, std::size_t width, std::uint64_t value) {
  for (std::size_t i = 0; i < width; ++i)
    file.at(at + i) = static_cast<std::byte>(value >> 8 * i & 0xffU);
}

// Puts a sound checksum behind the `size` bytes from `at` on.
inline void mend_checksum(Bytes& file, std::size_t at, std::size_t size) {
  put_number(file, at + size, 4, hdf5::lookup3(std::span(file).subspan(at, size)));
}

// The same for the new superblock, the first part of every new header, and every fixed array.
inline void mend_checksums(Bytes& file) {
  if (number_at(file, 8, 1) >= 2) mend_checksum(file, 0, 44);
  const std::string text = to_text(file);
  for (std::size_t at = text.find("FAHD"); at != text.npos; at = text.find("FAHD", at + 1))
    mend_checksum(file, at, 24);
  for (std::size_t at = text.find("OHDR"); at != text.npos; at = text.find("OHDR", at + 1)) {
    const std::uint64_t flags = number_at(file, at + 5, 1);
    const std::size_t times = (flags & 1U << 5) != 0 ? 16 : 0;
    const std::size_t width = std::size_t{1} << (flags & 3U);
    mend_checksum(file, at, 6 + times + width + number_at(file, at + 6 + times, width));
  }
}

}  // namespace hourglass::formats
