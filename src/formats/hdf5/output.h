// SPDX-License-Identifier: MIT
// A file being written: fields one after another, all of them little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hourglass::formats::hdf5 {

class Output {
 public:
  std::uint64_t size() const { return bytes_.size(); }
  std::span<const std::byte> bytes() const { return bytes_; }
  std::vector<std::byte> take() { return std::move(bytes_); }

  void number(std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i)
      bytes_.push_back(static_cast<std::byte>(value >> 8 * i & 0xffU));
  }
  void u8(std::uint64_t value) { number(value, 1); }
  void u16(std::uint64_t value) { number(value, 2); }
  void u32(std::uint64_t value) { number(value, 4); }
  void u64(std::uint64_t value) { number(value, 8); }
  void append(std::span<const std::byte> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void text(std::string_view text) { append(std::as_bytes(std::span(text))); }
  void zeros(std::uint64_t count) { bytes_.resize(bytes_.size() + count); }
  // Zeros up to a multiple of 8.
  void align() { zeros((8 - bytes_.size() % 8) % 8); }
  // Writes over what is there.
  void replace(std::uint64_t at, std::span<const std::byte> bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace hourglass::formats::hdf5
