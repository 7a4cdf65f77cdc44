// SPDX-License-Identifier: MIT
#include "data/npy_header.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/checked_size.h"
#include "base/quote.h"
#include "formats/little_endian.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kLongestText = std::size_t{1} << 16;

[[noreturn]] void refuse(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::bad_file, "npy", where + " " + message);
}

[[noreturn]] void refuse_start(const std::string& where, std::span<const std::byte> start) {
  if (start.size() < 10) {
    refuse(where, "has " + std::to_string(start.size()) +
                      " bytes; expected an array of NumPy's, whose header has more; save it again");
  }
  std::string found = base::hexadecimal(start[0]) + " " + base::hexadecimal(start[1]);
  std::string advice = "name a file that numpy.save wrote";
  if (start[0] == std::byte{'P'} && start[1] == std::byte{'K'}) {
    found += ", those of a zip archive";
    advice = "read it as .npz";
  } else if (start[0] == std::byte{0x80}) {
    found += ", those of pickled Python objects";
    advice = "save the array itself with numpy.save: pickles run code and are not read";
  }
  refuse(where, "begins with the bytes " + found +
                    "; expected an .npy file, which begins with 0x93 NUMPY; " + advice);
}

struct Text {
  std::string_view text;
  std::size_t offset;
};

Text find_text(std::span<const std::byte> start, const std::string& where) {
  const std::string_view letters(reinterpret_cast<const char*>(start.data()), start.size());
  if (start.size() < 10 || !letters.starts_with(kMagic)) refuse_start(where, start);
  const auto major = std::to_integer<unsigned>(start[6]);
  const auto minor = std::to_integer<unsigned>(start[7]);
  if (major < 1 || major > 3 || minor != 0) {
    refuse(where, "is of version " + std::to_string(major) + "." + std::to_string(minor) +
                      " at byte 6; expected 1.0, 2.0 or 3.0; save it again with numpy.save");
  }
  const std::size_t offset = major == 1 ? 10 : 12;
  if (start.size() < offset) refuse_start(where, start.first(start.size() - 2));
  const std::size_t length = formats::little_endian(start, 8, offset - 8);
  if (length > kLongestText || length > start.size() - offset) {
    refuse(where, "says at byte 8 that its header has " + std::to_string(length) +
                      " bytes; expected at most 65536, all of them in the file; fetch the file "
                      "again");
  }
  return {letters.substr(offset, length), offset};
}

struct Kind {
  std::string_view code;
  ValueType type;
};

constexpr Kind kKinds[] = {
    {"b1", ValueType::boolean}, {"i1", ValueType::int8},    {"i2", ValueType::int16},
    {"i4", ValueType::int32},   {"i8", ValueType::int64},   {"u1", ValueType::uint8},
    {"u2", ValueType::uint16},  {"u4", ValueType::uint32},  {"u8", ValueType::uint64},
    {"f2", ValueType::float16}, {"f4", ValueType::float32}, {"f8", ValueType::float64},
};

// NumPy's names of what is not read, by the letter after the byte order.
std::string name_of_other(char letter, std::string_view size) {
  switch (letter) {
    case 'O':
      return "object";
    case 'U':
      return "str";
    case 'S':
    case 'a':
      return "bytes";
    case 'c':
      return size == "8" ? "complex64" : size == "16" ? "complex128" : "complex";
    case 'f':
      return "longdouble";
    case 'M':
      return "datetime64";
    case 'm':
      return "timedelta64";
    case 'V':
      return "void";
    default:
      return "unknown";
  }
}

void name_type(const NpyDictionary& dictionary, NpyHeader& header) {
  header.descr = dictionary.descr;
  header.type_name = dictionary.is_structured ? "structured" : "unknown";
  if (dictionary.is_structured || header.descr.size() < 2) return;
  const char order = header.descr[0];
  const std::string_view code = std::string_view(header.descr).substr(1);
  if (std::string_view("<>|").find(order) == std::string_view::npos) return;
  const auto* const kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                        [&](const Kind& one) { return one.code == code; });
  if (order == '>') header.order = std::endian::big;
  if (kind != std::end(kKinds) && (order != '|' || size_of(kind->type) == 1)) {
    header.format = ValueFormat{kind->type, header.order};
    header.type_name = name_of(kind->type);
    return;
  }
  header.type_name = name_of_other(code[0], code.substr(1));
  if (header.type_name != "str" && header.type_name != "bytes") return;
  std::int64_t letters = 0;
  const char* const end = code.data() + code.size();
  const auto [rest, error] = std::from_chars(code.data() + 1, end, letters);
  if (error == std::errc() && rest == end) header.text_letters = letters;
}

}  // namespace

NpyHeader parse_npy_header(std::span<const std::byte> start, const std::string& where) {
  const Text text = find_text(start, where);
  NpyDictionary dictionary;
  if (const auto fault = parse_npy_dictionary(text.text, dictionary)) {
    refuse(where, "has a header with " + fault->found + " at byte " +
                      std::to_string(text.offset + fault->position) +
                      "; expected a dictionary of 'descr', 'fortran_order' and 'shape' as "
                      "numpy.save writes it; save it again with numpy.save");
  }
  NpyHeader header;
  header.shape = dictionary.shape;
  header.fortran_order = dictionary.fortran_order;
  header.header_bytes = static_cast<std::int64_t>(text.offset + text.text.size());
  name_type(dictionary, header);
  return header;
}

std::int64_t check_npy_size(const NpyHeader& header, std::int64_t value_bytes,
                            std::int64_t available, const std::string& where) {
  const auto values = base::checked_size(header.shape, available / value_bytes);
  if (values && *values * value_bytes == available) return available;
  const std::string promised = "promises values of shape " + tuple_text(header.shape) + " and " +
                               std::to_string(value_bytes) + " bytes each";
  if (!values) {
    refuse(where, promised + "; expected at most the " + std::to_string(available) +
                      " bytes after its header; it is cut short: fetch the file again");
  }
  refuse(where, promised + ", " + std::to_string(*values * value_bytes) + " in all, and has " +
                    std::to_string(available) +
                    "; expected as many as promised and nothing after them; fetch the file again");
}

std::string npy_header_text(const std::vector<std::int64_t>& shape) {
  std::string text =
      "{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple_text(shape) + ", }";
  // Room for the first dimension to grow to 21 digits; then the values begin at a multiple of 64.
  constexpr std::size_t kDigits = 21;
  constexpr std::size_t kAlignment = 64;
  constexpr std::size_t kBefore = 10;
  text.append(kDigits - std::to_string(shape.at(0)).size(), ' ');
  const std::size_t used = kBefore + text.size() + 1;
  text.append(kAlignment - used % kAlignment, ' ');
  text += '\n';
  std::string header(kMagic);
  header += {1, 0, static_cast<char>(text.size() & 0xffU), static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace hourglass::data
