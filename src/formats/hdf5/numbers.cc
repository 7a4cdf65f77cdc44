// SPDX-License-Identifier: MIT
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "formats/hdf5.h"

namespace hourglass::formats {
namespace {

template <std::size_t size>
struct UnsignedOf;
template <>
struct UnsignedOf<1> : std::type_identity<std::uint8_t> {};
template <>
struct UnsignedOf<2> : std::type_identity<std::uint16_t> {};
template <>
struct UnsignedOf<4> : std::type_identity<std::uint32_t> {};
template <>
struct UnsignedOf<8> : std::type_identity<std::uint64_t> {};

// A type of its own: nothing else in C++20 says "16 bits of a float".
struct Half {
  std::uint16_t bits;
};

template <class Number>
float to_float(Number number) {
  return static_cast<float>(number);
}

float to_float(Half half) {
  const std::uint32_t sign = (half.bits & 0x8000U) << 16;
  const std::uint32_t exponent = half.bits >> 10 & 0x1fU;
  const std::uint32_t fraction = half.bits & 0x3ffU;
  if (exponent == 0) {
    // Below the smallest exponent; exact, as a float has more.
    const float size = static_cast<float>(fraction) * 0x1p-24F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(size) | sign);
  }
  const std::uint32_t widened = exponent == 0x1f ? 0xff : exponent + (127 - 15);
  return std::bit_cast<float>(sign | widened << 23 | fraction << 13);
}

template <class Number>
std::vector<float> convert(std::span<const std::byte> values) {
  using Bits = typename UnsignedOf<sizeof(Number)>::type;
  std::vector<float> floats(values.size() / sizeof(Number));
  for (std::size_t i = 0; i < floats.size(); ++i) {
    Bits bits = 0;
    for (std::size_t byte = 0; byte < sizeof(Number); ++byte) {
      const auto digit = std::to_integer<Bits>(values[i * sizeof(Number) + byte]);
      bits = static_cast<Bits>(bits | static_cast<Bits>(digit << 8 * byte));
    }
    floats[i] = to_float(std::bit_cast<Number>(bits));
  }
  return floats;
}

}  // namespace

std::size_t size_of(NumberType type) {
  switch (type) {
    case NumberType::int8:
    case NumberType::uint8:
      return 1;
    case NumberType::int16:
    case NumberType::uint16:
    case NumberType::float16:
      return 2;
    case NumberType::int32:
    case NumberType::uint32:
    case NumberType::float32:
      return 4;
    case NumberType::int64:
    case NumberType::uint64:
    case NumberType::float64:
      return 8;
  }
  return 0;
}

std::vector<float> to_floats(const Hdf5Dataset& dataset) {
  switch (dataset.type) {
    case NumberType::int8:
      return convert<std::int8_t>(dataset.values);
    case NumberType::int16:
      return convert<std::int16_t>(dataset.values);
    case NumberType::int32:
      return convert<std::int32_t>(dataset.values);
    case NumberType::int64:
      return convert<std::int64_t>(dataset.values);
    case NumberType::uint8:
      return convert<std::uint8_t>(dataset.values);
    case NumberType::uint16:
      return convert<std::uint16_t>(dataset.values);
    case NumberType::uint32:
      return convert<std::uint32_t>(dataset.values);
    case NumberType::uint64:
      return convert<std::uint64_t>(dataset.values);
    case NumberType::float16:
      return convert<Half>(dataset.values);
    case NumberType::float32:
      return convert<float>(dataset.values);
    case NumberType::float64:
      return convert<double>(dataset.values);
  }
  return {};
}

Hdf5Dataset to_dataset(std::span<const float> values, std::vector<std::int64_t> dims) {
  Hdf5Dataset dataset;
  dataset.type = NumberType::float32;
  dataset.dims = std::move(dims);
  dataset.values.reserve(4 * values.size());
  for (const float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8)
      dataset.values.push_back(static_cast<std::byte>(bits >> shift & 0xffU));
  }
  return dataset;
}

}  // namespace hourglass::formats
