// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/utf8.h"
#include "data/npy_array.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

[[noreturn]] void refuse(const NpyArray& array, const std::string& message,
                         ErrorCode code = ErrorCode::unsupported) {
  throw Error(code, "npy", array.where + " " + message);
}

// The number of labels.
std::int64_t check_shape(const NpyArray& array) {
  const std::vector<std::int64_t>& shape = array.header.shape;
  if (shape.size() == 1 || (shape.size() == 2 && shape[1] == 1)) return shape[0];
  refuse(array, "has the shape " + tuple_text(shape) +
                    "; expected labels, one a sample, of shape (n,) or (n, 1); save one column");
}

bool is_wide_integer(ValueType type) {
  return type == ValueType::int64 || type == ValueType::uint64;
}

std::vector<double> read_numbers(const NpyArray& array, const ValueFormat& format) {
  const std::int64_t bytes =
      check_npy_size(array.header, size_of(format.type), array.value_bytes(), array.where);
  std::vector<double> numbers(static_cast<std::size_t>(bytes / size_of(format.type)));
  decode_doubles(format, array.read_values(0, bytes).bytes(), numbers.data());
  // Up to here a double tells every whole number from the next.
  constexpr double kMostExact = 0x1p53;
  const auto inexact = std::find_if(numbers.begin(), numbers.end(), [](double number) {
    return number >= kMostExact || number <= -kMostExact;
  });
  if (is_wide_integer(format.type) && inexact != numbers.end()) {
    refuse(array, "has an integer beyond 2^53 in place " +
                      std::to_string(inexact - numbers.begin()) +
                      "; expected labels, small enough for a double to tell apart; number the "
                      "classes from 0");
  }
  return numbers;
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80U | (code_point >> shift & 0x3fU));
  };
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xc0U | code_point >> 6);
    tail(0);
  } else if (code_point < 0x10000) {
    text += static_cast<char>(0xe0U | code_point >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xf0U | (code_point >> 18 & 7U));
    tail(12);
    tail(6);
    tail(0);
  }
}

// One text: letters of 4 bytes, UTF-32, or of 1; zeros fill up the end.
std::string read_text(std::span<const std::byte> bytes, bool is_wide, std::endian order) {
  std::string text;
  if (!is_wide) {
    text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } else {
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
      std::uint32_t code_point = 0;
      for (std::size_t j = 0; j < 4; ++j) {
        const std::size_t place = order == std::endian::big ? j : 3 - j;
        code_point = code_point << 8 | std::to_integer<std::uint32_t>(bytes[i + place]);
      }
      append_utf8(text, std::min<std::uint32_t>(code_point, 0x1fffff));
    }
  }
  text.erase(text.find_last_not_of('\0') + 1);
  return text;
}

std::vector<std::string> read_texts(const NpyArray& array, std::int64_t count) {
  const bool is_wide = array.header.type_name == "str";
  const std::int64_t width = is_wide ? 4 : 1;
  constexpr std::int64_t kLongest = std::int64_t{1} << 20;
  if (array.header.text_letters < 1 || array.header.text_letters > kLongest) {
    refuse(array, "has texts of " + std::to_string(array.header.text_letters) +
                      " letters; expected labels of 1 to " + std::to_string(kLongest) +
                      "; number the classes from 0");
  }
  const std::int64_t text_bytes = width * array.header.text_letters;
  const std::int64_t bytes =
      check_npy_size(array.header, text_bytes, array.value_bytes(), array.where);
  const base::ByteBuffer values = array.read_values(0, bytes);
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto one = values.bytes().subspan(static_cast<std::size_t>(i * text_bytes),
                                            static_cast<std::size_t>(text_bytes));
    texts.push_back(read_text(one, is_wide, array.header.order));
    if (!base::is_utf8(texts.back())) {
      refuse(
          array,
          "has no valid text in place " + std::to_string(i) + "; expected Unicode; save it again",
          ErrorCode::bad_file);
    }
  }
  return texts;
}

}  // namespace

ArrayLabels labels_of(const NpyArray& array) {
  const std::int64_t count = check_shape(array);
  if (array.header.format) return {read_numbers(array, *array.header.format), {}};
  if (array.header.type_name == "str" || array.header.type_name == "bytes")
    return {{}, read_texts(array, count)};
  refuse(array, "has values of type " + array.header.type_name +
                    "; expected labels, numbers or texts; save y.astype('int64') or "
                    "y.astype('str')");
}

}  // namespace hourglass::data
