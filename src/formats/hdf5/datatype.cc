// SPDX-License-Identifier: MIT
//
// byte
//    0  bits 0 to 3 the class, 4 to 7 the version
//    1  bits of the class, 3 bytes
//           whole numbers: bit 0 big-endian, bits 1 and 2 padding, bit 3 signed
//           floats: bit 0 big-endian, bits 1 to 3 padding, bits 4 and 5 normalization (2, a hidden
//             1), bit 6 VAX, bits 8 to 15 the sign's bit
//           texts: bits 0 to 3 filled up 0 after an end of zero, 1 with zeros, 2 with spaces
//           of any length: bits 0 to 3 1 for texts
//    4  size of an element, 4 bytes
//    8  whole numbers: first bit, number of bits, 2 bytes each
//       floats: the same, then first bit and number of bits of exponent and fraction, 1 byte each,
//         and the exponent's bias, 4 bytes
//       of any length: the datatype of what they are made of, such as bytes
#include "formats/hdf5/datatype.h"

#include <array>
#include <cstdint>

#include "formats/hdf5/global_heap.h"

namespace hourglass::formats::hdf5 {
namespace {

enum Class { kWhole = 0, kFloat = 1, kText = 3, kVariable = 9 };

// Of those that are not read as what they are.
std::string class_name(int type_class) {
  switch (type_class) {
    case 2:
      return "times";
    case 4:
      return "bit fields";
    case 5:
      return "opaque values (bfloat16 is saved so)";
    case 6:
      return "compound values";
    case 7:
      return "references";
    case 8:
      return "enumerated values (bool is saved so)";
    case 9:
      return "values of any length";
    case 10:
      return "arrays";
    case 11:
      return "complex numbers";
    default:
      return "values of class " + std::to_string(type_class);
  }
}

Datatype read_whole(Cursor& message, unsigned bits, std::uint32_t size) {
  const bool is_signed = (bits & 1U << 3) != 0;
  const std::uint16_t first_bit = message.u16();
  const std::uint16_t precision = message.u16();
  const auto other = [&] {
    return OtherType{"whole numbers of " + std::to_string(precision) + " bits in " +
                     std::to_string(size) + " bytes"};
  };
  if (first_bit != 0 || precision != std::uint64_t{8} * size) return other();
  const bool is_big_endian = (bits & 1U) != 0;
  const auto number = [&](NumberType with_sign, NumberType without) {
    return Number{is_signed ? with_sign : without, is_big_endian};
  };
  switch (size) {
    case 1:
      return number(NumberType::int8, NumberType::uint8);
    case 2:
      return number(NumberType::int16, NumberType::uint16);
    case 4:
      return number(NumberType::int32, NumberType::uint32);
    case 8:
      return number(NumberType::int64, NumberType::uint64);
    default:
      return other();
  }
}

// What the standard says of a float; the fraction is in the lowest bits, the sign in the highest.
struct Ieee {
  NumberType type;
  unsigned size;
  unsigned fraction;
  unsigned exponent;
  unsigned bias;
};
constexpr std::array kIeee = {Ieee{NumberType::float16, 2, 10, 5, 15},
                              Ieee{NumberType::float32, 4, 23, 8, 127},
                              Ieee{NumberType::float64, 8, 52, 11, 1023}};

Datatype read_float(Cursor& message, unsigned bits, std::uint32_t size) {
  const unsigned first_bit = message.u16();
  const unsigned precision = message.u16();
  const unsigned exponent_at = message.u8();
  const unsigned exponent = message.u8();
  const unsigned fraction_at = message.u8();
  const unsigned fraction = message.u8();
  const unsigned bias = message.u32();
  const bool has_hidden_one = (bits >> 4 & 3U) == 2;
  const bool is_vax = (bits & 1U << 6) != 0;
  const unsigned sign_at = bits >> 8 & 0xffU;
  for (const Ieee& ieee : kIeee) {
    if (size == ieee.size && first_bit == 0 && precision == 8 * size && has_hidden_one && !is_vax &&
        sign_at == precision - 1 && fraction_at == 0 && fraction == ieee.fraction &&
        exponent_at == fraction && exponent == ieee.exponent && bias == ieee.bias) {
      return Number{ieee.type, (bits & 1U) != 0};
    }
  }
  return OtherType{"floats of " + std::to_string(size) + " bytes with an exponent of " +
                   std::to_string(exponent) + " bits and a fraction of " +
                   std::to_string(fraction)};
}

}  // namespace

Datatype read_datatype(Cursor message) {
  const std::uint64_t at = message.at();
  const unsigned first = message.u8();
  const int type_class = static_cast<int>(first & 0xfU);
  const auto bits = static_cast<unsigned>(message.number(3));
  const std::uint32_t size = message.u32();
  if (first >> 4 < 1 || first >> 4 > 5) {
    message.file().unsupported(at, "has a datatype of version " + std::to_string(first >> 4),
                               "1 to 5");
  }
  if (size == 0) message.file().damaged(at, "has elements of 0 bytes", "at least 1");
  if (type_class == kWhole) return read_whole(message, bits, size);
  if (type_class == kFloat) return read_float(message, bits, size);
  if (type_class == kText) return FixedText{size, (bits & 0xfU) == 2 ? ' ' : '\0'};
  if (type_class == kVariable && (bits & 0xfU) == 1) return VariableText();
  return OtherType{class_name(type_class)};
}

namespace {

void write_start(Class type_class, std::uint64_t bits, std::uint64_t size, Output& out) {
  constexpr unsigned kVersion = 1;
  out.u8(kVersion << 4 | type_class);
  out.number(bits, 3);
  out.u32(size);
}

void write_whole(std::uint64_t size, bool is_signed, Output& out) {
  write_start(kWhole, is_signed ? 1U << 3 : 0, size, out);
  out.u16(0);
  out.u16(8 * size);
}

void write_float(const Ieee& ieee, Output& out) {
  constexpr unsigned kHiddenOne = 2U << 4;
  write_start(kFloat, kHiddenOne | (8 * ieee.size - 1) << 8, ieee.size, out);
  out.u16(0);
  out.u16(8 * ieee.size);
  out.u8(ieee.fraction);
  out.u8(ieee.exponent);
  out.u8(0);
  out.u8(ieee.fraction);
  out.u32(ieee.bias);
}

}  // namespace

void write_number_type(NumberType type, Output& out) {
  for (const Ieee& ieee : kIeee)
    if (type == ieee.type) return write_float(ieee, out);
  const bool is_signed = type == NumberType::int8 || type == NumberType::int16 ||
                         type == NumberType::int32 || type == NumberType::int64;
  write_whole(size_of(type), is_signed, out);
}

void write_variable_text_type(Output& out) {
  constexpr unsigned kTexts = 1;
  constexpr unsigned kUtf8 = 1U << 8;
  write_start(kVariable, kTexts | kUtf8, kReferenceSize, out);
  write_whole(1, false, out);
}

}  // namespace hourglass::formats::hdf5
