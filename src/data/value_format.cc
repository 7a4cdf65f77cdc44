// SPDX-License-Identifier: MIT
#include "data/value_format.h"

#include <cstring>
#include <type_traits>

#include "base/check.h"
#include "data/decode_bytes.h"

namespace hourglass::data {
namespace {

struct Boolean {
  std::uint8_t byte;
};
// IEEE's binary16: a sign, 5 bits of exponent, 10 of fraction.
struct Float16 {
  std::uint16_t bits;
};

template <std::size_t kSize>
using Bits = std::conditional_t<
    kSize == 1, std::uint8_t,
    std::conditional_t<kSize == 2, std::uint16_t,
                       std::conditional_t<kSize == 4, std::uint32_t, std::uint64_t>>>;

template <class T>
T swap_bytes(T bits) {
  if constexpr (sizeof(T) == 2) return __builtin_bswap16(bits);
  if constexpr (sizeof(T) == 4) return __builtin_bswap32(bits);
  if constexpr (sizeof(T) == 8) return __builtin_bswap64(bits);
  return bits;
}

// Shifted into a float's place, the number is 2^112 times too small, as the exponents count from
// -15 and -127; so are those that have no leading one. Infinity and NaN have all ones.
float number(Float16 value) {
  const std::uint32_t magnitude = (value.bits & 0x7fffU) << 13;
  const std::uint32_t sign = (value.bits & 0x8000U) << 16;
  const float finite = std::bit_cast<float>(magnitude) * 0x1p112F;
  const std::uint32_t bits =
      magnitude >= 0x0f800000U ? magnitude | 0x7f800000U : std::bit_cast<std::uint32_t>(finite);
  return std::bit_cast<float>(bits | sign);
}

float number(Boolean value) { return value.byte != 0 ? 1.0F : 0.0F; }

template <class T>
requires std::is_arithmetic_v<T> T number(T value) { return value; }

template <class T, bool kSwapped, class Out>
void decode(std::span<const std::byte> values, Out* out) {
  const std::size_t count = values.size() / sizeof(T);
  for (std::size_t i = 0; i < count; ++i) {
    Bits<sizeof(T)> bits;
    std::memcpy(&bits, values.data() + i * sizeof(T), sizeof bits);
    if constexpr (kSwapped) bits = swap_bytes(bits);
    out[i] = static_cast<Out>(number(std::bit_cast<T>(bits)));
  }
}

template <class Out>
using DecoderTo = void (*)(std::span<const std::byte> values, Out* out);

template <class T, class Out>
DecoderTo<Out> in_order(std::endian order) {
  return order == std::endian::native ? decode<T, false, Out> : decode<T, true, Out>;
}

template <class Out>
DecoderTo<Out> find_decoder(ValueType type, std::endian order) {
  switch (type) {
    case ValueType::boolean:
      return in_order<Boolean, Out>(order);
    case ValueType::int8:
      return in_order<std::int8_t, Out>(order);
    case ValueType::int16:
      return in_order<std::int16_t, Out>(order);
    case ValueType::int32:
      return in_order<std::int32_t, Out>(order);
    case ValueType::int64:
      return in_order<std::int64_t, Out>(order);
    case ValueType::uint8:
      return in_order<std::uint8_t, Out>(order);
    case ValueType::uint16:
      return in_order<std::uint16_t, Out>(order);
    case ValueType::uint32:
      return in_order<std::uint32_t, Out>(order);
    case ValueType::uint64:
      return in_order<std::uint64_t, Out>(order);
    case ValueType::float16:
      return in_order<Float16, Out>(order);
    case ValueType::float32:
      return in_order<float, Out>(order);
    case ValueType::float64:
      return in_order<double, Out>(order);
  }
  HG_CHECK(false);
}

}  // namespace

bool is_integer(ValueType type) {
  return type != ValueType::float16 && type != ValueType::float32 && type != ValueType::float64;
}

std::int64_t size_of(ValueType type) {
  switch (type) {
    case ValueType::boolean:
    case ValueType::int8:
    case ValueType::uint8:
      return 1;
    case ValueType::int16:
    case ValueType::uint16:
    case ValueType::float16:
      return 2;
    case ValueType::int32:
    case ValueType::uint32:
    case ValueType::float32:
      return 4;
    case ValueType::int64:
    case ValueType::uint64:
    case ValueType::float64:
      return 8;
  }
  HG_CHECK(false);
}

std::string_view name_of(ValueType type) {
  switch (type) {
    case ValueType::boolean:
      return "bool";
    case ValueType::int8:
      return "int8";
    case ValueType::int16:
      return "int16";
    case ValueType::int32:
      return "int32";
    case ValueType::int64:
      return "int64";
    case ValueType::uint8:
      return "uint8";
    case ValueType::uint16:
      return "uint16";
    case ValueType::uint32:
      return "uint32";
    case ValueType::uint64:
      return "uint64";
    case ValueType::float16:
      return "float16";
    case ValueType::float32:
      return "float32";
    case ValueType::float64:
      return "float64";
  }
  HG_CHECK(false);
}

Decoder decoder_of(const ValueFormat& format) {
  if (format.scaled && format.type == ValueType::uint8) return decode_bytes;
  return find_decoder<float>(format.type, format.order);
}

void decode_doubles(const ValueFormat& format, std::span<const std::byte> values, double* out) {
  find_decoder<double>(format.type, format.order)(values, out);
}

}  // namespace hourglass::data
