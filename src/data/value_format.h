// SPDX-License-Identifier: MIT
// How numbers are kept in files, and what makes floats of them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hourglass::data {

enum class ValueType {
  boolean,  // a byte; anything but 0 is true
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float16,
  float32,
  float64,
};

struct ValueFormat {
  ValueType type = ValueType::float32;
  std::endian order = std::endian::little;
  bool scaled = false;  // uint8 alone: divided by 255, to [0, 1]
};

std::int64_t size_of(ValueType type);      // in bytes
bool is_integer(ValueType type);           // so that it is always finite
std::string_view name_of(ValueType type);  // NumPy's: "bool", "float64"

// Makes numbers of values.size() / size_of(type) values. What does not fit exactly is rounded to
// the nearest float, as NumPy's astype('float32') does.
using Decoder = void (*)(std::span<const std::byte> values, float* out);
Decoder decoder_of(const ValueFormat& format);

// The same without rounding, but of integers beyond 2^53. `scaled` is not looked at.
void decode_doubles(const ValueFormat& format, std::span<const std::byte> values, double* out);

}  // namespace hourglass::data
